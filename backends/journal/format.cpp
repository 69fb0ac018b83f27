// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/format.hpp>
#include <brine/backends/journal/little_endian.hpp>

#include <fmt/format.h>

#include <cassert>
#include <cstring>

namespace brine::journal {

namespace {

constexpr auto segment_magic = std::string_view("brinelog");
constexpr std::uint32_t frame_magic = 0x316d7266; // "frm1"
constexpr std::uint32_t sealed_segment = 1;
constexpr std::uint32_t known_frame_flags = clean_frame | end_frame | cut_frame;

/// Of the header but for the 4 bytes at 12 that hold it.
std::uint32_t header_crc(const std::byte* at) noexcept {
  return crc32c({at + 16, segment_header_size - 16}, crc32c({at, 12}));
}

std::uint32_t frame_crc(const std::byte* at) noexcept {
  return crc32c({at + 8, frame_header_size - 8});
}

} // namespace

std::string_view to_string(verdict v) noexcept {
  switch (v) {
  case verdict::good:
    return "good";
  case verdict::cut_short:
    return "cut short";
  case verdict::bad_magic:
    return "not the start of a frame";
  case verdict::bad_checksum:
    return "wrong checksum";
  case verdict::bad_layout:
    return "wrong layout";
  case verdict::newer_format:
    return "written by a newer brine";
  }
  return "unknown";
}

error error_at(const std::string& path, std::uint64_t offset, verdict why) {
  if (why == verdict::newer_format)
    return {errc::newer_format, fmt::format("{} was written by a newer brine "
                                            "(at offset {})",
                                            path, offset)};
  return error_at(path, offset, to_string(why));
}

error error_at(const std::string& path, std::uint64_t offset,
               std::string_view why) {
  return {errc::damaged,
          fmt::format("{} is damaged at offset {}: {}", path, offset, why)};
}

void encode(const segment_header& header, std::byte* to) noexcept {
  std::memcpy(to, segment_magic.data(), segment_magic.size());
  store_le(to + 8, format_version);
  store_le(to + 16, header.id);
  store_le(to + 24, header.name.first);
  store_le(to + 32, header.capacity);
  store_le(to + 40, header.name.generation);
  store_le(to + 44, header.sealed ? sealed_segment : std::uint32_t{0});
  std::memcpy(to + 48, header.log.bytes.data(), 16);
  store_le(to + 12, header_crc(to));
}

verdict decode(bytes_view from, segment_header& header) noexcept {
  if (from.size() < segment_header_size)
    return verdict::cut_short;
  const auto* at = from.data();
  if (std::memcmp(at, segment_magic.data(), segment_magic.size()) != 0)
    return verdict::bad_magic;
  // Every version will keep the first 64 bytes under this checksum.
  if (load_le<std::uint32_t>(at + 12) != header_crc(at))
    return verdict::bad_checksum;
  const auto flags = load_le<std::uint32_t>(at + 44);
  if (load_le<std::uint32_t>(at + 8) != format_version
      || (flags & ~sealed_segment) != 0)
    return verdict::newer_format;
  header.sealed = (flags & sealed_segment) != 0;
  header.id = load_le<std::uint64_t>(at + 16);
  header.name.first = load_le<revision>(at + 24);
  header.capacity = load_le<std::uint64_t>(at + 32);
  header.name.generation = load_le<std::uint32_t>(at + 40);
  std::memcpy(header.log.bytes.data(), at + 48, 16);
  return verdict::good;
}

void encode(const frame_header& header, std::byte* to) noexcept {
  assert(header.length % 8 == 0);
  assert(header.count > 0 ? header.first <= header.last
                          : header.first == header.last + 1);
  store_le(to, frame_magic);
  store_le(to + 8, header.segment_id);
  store_le(to + 16, header.number);
  store_le(to + 24, header.first);
  store_le(to + 32, header.last);
  store_le(to + 40, header.synced);
  store_le(to + 48, header.length);
  store_le(to + 56, header.count);
  store_le(to + 60, header.flags);
  std::memset(to + 64, 0, 16);
  store_le(to + 4, frame_crc(to));
}

verdict decode(bytes_view from, frame_header& header) noexcept {
  if (from.size() < frame_header_size)
    return verdict::cut_short;
  const auto* at = from.data();
  if (!looks_like_frame(at))
    return verdict::bad_magic;
  if (load_le<std::uint32_t>(at + 4) != frame_crc(at))
    return verdict::bad_checksum;
  header.segment_id = load_le<std::uint64_t>(at + 8);
  header.number = load_le<std::uint64_t>(at + 16);
  header.first = load_le<revision>(at + 24);
  header.last = load_le<revision>(at + 32);
  header.synced = load_le<revision>(at + 40);
  header.length = load_le<std::uint64_t>(at + 48);
  header.count = load_le<std::uint32_t>(at + 56);
  header.flags = load_le<std::uint32_t>(at + 60);
  if ((header.flags & ~known_frame_flags) != 0)
    return verdict::newer_format;
  auto orderly =
    header.count > 0
      ? header.first <= header.last && header.length > 0 && header.flags == 0
      : header.first == header.last + 1 && header.length == 0;
  return orderly && header.length % 8 == 0 ? verdict::good
                                           : verdict::bad_layout;
}

bool looks_like_frame(const std::byte* at) noexcept {
  return load_le<std::uint32_t>(at) == frame_magic;
}

bool all_zero(bytes_view bytes) noexcept {
  if (bytes.empty())
    return true;
  // Each byte equals the one before, and the first is zero.
  return bytes[0] == std::byte{0}
         && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

} // namespace brine::journal
