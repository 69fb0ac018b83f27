// SPDX-License-Identifier: MIT
#include <brine/backends/journal/find_manifest.hpp>
#include <brine/backends/journal/segment_cursor.hpp>

#include <spdlog/spdlog.h>

namespace brine::journal {

namespace {

wall_time wall_of(std::uint64_t hybrid) {
  return wall_time(
    std::chrono::milliseconds(hybrid_time{hybrid}.milliseconds()));
}

/// What a segment says of itself.
struct seen_segment {
  live_segment what;
  bool empty = true;
};

result<seen_segment> look_at_segment(disk& where, const std::string& folder,
                                     const segment_name& name) {
  std::vector<std::byte> buffer;
  auto image = load_segment(where, folder, name, buffer);
  if (!image)
    return image.failure();
  seen_segment seen;
  auto& s = seen.what;
  s.name = name;
  if (image->header_verdict != verdict::good)
    return seen; // opening says what is wrong with it
  s.id = image->header.id;
  s.log = image->header.log;
  s.sealed = image->header.sealed;
  std::uint64_t time = 0;
  auto cursor = segment_cursor(image->bytes, image->header);
  while (cursor.next() == segment_cursor::step::commit) {
    time = cursor.commit().back().what.time;
    seen.empty = false;
  }
  s.closed = cursor.ended();
  if (s.closed) {
    s.last = cursor.end_revision();
    s.newest = wall_of(time);
    s.length = cursor.offset();
  }
  return seen;
}

/// The list of segments, from the segments; `lost` if any is sealed. Only the
/// first one of a store may be, before anything is written to it: that the
/// manifest is sealed is said in `store.edn`, which is not, and what stands
/// beside a sealed segment could be of anybody's making.
result<manifest>
make_anew(disk& where, const std::string& folder, const sealing& how,
          const std::string& why, const error& lost) {
  // A list must not name what a loss of power may take away.
  if (auto done = where.sync_directory(folder + "/segments"); !done)
    return done.failure();
  auto names = where.list(folder + "/segments");
  if (!names)
    return names.failure();
  std::vector<live_segment> found;
  auto sealed = false;
  auto empty = true;
  for (const auto& name : *names) {
    auto parsed = parse_segment_name(name, ".log");
    if (!parsed)
      continue;
    auto s = look_at_segment(where, folder + "/segments", *parsed);
    if (!s)
      return s.failure();
    sealed = sealed || s->what.sealed;
    empty = empty && s->empty;
    found.push_back(s->what);
  }
  if (found.empty())
    return manifest();
  if (sealed && (found.size() > 1 || !empty))
    return lost;
  spdlog::warn("{}: made anew from {} segments", why, found.size());
  auto made = rebuild_manifest(folder, std::move(found));
  if (made)
    if (auto done = write_manifest(where, folder, *made, how); !done)
      return done.failure();
  return made;
}

} // namespace

error lost_list(const std::string& folder) {
  return {errc::damaged, folder
                           + "/MANIFEST is missing: which segments make up a "
                             "sealed log cannot be told from themselves "
                             "(brine salvage saves what there is)"};
}

result<manifest> find_manifest(disk& where, const std::string& folder,
                               const sealing& how, bool was_sealed) {
  auto listed = open_manifest(where, folder, how, !was_sealed);
  if (!listed && (listed.failure().code() != errc::damaged || was_sealed))
    return listed.failure();
  if (!listed)
    return make_anew(where, folder, how, listed.failure().message(),
                     listed.failure());
  if (!*listed && was_sealed)
    return lost_list(folder);
  if (!*listed)
    return make_anew(where, folder, how, folder + "/MANIFEST is missing",
                     lost_list(folder));
  return std::move(**listed);
}

} // namespace brine::journal
