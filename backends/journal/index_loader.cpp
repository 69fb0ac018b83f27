// SPDX-License-Identifier: MIT
#include <brine/backends/journal/index_loader.hpp>
#include <brine/backends/journal/listed_segment.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace brine::journal {

index_loader::index_loader(source from, const manifest& listed,
                           segment_table& segments, reader::key_visitor visit)
    : from_(std::move(from)), listed_(listed), segments_(segments),
      visit_(std::move(visit)), named_(from_.folder) {}

result<std::vector<log_part>> index_loader::begin() {
  if (auto done = find_checkpoint(); !done)
    return done.failure();
  std::vector<log_part> parts;
  for (const auto& s : listed_.segments) {
    parts.push_back({s.name, true, s.last});
    if (!s.closed)
      continue;
    if (auto done = plan(parts.back(), s); !done)
      return done.failure();
    if (parts.back().scan && s.sealed && s.name.generation > 0)
      scanned_[s.name];
  }
  if (checkpoint_)
    if (auto done = show(*checkpoint_, parts); !done)
      return done.failure();
  return parts;
}

/// Whether any segment is sealed.
bool index_loader::is_sealed() const {
  return std::any_of(listed_.segments.begin(), listed_.segments.end(),
                     [](const live_segment& s) { return s.sealed; });
}

/// Tells that a file beside the log is not used. Where a key is given to a log
/// that is plain, so is what is beside it, and that is nothing to warn of.
void index_loader::warn(const std::string& why) const {
  if (is_sealed() || !segments_.documents().seals.writes())
    spdlog::warn("{}", why);
}

result<void> index_loader::find_checkpoint() {
  auto found = journal::find_checkpoint(
    *from_.where, from_.folder + "/checkpoints",
    [this](const checkpoint& x) { return objection(x); },
    segments_.documents().seals.beside(is_sealed()));
  if (!found)
    return found.failure();
  for (const auto& line : found->skipped)
    warn(line + "; the segments are read instead");
  checkpoint_ = std::move(found->found);
  if (checkpoint_) {
    covered_ = checkpoint_->summary().covered;
    newest_ = checkpoint_->summary().newest;
    note_time(checkpoint_->summary().time);
  }
  return {};
}

std::string index_loader::objection(const checkpoint& x) const {
  if (x.summary().log != from_.log)
    return "is of another log";
  if (x.summary().newest > from_.limit)
    return "knows more than may be seen";
  if (!listed_.lists(x.summary().tail))
    return "begins in a segment that is gone";
  for (const auto& name : x.segments())
    if (!listed_.lists(name))
      return "names a segment that is gone";
  return {};
}

/// Decides how a closed segment's content becomes known.
result<void> index_loader::plan(log_part& part, const live_segment& listed) {
  auto opened = open(listed);
  if (!opened)
    return opened.failure();
  part.opened = std::move(*opened);
  const auto known = checkpoint_ && part.name < checkpoint_->summary().tail;
  if (known && !from_.blobs) {
    part.scan = false;
    return {};
  }
  const auto& header = part.opened->header();
  auto index = open_segment_index(
    *from_.where, from_.folder + "/segments", part.name, header.id,
    segments_.documents().seals.beside(header.sealed));
  if (!index) {
    warn(index.failure().message() + "; the segment is read instead");
    return {};
  }
  part.scan = false;
  auto held = std::make_shared<segment_index>(std::move(*index));
  part.show = [this, held](const ref<segment>& home) {
    return show(*held, home);
  };
  return {};
}

result<void>
index_loader::show(const checkpoint& x, std::span<log_part> parts) {
  std::vector<ref<stored_segment>> homes;
  for (const auto& name : x.segments()) {
    auto part = std::find_if(parts.begin(), parts.end(),
                             [&](const auto& p) { return p.name == name; });
    if (!part->opened) {
      auto opened =
        open(listed_.segments[static_cast<std::size_t>(part - parts.begin())]);
      if (!opened)
        return opened.failure();
      part->opened = std::move(*opened);
    }
    homes.push_back(segments_.add(part->opened));
  }
  return x.visit([&](const index_entry& e) {
    visit_(e.key, e.rev, {homes[e.segment], e.offset, e.length});
  });
}

/// Shows what a checkpoint does not know yet.
result<void>
index_loader::show(const segment_index& x, const ref<segment>& home) {
  auto where = segments_.add(home);
  auto failed = std::optional<error>();
  auto newest = index_entry();
  auto done = x.visit([&](const index_entry& e) {
    if (e.rev > newest.rev)
      newest = e;
    if ((e.flags & index_entry::apart) != 0 && !failed) {
      auto r = read(*home, e);
      auto noted = r ? named_.note(*r) : result<void>(r.failure());
      if (!noted)
        failed = noted.failure();
    }
    if (e.rev <= covered_)
      return;
    if ((e.flags & index_entry::removal) != 0)
      visit_(e.key, e.rev, {});
    else
      visit_(e.key, e.rev, {where, e.offset, e.length});
  });
  if (!done || failed)
    return done ? result<void>(*failed) : done;
  if (newest.rev == 0)
    return {};
  auto r = read(*home, newest);
  if (!r)
    return r.failure();
  note_time(r->time);
  return {};
}

commit_visitor index_loader::scanned() {
  return [this](const ref<segment>& home,
                std::span<const placed_record> all) -> result<void> {
    if (home != home_)
      if (auto same = check_home(home); !same)
        return same;
    note_time(all.back().what.time);
    const auto known = all.front().what.rev <= covered_;
    auto where = known ? ref<stored_segment>() : segments_.add(home);
    const auto watched = scanned_.find(home->name());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& r = all[i];
      if (auto noted = named_.note(r.what); !noted)
        return noted;
      if (watched != scanned_.end())
        watched->second.add(r.what);
      if (known)
        continue;
      auto opened = where->open(all, i, room_);
      if (!opened)
        return opened.failure();
      if (r.what.is(tombstone))
        visit_(opened->what.key, r.what.rev, {});
      else
        visit_(opened->what.key, r.what.rev, {where, r.offset, r.length});
    }
    return {};
  };
}

/// A segment that is in the table already, or else from the disk.
result<ref<segment>> index_loader::open(const live_segment& listed) {
  const auto known = segments_.now()->at(listed.name.first);
  if (known && known->bytes().name() == listed.name)
    return known->shared_bytes();
  return open_listed(*from_.where, from_.folder + "/segments", listed);
}

/// Called with the first commit of a segment that is scanned: an empty one may
/// have been made anew, and not be listed yet.
result<void> index_loader::check_home(const ref<segment>& home) {
  for (const auto& s : listed_.segments)
    if (home_ && s.name == home_->name())
      if (auto whole = check_scanned(s); !whole)
        return whole;
  home_ = home;
  for (const auto& s : listed_.segments)
    if (s.name == home->name())
      return check_listed(home->path(), home->header(), s);
  return {};
}

/// Checks that nothing was missing in a segment that was left behind, and
/// forgets what was seen of it.
result<void> index_loader::check_scanned(const live_segment& listed) {
  const auto seen = scanned_.find(listed.name);
  if (seen == scanned_.end())
    return {};
  auto digest = seen->second.digest();
  scanned_.erase(seen);
  if (!digest)
    return digest.failure();
  return *digest == listed.tags
           ? result<void>()
           : missing_records(
             segment_path(from_.folder + "/segments", listed.name),
             listed.length);
}

void index_loader::note_time(std::uint64_t hybrid) {
  from_.time->store(std::max(from_.time->load(), hybrid));
}

result<record>
index_loader::read(const segment& home, const index_entry& entry) {
  return home.read_record(entry.offset, entry.length, scratch_);
}

result<void> index_loader::finish(revision last) {
  for (const auto& s : listed_.segments)
    if (auto whole = check_scanned(s); !whole)
      return whole;
  if (newest_ <= last)
    return {};
  return error(errc::damaged, from_.folder + ": the log ends at revision "
                                + std::to_string(last)
                                + ", but a checkpoint knows "
                                + std::to_string(newest_) + " to be durable");
}

} // namespace brine::journal
