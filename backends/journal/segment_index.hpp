// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/entry_sections.hpp>
#include <brine/backends/journal/sealing.hpp>
#include <brine/backends/journal/segment_name.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

// `segments/<first>-<generation>.idx`: where each record of a closed segment
// lies, so that opening need not read the segment.
//
//   idx := head section* seal
//   head := magic        8    "brineidx"
//           version      u32  1, or 2 if it is sealed
//           crc          u32  see file_head.hpp
//           segment id   u64  the random id in the segment's frames
//           first name   u64  first revision and
//           generation   u32  generation of the segment's name
//           sections     u32
//           records      u64
//           first        u64  revision of the first record, 0 if none
//           last         u64  revision of the last record, 0 if none
//           log length   u64  end of the segment's last frame
//           length       u64  of this file
//           zero         16   room for what comes later
//   section := see entry_sections.hpp; entries sorted by key, then revision
//   seal := see file_seal.hpp; nothing in a plain file

namespace brine::journal {

/// What an `.idx` file says about its segment.
struct segment_summary {
  segment_name name;
  std::uint64_t segment_id = 0;
  revision first = 0;
  revision last = 0;
  std::uint64_t log_length = 0;
  std::uint64_t records = 0;

  friend bool
  operator==(const segment_summary&, const segment_summary&) = default;
};

/// Writes the index beside its segment, durable when this returns. Sorts
/// `entries`; `first`, `last` and `records` of the summary follow from them.
/// @pre their `segment` is 0
result<void>
write_segment_index(disk& where, const std::string& folder,
                    segment_summary summary, std::span<index_entry> entries,
                    const sealing& how = {});

/// An `.idx` file that passed every check.
class segment_index {
public:
  segment_index(std::unique_ptr<file> from, const segment_summary& summary,
                const section_range& range, sealing how = {});

  [[nodiscard]] const segment_summary& summary() const noexcept;

  /// Calls `visit(const index_entry&)` for each record by key, then revision;
  /// keys are valid during the call.
  template <class Visitor>
  result<void> visit(Visitor&& visitor) const {
    return visit_sections(*from_, range_, std::forward<Visitor>(visitor));
  }

private:
  std::unique_ptr<file> from_;
  segment_summary summary_;
  section_range range_;
  sealing how_; ///< Lives as long as what `range_` names.
};

/// Opens the index of a segment and checks all of it. Every failure means: scan
/// the segment instead. `not_found` if there is no such file, `newer_format`,
/// else `damaged` or what the disk said; an index of another segment id or
/// length is damaged as well. `wrong_secret` if it is sealed with a key that is
/// not known.
result<segment_index>
open_segment_index(disk& where, const std::string& folder,
                   const segment_name& name, std::uint64_t segment_id,
                   const sealing& how = {});

} // namespace brine::journal
