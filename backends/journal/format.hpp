// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/segment_name.hpp>
#include <brine/core/revision.hpp>

#include <cstdint>
#include <string_view>

// `segments/<first revision>-<generation>.log`: a part of the log. All numbers
// are little-endian, all parts start at a multiple of 8. docs/journal-format.md
// walks through an example byte by byte.
//
//   segment := header frame* zero*
//   header := magic           8    "brinelog"
//             version         u32  1
//             crc             u32  CRC32C of the header without these 4 bytes
//             segment id      u64  random
//             first revision  u64
//             capacity        u64  size of the file while it is written
//             generation      u32  0: as it was written; else compacted
//             flags           u32  1 sealed; a reader refuses what it does
//                                  not know
//             log id          16
//   frame := magic            u32  "frm1"
//            crc              u32  CRC32C of the frame's header without its
//                                  first 8 bytes
//            segment id       u64
//            number           u64  frames of a segment count from 1
//            first revision   u64  of its records; if it has none, the next
//            last revision    u64  and the last one before it
//            synced revision  u64  known durable when the frame was written
//            length           u64  of the records behind the header
//            count            u32  of records
//            flags            u32  see frame_flag
//            zero             16
//            record*               see record.hpp

namespace brine::journal {

inline constexpr std::uint32_t format_version = 1;
inline constexpr std::size_t segment_header_size = 64;
inline constexpr std::size_t frame_header_size = 80;

/// What reading a piece of a segment came to.
enum class verdict {
  good,
  cut_short,    ///< There are fewer bytes than it needs.
  bad_magic,    ///< Something else is here.
  bad_checksum, ///< The bytes are not those that were written.
  bad_layout,   ///< Its parts contradict each other.
  newer_format, ///< Written by a newer brine.
};

/// The verdict in words, for messages.
[[nodiscard]] std::string_view to_string(verdict v) noexcept;

/// What is said of a bad place in a file: `damaged`, or `newer_format`.
[[nodiscard]] error
error_at(const std::string& path, std::uint64_t offset, verdict why);

/// The same in other words; always `damaged`.
[[nodiscard]] error
error_at(const std::string& path, std::uint64_t offset, std::string_view why);

/// How a segment begins.
struct segment_header {
  std::uint64_t id = 0;
  segment_name name;
  std::uint64_t capacity = 0;
  log_id log;          ///< That its records were written in.
  bool sealed = false; ///< All of its records are, else none.

  friend bool
  operator==(const segment_header&, const segment_header&) = default;
};

/// Writes `segment_header_size` bytes.
void encode(const segment_header& header, std::byte* to) noexcept;

/// Reads the header at the start of `from`.
[[nodiscard]] verdict decode(bytes_view from, segment_header& header) noexcept;

enum frame_flag : std::uint32_t {
  clean_frame = 1, ///< No records: the writer closed, all before is durable.
  end_frame = 2,   ///< No records: the segment ends here, whatever follows.
  cut_frame = 4,   ///< With `end_frame`: stands where the damaged end of the
                   ///< log was cut off, perhaps inside the frame before.
};

/// How a batch begins.
struct frame_header {
  std::uint64_t segment_id = 0;
  std::uint64_t number = 0;
  revision first = 0;
  revision last = 0;
  revision synced = 0;
  std::uint64_t length = 0;
  std::uint32_t count = 0;
  std::uint32_t flags = 0;

  friend bool operator==(const frame_header&, const frame_header&) = default;
};

/// Writes `frame_header_size` bytes.
void encode(const frame_header& header, std::byte* to) noexcept;

/// Reads the header at the start of `from`; says nothing of the records.
[[nodiscard]] verdict decode(bytes_view from, frame_header& header) noexcept;

/// Whether a frame of any segment could start here; quick.
[[nodiscard]] bool looks_like_frame(const std::byte* at) noexcept;

/// Whether all bytes are zero.
[[nodiscard]] bool all_zero(bytes_view bytes) noexcept;

} // namespace brine::journal
