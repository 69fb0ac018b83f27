// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/little_endian.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace brine::journal {

namespace {

constexpr std::size_t version_at = 8;
constexpr std::size_t crc_at = 12;

std::uint32_t head_crc(bytes_view head) {
  constexpr auto zero = std::array<std::byte, 4>{};
  auto crc = crc32c(head.first(crc_at));
  crc = crc32c(zero, crc);
  return crc32c(head.subspan(crc_at + zero.size()), crc);
}

} // namespace

void seal_head(std::span<std::byte> head, const file_kind& kind, bool sealed) {
  assert(kind.magic.size() == version_at && head.size() >= common_head_size);
  std::memcpy(head.data(), kind.magic.data(), version_at);
  store_le<std::uint32_t>(head.data() + version_at,
                          sealed ? kind.sealed_version : kind.version);
  store_le<std::uint32_t>(head.data() + crc_at, head_crc(head));
}

error of_file(const file& from, const error& why) {
  return {why.code(), fmt::format("{}: {}", from.path(), why.message())};
}

bool is_sealed(bytes_view head, const file_kind& kind) noexcept {
  return load_le<std::uint32_t>(head.data() + version_at)
         == kind.sealed_version;
}

result<void>
check_head(bytes_view head, const file_kind& kind, const std::string& path) {
  assert(head.size() >= common_head_size);
  if (std::memcmp(head.data(), kind.magic.data(), version_at) != 0)
    return error(errc::damaged, fmt::format("{}: not a {}", path, kind.name));
  if (load_le<std::uint32_t>(head.data() + crc_at) != head_crc(head))
    return error(errc::damaged, fmt::format("{}: the {}'s head has a wrong "
                                            "checksum",
                                            path, kind.name));
  auto version = load_le<std::uint32_t>(head.data() + version_at);
  if (version != kind.version
      && (kind.sealed_version == 0 || version != kind.sealed_version))
    return error(errc::newer_format,
                 fmt::format("{}: {} of format {}, this brine knows {}", path,
                             kind.name, version,
                             std::max(kind.version, kind.sealed_version)));
  return {};
}

result<void>
read_head(const file& from, std::span<std::byte> head, const file_kind& kind) {
  auto got = from.read_at(0, head);
  if (!got)
    return got.failure();
  if (*got != head.size())
    return error(errc::damaged,
                 fmt::format("{}: too short for a {}", from.path(), kind.name));
  return check_head(head, kind, from.path());
}

} // namespace brine::journal
