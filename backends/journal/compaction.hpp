// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/frame_builder.hpp>
#include <brine/backends/journal/index_entry.hpp>
#include <brine/backends/journal/live_manifest.hpp>
#include <brine/backends/journal/resealer.hpp>
#include <brine/backends/journal/segment_run.hpp>
#include <brine/backends/journal/segment_table.hpp>
#include <brine/backends/journal/segment_writer.hpp>
#include <brine/backends/journal/version_survey.hpp>
#include <brine/backends/keeper.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brine::journal {

/// What compaction works on. Outlives it.
struct compaction_place {
  disk& where;
  std::string folder; ///< `segments/` of the store.
  segment_table& segments;
  live_manifest& manifest;
};

/// What compaction is to do.
struct compaction_order {
  revision oldest = 1;    ///< History is kept from here on.
  bool old_values = true; ///< So is the version of each key before that.
  std::uint64_t segment_bytes = 0; ///< About the size of a new segment.
  /// The oldest closed segments, without a gap; they have the revisions below
  /// `oldest` that may go.
  std::vector<ref<stored_segment>> run;
  /// Drop nothing, but seal with the present key what is not. Segments in which
  /// nothing is to be done stay.
  bool reseal = false;
};

/// Writes the oldest segments of a log anew, without what need not be kept:
/// below the bound that is every version but the newest of each key. Works in
/// steps while the log is read and written. Some segments at a time are put
/// into the place of others; at each moment the log on disk is whole.
///
/// Tombstones below the bound go: whatever older versions of their keys there
/// are lie in the same run, and go as well.
class compaction {
public:
  compaction(compaction_place place, compaction_order order);

  compaction(const compaction&) = delete;
  compaction& operator=(const compaction&) = delete;

  /// Removes a segment that was not finished.
  ~compaction();

  /// Does some milliseconds of work. After a failure only destroying is left.
  /// @returns false at the end.
  result<bool> step(host& store);

  [[nodiscard]] compaction_progress progress() const noexcept;

  [[nodiscard]] const compaction_report& report() const noexcept {
    return report_;
  }

  /// Whether it is one that seals records anew, and how many it has.
  [[nodiscard]] bool reseals() const noexcept {
    return reseal_.has_value();
  }

  [[nodiscard]] std::uint64_t resealed() const noexcept {
    return resealed_;
  }

  /// True after a failure that left open which list of segments is on disk: the
  /// name of the new segment must not be used again.
  [[nodiscard]] bool list_unknown() const noexcept {
    return list_unknown_;
  }

  /// True while keys may still be known in segments that are listed no more.
  [[nodiscard]] bool moving() const noexcept {
    return phase_ == phase::relocate;
  }

private:
  /// A record that was copied, or is about to be.
  struct copied {
    std::string key;
    index_entry made;     ///< Its place in the frame, then in the new segment.
    std::size_t from = 0; ///< Place in the run of the segment it was in,
    std::uint64_t offset = 0; ///< and where.
    std::uint32_t length = 0;
  };

  enum class phase { survey, copy, relocate, discard, done };

  result<void> survey();
  result<void> note_commit();
  bool skip_fresh();
  result<void> copy(host& store);
  result<void> copy_commit(host& store);
  result<void>
  add_record(std::size_t place, const opened_record& opened, copied& x);
  void drop_file(const record& r);
  [[nodiscard]] error about(const error& e, const placed_record& r) const;
  result<bool>
  keeps(const placed_record& r, std::string_view key, host& store) const;
  result<void> begin_segment();
  [[nodiscard]] bool goes_on(std::size_t behind) const;
  result<void> flush();
  result<void> seal(host& store);
  result<void> write_index();
  result<void> take_place();
  result<void> relocate(host& store);
  result<void> discard();
  void begin_next();
  void remove_files() noexcept;

  compaction_place place_;
  compaction_order order_;
  phase phase_ = phase::survey;
  bool list_unknown_ = false;
  version_survey newest_;
  std::optional<resealer> reseal_;
  std::vector<bool> wanted_; ///< Which segments of the run are written anew.
  std::uint64_t resealed_ = 0;
  segment_run reading_;
  compaction_report report_;
  std::string room_;       ///< For the record that is looked at.
  std::uint64_t all_ = 0;  ///< Bytes of the run.
  std::uint64_t read_ = 0; ///< Bytes of the segments that were left behind.

  // The new segment, and what it takes the place of.
  std::optional<segment_writer> writer_;
  frame_builder frame_;
  record_tags tags_;       ///< Of what was copied.
  std::size_t first_ = 0;  ///< Place in the run of the first one it replaces.
  std::size_t behind_ = 0; ///< One past the last.
  std::deque<copied> copied_;
  std::size_t flushed_ = 0; ///< How many of those are written,
  std::size_t moved_ = 0;   ///< and how many of them the store knows.
  ref<stored_segment> made_;
  std::vector<blob_reference> files_; ///< That only the new segment names.
  /// Files that the run names and the new segment does not.
  std::vector<std::pair<std::size_t, blob_reference>> dropped_;
};

} // namespace brine::journal
