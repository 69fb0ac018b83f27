// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// Every binary file beside the segments begins alike, in this version and in
// those to come:
//
//   head := magic    8
//           version  u32
//           crc      u32  CRC32C of the head with this field zero
//           ...           of a fixed size per kind of file and version

namespace brine::journal {

/// What a kind of file begins with.
struct file_kind {
  std::string_view magic;           ///< Eight characters.
  std::string_view name;            ///< For messages, such as "checkpoint".
  std::uint32_t version;            ///< Written if the file is plain.
  std::uint32_t sealed_version = 0; ///< ... and if it is sealed; 0: never.
};

/// Bytes that all heads have in common.
inline constexpr std::size_t common_head_size = 16;

/// Writes magic, version and crc into a head filled in otherwise.
void seal_head(std::span<std::byte> head, const file_kind& kind,
               bool sealed = false);

/// The same error, said of a file.
[[nodiscard]] error of_file(const file& from, const error& why);

/// Whether a head that was checked is that of a sealed file.
[[nodiscard]] bool is_sealed(bytes_view head, const file_kind& kind) noexcept;

/// Checks the head of the file at `path`: `newer_format` or `damaged`.
result<void>
check_head(bytes_view head, const file_kind& kind, const std::string& path);

/// Reads the head of `from`, which fills `head`, and checks it.
result<void>
read_head(const file& from, std::span<std::byte> head, const file_kind& kind);

} // namespace brine::journal
