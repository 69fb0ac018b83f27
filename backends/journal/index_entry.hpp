// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/core/revision.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

// One version of a key as `.idx` files and checkpoints keep it:
//
//   entry := revision    u64
//            offset      u64  of the record in its segment
//            length      u32  of the record
//            key length  u32
//            segment     u32  place in the file's list of segments
//            flags       u16  1 tombstone, 2 part of a group, 4 external
//            zero        u16
//            key, then zeros up to a multiple of 8

namespace brine::journal {

/// Where one version of a key lies.
struct index_entry {
  enum flag : std::uint16_t {
    removal = 1, ///< The key is gone from this revision on.
    group = 2,   ///< Part of a commit of several keys.
    apart = 4,   ///< The record names a file in `blobs/`.
  };

  std::string_view key; ///< Encoded; seen, not owned.
  revision rev = 0;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  std::uint32_t segment = 0; ///< Place in a list of segments; 0 in `.idx`.
  std::uint16_t flags = 0;

  friend bool operator==(const index_entry&, const index_entry&) = default;
};

/// Bytes of an entry before its key.
inline constexpr std::size_t entry_head_size = 32;

/// Bytes of a whole entry.
[[nodiscard]] constexpr std::uint64_t
entry_size(std::uint64_t key_length) noexcept {
  return entry_head_size + ((key_length + 7) & ~std::uint64_t{7});
}

/// Appends the entry's bytes. @pre the key is shorter than 4 GiB
void append_entry(std::vector<std::byte>& to, const index_entry& entry);

/// Reads the entry at the start of `from` and moves `from` behind it; false if
/// there is no whole, well-formed entry. Key bytes stay where they are.
[[nodiscard]] inline bool
next_entry(bytes_view& from, index_entry& entry) noexcept {
  if (from.size() < entry_head_size)
    return false;
  const auto* p = from.data();
  auto key_length = load_le<std::uint32_t>(p + 20);
  auto size = entry_size(key_length);
  if (from.size() < size)
    return false;
  entry.rev = load_le<std::uint64_t>(p);
  entry.offset = load_le<std::uint64_t>(p + 8);
  entry.length = load_le<std::uint32_t>(p + 16);
  entry.segment = load_le<std::uint32_t>(p + 24);
  entry.flags = load_le<std::uint16_t>(p + 28);
  entry.key = {reinterpret_cast<const char*>(p + entry_head_size), key_length};
  from = from.subspan(size);
  return true;
}

} // namespace brine::journal
