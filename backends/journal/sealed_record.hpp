// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/record.hpp>
#include <brine/backends/journal/sealing.hpp>
#include <brine/core/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

// In a record marked `sealed` key and path are one stretch in the place of the
// key, and the path is empty:
//
//   stretch := key length  u32
//              place       u32  in its commit, from 0
//              count       u32  records of the commit when it was written
//              tag         16   last bytes of the value, zeros before them if
//                               it has less
//              key, path
//   about   := log id      16   of the segment it was written to
//              revision, previous, time, origin, operation id, operation, zero
//              and flags, as in the record
//              length      u32  of the fields
//              field*, the blob's first part
//
// sealed in role 3, with `about` as header and without a key. So a record
// vouches for all that it says.

namespace brine::journal {

/// Where a record stood when it was written.
struct written_place {
  log_id log;
  std::uint32_t place = 0; ///< In its commit,
  std::uint32_t count = 0; ///< which had so many records.
};

/// A record whose key can be read.
struct opened_record {
  record what; ///< Key and path are plain.
  std::string_view tag{};
  std::uint32_t place = 0; ///< As it was written; of no meaning if it was
  std::uint32_t count = 0; ///< not sealed.
};

/// Puts the sealed stretch, which goes to `room`, into the record. @pre all
/// else of it is as it will be written; `value` is what follows its blob's
/// first part, also if that stands in a file of its own
result<void>
seal_record(record& r, const written_place& where, std::string_view value,
            const encryptor& by, std::string& room);

/// Gives key and path of a record, sealed or not; what was sealed goes to
/// `room`. `wrong_secret`, naming the key, if that is not known; `damaged` if
/// the record is not the one that was sealed in this log, or not sealed in a
/// segment of such. @param home of the segment that it stands in
result<opened_record> open_record(const record& r, const segment_header& home,
                                  const sealing& how, std::string& room);

/// Whether an opened record stands where it was written, in a commit of which
/// nothing is missing. Always true where compaction may have left out some.
[[nodiscard]] bool
stands_in_place(const opened_record& r, const segment_header& home,
                std::size_t place, std::size_t count) noexcept;

/// What is said if it does not.
inline constexpr std::string_view missing_in_commit =
  "a commit of which records are missing";

/// Whether this is the value that an opened record was written with.
[[nodiscard]] bool is_value_of(const opened_record& r, std::string_view value);

} // namespace brine::journal
