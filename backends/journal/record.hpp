// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/format.hpp>
#include <brine/core/revision.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// One key's part of a commit, as it stands in a frame:
//
//   record := head rest
//   head   := crc             u32  CRC32C of the head without these 4 bytes
//             length          u32  of the record, a multiple of 8
//             revision        u64
//             previous        u64  revision before of the same key, 0 if none
//             time            u64  hybrid time
//             origin          u64  node that made it, 0 for this store
//             operation id    16   zero if none
//             operation       u8   see core/revision.hpp
//             zero            u8
//             flags           u16  see record_flag; unknown ones are refused
//             key length      u32
//             path length     u32
//             blob length     u32
//             head length     u32  of the blob's first part
//             rest crc        u32  CRC32C of the rest
//             field*
//             key, path, the blob's first part
//   rest   := what follows of the blob, then zeros up to a multiple of 8
//   field  := tag             u32  see field_tag
//             length          u32  of the content
//             content              then zeros up to a multiple of 8
//
// What a blob's first part is, says who writes it: codec header and metadata,
// which so are read and checked without the value behind them. The fields take
// what the lengths of all else leave.
//
// A commit is one record, or a group: records of one revision in one frame,
// the first marked as its start and the last as its end.
//
// In a record marked `external` the rest of the blob is a reference to a file
// in `blobs/`, named by 32 digits, that holds it:
//
//   reference := name 16, length u64, crc u32, zero u32

namespace brine::journal {

inline constexpr std::size_t record_header_size = 80;
inline constexpr std::size_t blob_reference_size = 32;

enum record_flag : std::uint16_t {
  tombstone = 1, ///< The key is gone from this revision on.
  in_group = 2,  ///< Part of a commit of several keys.
  group_start = 4,
  group_end = 8,
  external = 16, ///< The value is in a file of its own.
  sealed = 32,   ///< Key and path are encrypted; see sealed_record.hpp.
  binary = 64,   ///< The value is bytes.
};

/// Names of optional fields. A reader keeps unknown ones, but refuses the
/// record if one of them has the bit `required`.
enum class field_tag : std::uint32_t {
  expires = 1, ///< Hybrid time from which the document counts as gone.
  cause = 2,   ///< The revision, elsewhere, that this one follows from.
  required = 0x80000000,
};

/// A record to be written, or as it was read. Owns nothing.
struct record {
  revision rev = 0;
  revision previous = 0;
  std::uint64_t time = 0;
  std::uint64_t origin = 0;
  operation_id id;
  operation what = operation::assoc;
  std::uint16_t flags = 0;
  std::string_view key;
  std::string_view path;
  std::string_view blob;
  std::uint32_t head = 0;  ///< Bytes of `blob` that belong to the head.
  std::string_view fields; ///< Made by `append_field`.

  [[nodiscard]] bool is(record_flag flag) const noexcept {
    return (flags & flag) != 0;
  }

  friend bool operator==(const record&, const record&) = default;
};

/// Bytes the record takes; more than 4 GiB cannot be written.
[[nodiscard]] std::uint64_t encoded_size(const record& x) noexcept;

/// Writes `encoded_size` bytes. @pre they are less than 4 GiB
void encode(const record& x, std::byte* to) noexcept;

/// Reads the record at the start of `from`, which may go on behind it.
/// `length` is that of the record if the verdict is good.
[[nodiscard]] verdict
decode(bytes_view from, record& x, std::uint32_t& length) noexcept;

/// The same of a record's head, which alone is looked at, and needs to be
/// there; of the blob it gives the part that belongs to the head.
[[nodiscard]] verdict
decode_head(bytes_view from, record& x, std::uint32_t& length) noexcept;

/// Bytes of a record's head, as its unchecked header says; those of a header if
/// there is none.
[[nodiscard]] std::uint64_t head_size(bytes_view from) noexcept;

/// Adds an optional field to `fields`.
void append_field(std::string& fields, field_tag tag, std::string_view content);

/// The content of a field of a record that was read.
[[nodiscard]] std::optional<std::string_view>
find_field(std::string_view fields, field_tag tag) noexcept;

/// Where a value in a file of its own is.
struct blob_reference {
  std::array<std::uint8_t, 16> name{};
  std::uint64_t length = 0;
  std::uint32_t crc = 0; ///< CRC32C of the file.

  friend bool
  operator==(const blob_reference&, const blob_reference&) = default;
};

/// Adds a reference to the first part of a blob.
void append_reference(std::string& blob, const blob_reference& x);

/// The reference at the end of a blob; nothing if it is too short.
[[nodiscard]] std::optional<blob_reference>
find_reference(std::string_view blob) noexcept;

} // namespace brine::journal
