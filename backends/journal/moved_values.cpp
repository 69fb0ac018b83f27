// SPDX-License-Identifier: MIT
#include <brine/backends/journal/listed_segment.hpp>
#include <brine/backends/journal/moved_values.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace brine::journal {

moved_values::moved_values(disk& where, std::string folder,
                           std::shared_ptr<const decoder> how, bool takes_plain)
    : disk_(where), folder_(std::move(folder)), how_(std::move(how)),
      takes_plain_(takes_plain) {}

result<document> moved_values::find(const opened_record& r, const segment& home,
                                    const error& why) {
  const auto file = find_reference(r.what.blob);
  if (!file)
    return why;
  const auto path = how_->blobs->path(*file);
  const auto there = disk_.look_up(path);
  if (!there || *there != disk::entry::none)
    return why;
  const auto look = [&] {
    return open_manifest(disk_, folder_, how_->seals, takes_plain_);
  };
  const auto listed = look();
  if (!listed)
    return listed.failure();
  if (!*listed || (*listed)->lists(home.name()))
    return why;
  const auto gone =
    error(errc::busy, path
                        + " was compacted away by the writer meanwhile; read "
                          "again");
  const auto& all = (*listed)->segments;
  const auto behind = std::upper_bound(
    all.begin(), all.end(), r.what.rev,
    [](revision rev, const live_segment& s) { return rev < s.name.first; });
  if (behind == all.begin())
    return gone;
  const auto& now = *std::prev(behind);
  if (!now.closed || (home.header().sealed && !now.sealed))
    return gone;
  auto opened = open(now);
  auto found = opened ? (*opened)->find(r.what.key, r.what.rev)
                      : result<std::optional<document>>(opened.failure());
  if (found)
    return *found ? result<document>(std::move(**found)) : gone;
  // That one may have been replaced as well.
  const auto again = look();
  return again && *again && !(*again)->lists(now.name) ? gone : found.failure();
}

/// The segment as it was opened last, if it is the same.
result<ref<stored_segment>> moved_values::open(const live_segment& listed) {
  const auto guard = std::lock_guard(mutex_);
  if (last_ && last_->bytes().name() == listed.name
      && last_->bytes().header().id == listed.id)
    return last_;
  auto opened = open_listed(disk_, folder_ + "/segments", listed);
  if (!opened)
    return opened.failure();
  (*opened)->set_last(listed.last);
  last_ = make_ref<stored_segment>(*opened, how_);
  last_->set_readable(listed.length);
  return last_;
}

} // namespace brine::journal
