// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/manifest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace brine::journal {

namespace {

constexpr auto kind = file_kind{"brineman", "manifest", 1};

constexpr const char* file_name = "MANIFEST";

constexpr std::size_t head_size = 64;

constexpr std::size_t segment_size = 64;

/// A million segments; nothing larger is read.
constexpr std::uint64_t size_limit = std::uint64_t{64} << 20;

void encode_segment(std::byte* p, const live_segment& x) {
  store_le<std::uint64_t>(p, x.name.first);
  store_le<std::uint32_t>(p + 8, x.name.generation);
  store_le<std::uint32_t>(p + 12, x.closed ? 1 : 0);
  store_le<std::uint64_t>(p + 16, x.last);
  store_le<std::int64_t>(p + 24, x.newest.time_since_epoch().count());
  store_le<std::uint64_t>(p + 32, x.length);
  store_le<std::uint64_t>(p + 40, x.id);
}

live_segment decode_segment(const std::byte* p) {
  auto newest = wall_time::duration(load_le<std::int64_t>(p + 24));
  return {.name = {.first = load_le<std::uint64_t>(p),
                   .generation = load_le<std::uint32_t>(p + 8)},
          .id = load_le<std::uint64_t>(p + 40),
          .closed = (load_le<std::uint32_t>(p + 12) & 1) != 0,
          .last = load_le<std::uint64_t>(p + 16),
          .newest = wall_time(newest),
          .length = load_le<std::uint64_t>(p + 32)};
}

std::vector<std::byte> encode(const manifest& x) {
  auto length = x.segments.size() * segment_size;
  auto bytes = std::vector<std::byte>(head_size + length + 8);
  auto* p = bytes.data() + head_size;
  for (const auto& segment : x.segments) {
    encode_segment(p, segment);
    p += segment_size;
  }
  store_le<std::uint64_t>(p, crc32c({bytes.data() + head_size, length}));
  store_le<std::uint64_t>(bytes.data() + 16, x.oldest);
  store_le(bytes.data() + 24, static_cast<std::uint32_t>(x.segments.size()));
  seal_head({bytes.data(), head_size}, kind);
  return bytes;
}

/// Says what keeps the segments from being one log; null if nothing does.
const char* objection(const std::vector<live_segment>& segments) {
  for (std::size_t i = 1; i < segments.size(); ++i) {
    if (!segments[i - 1].closed)
      return "a segment before the last was not closed";
    if (segments[i - 1].name.first >= segments[i].name.first
        || segments[i - 1].last >= segments[i].name.first)
      return "segments overlap";
  }
  return nullptr;
}

error damaged(const std::string& path, std::string_view what) {
  return error(errc::damaged, fmt::format("{}: {}", path, what));
}

result<manifest> decode(const std::string& path, bytes_view bytes) {
  if (bytes.size() < head_size)
    return damaged(path, "too short for a manifest");
  if (auto done = check_head(bytes.first(head_size), kind, path); !done)
    return done.failure();
  auto count = load_le<std::uint32_t>(bytes.data() + 24);
  auto length = count * segment_size;
  if (bytes.size() != head_size + length + 8)
    return damaged(path, "cut short or extended");
  auto segments = bytes.subspan(head_size, length);
  auto crc = load_le<std::uint64_t>(bytes.data() + head_size + length);
  if (crc != crc32c(segments))
    return damaged(path, fmt::format("the segments' checksum is wrong at "
                                     "offset {}",
                                     head_size));
  auto x = manifest{};
  x.oldest = load_le<std::uint64_t>(bytes.data() + 16);
  for (std::size_t i = 0; i < count; ++i)
    x.segments.push_back(decode_segment(segments.data() + i * segment_size));
  if (const auto* what = objection(x.segments))
    return damaged(path, what);
  return x;
}

} // namespace

bool manifest::lists(const segment_name& name) const noexcept {
  auto at = std::lower_bound(
    segments.begin(), segments.end(), name,
    [](const live_segment& x, const segment_name& y) { return x.name < y; });
  return at != segments.end() && at->name == name;
}

result<void> write_manifest(disk& where, const std::string& folder,
                            const manifest& content) {
  assert(!objection(content.segments));
  return replace_file(where, folder, file_name, encode(content));
}

result<std::optional<manifest>>
read_manifest(disk& where, const std::string& folder) {
  auto path = folder + '/' + file_name;
  auto entry = where.look_up(path);
  if (!entry)
    return entry.failure();
  if (*entry == disk::entry::none)
    return std::optional<manifest>();
  auto bytes = read_file(where, path, size_limit);
  if (!bytes)
    return bytes.failure();
  auto decoded = decode(path, *bytes);
  if (!decoded)
    return decoded.failure();
  return std::optional(std::move(*decoded));
}

result<manifest>
rebuild_manifest(const std::string& folder, std::vector<live_segment> found) {
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  auto x = manifest{};
  for (const auto& segment : found) {
    auto again =
      !x.segments.empty() && x.segments.back().name.first == segment.name.first;
    if (!again)
      x.segments.push_back(segment);
    else if (segment.closed) // else compaction did not finish it
      x.segments.back() = segment;
  }
  if (const auto* what = objection(x.segments))
    return damaged(folder + '/' + file_name,
                   fmt::format("missing, and {}: cannot tell which segments "
                               "make up the log",
                               what));
  if (!x.segments.empty())
    x.oldest = x.segments.front().name.first;
  for (const auto& segment : x.segments) {
    if (segment.name.generation > 0)
      x.oldest = segment.last + 1;
  }
  return x;
}

result<std::vector<std::string>>
remove_strays(disk& where, const std::string& folder, const manifest& content) {
  auto segments = folder + "/segments";
  auto names = where.list(segments);
  if (!names)
    return names.failure();
  auto removed = std::vector<std::string>{};
  for (const auto& name : *names) {
    auto stray = parse_segment_name(name, ".log");
    if (!stray)
      stray = parse_segment_name(name, ".idx");
    if (!stray || content.lists(*stray))
      continue;
    auto path = segments + '/' + name;
    if (auto done = where.remove(path); !done)
      return done.failure();
    removed.push_back(std::move(path));
  }
  for (const auto& place : {folder, segments, folder + "/checkpoints"}) {
    auto left = remove_leftovers(where, place);
    if (!left)
      return left.failure();
    for (const auto& name : *left)
      removed.push_back(place + '/' + name);
  }
  return removed;
}

} // namespace brine::journal
