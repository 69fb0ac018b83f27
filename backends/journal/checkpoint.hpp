// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/entry_sections.hpp>
#include <brine/backends/journal/sealing.hpp>
#include <brine/backends/journal/segment_name.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// `checkpoints/<revision>.ckpt`: an image of the index in memory, so that
// opening reads only what was logged after it.
//
//   checkpoint := head section* trailer
//   head := magic            8    "brineckp"
//           version          u32  1, or 2 if it is sealed
//           crc              u32  see file_head.hpp
//           log id           16
//           covered          u64  no entry is older than the key was here
//           newest           u64  highest revision of an entry, 0 if none
//           tail first       u64  first revision and
//           tail generation  u32  generation of the segment from which on
//                                 the log is to be read
//           sections         u32
//           time             u64  hybrid time of a commit not before `covered`
//           entries          u64
//           trailer offset   u64
//           segments         u32
//           zero             u32
//           length           u64  of this file
//           zero             24   room for what comes later
//   section := see entry_sections.hpp
//   trailer := segment* crc seal
//   segment := first u64, generation u32, zero u32: an entry's `segment`
//              counts these from 0
//   crc     := u64, CRC32C of the segments
//   seal    := see file_seal.hpp; nothing in a plain file

namespace brine::journal {

/// What a checkpoint says about itself. Keys changed while it was written may
/// stand in it with revisions between `covered` and `newest`; reading the log
/// from the tail on sets them right.
struct checkpoint_summary {
  log_id log{};
  revision covered = 0;
  revision newest = 0;
  segment_name tail{};    ///< From here on the log is to be read.
  std::uint64_t time = 0; ///< Hybrid time of a commit not before `covered`.
  std::uint64_t entries = 0;

  friend bool
  operator==(const checkpoint_summary&, const checkpoint_summary&) = default;
};

/// Writes a checkpoint step by step while the store goes on.
class checkpoint_writer {
public:
  /// Starts `<start.covered>.ckpt`. Counts and `newest` follow from what is
  /// added.
  static result<std::unique_ptr<checkpoint_writer>>
  begin(disk& where, std::string folder, const checkpoint_summary& start,
        const sealing& how = {});

  /// Adds a key's newest version, which lies in `segment`; `entry.segment` is
  /// not looked at.
  result<void> add(const segment_name& segment, index_entry entry);

  [[nodiscard]] const checkpoint_summary& summary() const noexcept;

  /// Durable when this returns. @pre the log is durable up to
  /// `summary().newest`, else the checkpoint would know what the log forgets
  result<void> commit();

private:
  checkpoint_writer(std::unique_ptr<atomic_file> to,
                    const checkpoint_summary& start, const sealing& how);

  std::uint32_t place_of(const segment_name& segment);
  [[nodiscard]] std::vector<std::byte> encode_trailer() const;

  std::unique_ptr<atomic_file> to_;
  sealing how_;
  section_writer sections_;
  checkpoint_summary summary_;
  std::vector<segment_name> segments_;
  std::map<segment_name, std::uint32_t> places_;
};

/// A checkpoint that passed every check.
class checkpoint {
public:
  checkpoint(std::unique_ptr<file> from, const checkpoint_summary& summary,
             const section_range& range, std::vector<segment_name> segments,
             sealing how = {});

  [[nodiscard]] const checkpoint_summary& summary() const noexcept;

  /// The segments its entries lie in, counted by their `segment`.
  [[nodiscard]] const std::vector<segment_name>& segments() const noexcept;

  /// Calls `visit(const index_entry&)` for each key in the order written; keys
  /// are valid during the call.
  template <class Visitor>
  result<void> visit(Visitor&& visitor) const {
    return visit_sections(*from_, range_, std::forward<Visitor>(visitor));
  }

private:
  std::unique_ptr<file> from_;
  checkpoint_summary summary_;
  section_range range_;
  std::vector<segment_name> segments_;
  sealing how_; ///< Lives as long as what `range_` names.
};

/// Opens the checkpoint at `path` and checks all of it.
result<checkpoint>
open_checkpoint(disk& where, const std::string& path, const sealing& how = {});

/// The newest checkpoint that is of use, and why newer ones are not.
struct checkpoint_search {
  std::optional<checkpoint> found;
  std::vector<std::string> skipped; ///< One line each: file and reason.
};

/// Says why a sound checkpoint is of no use, such as a segment it names that
/// is gone; empty if it is.
using checkpoint_objection = std::function<std::string(const checkpoint&)>;

/// Looks through the folder, the newest first. A damaged checkpoint is no
/// failure: it is skipped.
result<checkpoint_search>
find_checkpoint(disk& where, const std::string& folder,
                const checkpoint_objection& objection, const sealing& how = {});

/// Removes all checkpoints but `<kept>.ckpt`. @pre that one is durable, or the
/// log is whole
result<void> remove_checkpoints(disk& where, const std::string& folder,
                                std::optional<revision> kept);

} // namespace brine::journal
