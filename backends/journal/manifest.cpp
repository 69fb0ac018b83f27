// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_seal.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/manifest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <functional>

namespace brine::journal {

namespace {

constexpr auto kind = file_kind{"brineman", "manifest", 1, 2};

constexpr const char* file_name = "MANIFEST";

constexpr std::size_t head_length = 64;

constexpr std::size_t segment_size = 80;

std::string_view text_of(bytes_view bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// 800000 segments; nothing larger is read.
constexpr std::uint64_t size_limit = std::uint64_t{64} << 20;

void encode_segment(std::byte* p, const live_segment& x) {
  store_le<std::uint64_t>(p, x.name.first);
  store_le<std::uint32_t>(p + 8, x.name.generation);
  store_le<std::uint32_t>(p + 12, (x.closed ? 1U : 0U) | (x.sealed ? 2U : 0U));
  store_le<std::uint64_t>(p + 16, x.last);
  store_le<std::int64_t>(p + 24, x.newest.time_since_epoch().count());
  store_le<std::uint64_t>(p + 32, x.length);
  store_le<std::uint64_t>(p + 40, x.id);
  std::memcpy(p + 48, x.log.bytes.data(), x.log.bytes.size());
  std::memcpy(p + 64, x.tags.data(), x.tags.size());
}

live_segment decode_segment(const std::byte* p) {
  const auto flags = load_le<std::uint32_t>(p + 12);
  auto x = live_segment();
  x.name.first = load_le<std::uint64_t>(p);
  x.name.generation = load_le<std::uint32_t>(p + 8);
  x.closed = (flags & 1) != 0;
  x.sealed = (flags & 2) != 0;
  x.last = load_le<std::uint64_t>(p + 16);
  x.newest = wall_time(wall_time::duration(load_le<std::int64_t>(p + 24)));
  x.length = load_le<std::uint64_t>(p + 32);
  x.id = load_le<std::uint64_t>(p + 40);
  std::memcpy(x.log.bytes.data(), p + 48, x.log.bytes.size());
  std::memcpy(x.tags.data(), p + 64, x.tags.size());
  return x;
}

result<std::vector<std::byte>> encode(const manifest& x, const encryptor* by) {
  auto length = x.segments.size() * segment_size;
  auto bytes = std::vector<std::byte>(head_length + length + 8);
  auto* p = bytes.data() + head_length;
  for (const auto& segment : x.segments) {
    encode_segment(p, segment);
    p += segment_size;
  }
  store_le<std::uint64_t>(p, crc32c({bytes.data() + head_length, length}));
  store_le<std::uint64_t>(bytes.data() + 16, x.oldest);
  store_le(bytes.data() + 24, static_cast<std::uint32_t>(x.segments.size()));
  seal_head({bytes.data(), head_length}, kind, by != nullptr);
  if (!by)
    return bytes;
  const auto all = bytes_view(bytes);
  auto seal =
    seal_of(*by, all.first(head_length), text_of(all.subspan(head_length)));
  if (!seal)
    return seal.failure();
  const auto added = std::as_bytes(std::span(*seal));
  bytes.insert(bytes.end(), added.begin(), added.end());
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
  if (bytes.size() < head_length)
    return damaged(path, "too short for a manifest");
  if (auto done = check_head(bytes.first(head_length), kind, path); !done)
    return done.failure();
  auto count = load_le<std::uint32_t>(bytes.data() + 24);
  auto length = count * segment_size;
  const auto has_seal = is_sealed(bytes, kind);
  if (has_seal ? bytes.size() < head_length + length + 8
               : bytes.size() != head_length + length + 8)
    return damaged(path, "cut short or extended");
  auto segments = bytes.subspan(head_length, length);
  auto crc = load_le<std::uint64_t>(bytes.data() + head_length + length);
  if (crc != crc32c(segments))
    return damaged(path, fmt::format("the segments' checksum is wrong at "
                                     "offset {}",
                                     head_length));
  auto x = manifest{};
  x.oldest = load_le<std::uint64_t>(bytes.data() + 16);
  for (std::size_t i = 0; i < count; ++i) {
    x.segments.push_back(decode_segment(segments.data() + i * segment_size));
    if (x.segments.back().sealed && !has_seal)
      return damaged(path, "lists a sealed segment, and is not sealed");
  }
  if (const auto* what = objection(x.segments))
    return damaged(path, what);
  return x;
}

using bytes_check =
  std::function<result<void>(const std::string& path, bytes_view bytes)>;

/// @param check what else is asked of one that can be read
result<std::optional<manifest>>
read(disk& where, const std::string& folder, const bytes_check& check) {
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
  if (check)
    if (auto done = check(path, *bytes); !done)
      return done.failure();
  return std::optional(std::move(*decoded));
}

} // namespace

bool manifest::lists(const segment_name& name) const noexcept {
  auto at = std::lower_bound(
    segments.begin(), segments.end(), name,
    [](const live_segment& x, const segment_name& y) { return x.name < y; });
  return at != segments.end() && at->name == name;
}

result<void> write_manifest(disk& where, const std::string& folder,
                            const manifest& content, const sealing& how) {
  assert(!objection(content.segments));
  auto bytes = encode(content, how.writes());
  return bytes ? replace_file(where, folder, file_name, *bytes)
               : result<void>(bytes.failure());
}

result<std::optional<manifest>>
read_manifest(disk& where, const std::string& folder) {
  return read(where, folder, {});
}

result<std::optional<manifest>>
open_manifest(disk& where, const std::string& folder, const sealing& how,
              bool takes_plain) {
  return read(where, folder,
              [&](const std::string& path, bytes_view bytes) -> result<void> {
                const auto head = bytes.first(head_length);
                auto by = opener_of(path, head, kind, how, takes_plain);
                if (!by || !*by)
                  return by ? result<void>() : result<void>(by.failure());
                const auto size = seal_size(*by);
                if (bytes.size() < head_length + size)
                  return damaged(path, "cut short");
                const auto rest = bytes.size() - size;
                return check_seal(
                  path, bytes.subspan(rest), **by, head,
                  text_of(bytes.first(rest).subspan(head_length)));
              });
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
