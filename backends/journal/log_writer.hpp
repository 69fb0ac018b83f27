// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/recovery.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

struct log_options {
  std::uint64_t segment_bytes = std::uint64_t{64} << 20;
  log_id log;          ///< Noted in new segments.
  bool sealed = false; ///< So are the records that are appended.
  revision first = 1;  ///< Where a log without segments begins.
  std::optional<known_batch> known{};
  /// Whether the writer before ran under the same boot and did not close. If a
  /// sync had failed then, what the page cache shows may not be on disk, nor
  /// come there by another sync.
  bool distrust_cache = false;
  /// Called when a new segment is durable, before anything is written to it,
  /// with the length of the one before, if there is one.
  std::function<result<void>(const ref<segment>& fresh, std::uint64_t ended_at)>
    on_new_segment{};
  /// Gives ids to new segments; random if there is none.
  std::function<std::uint64_t()> new_id{};
};

/// Where a record was put.
struct record_place {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

/// A batch as it was written.
struct appended {
  ref<segment> home;
  std::uint64_t frame = 0;              ///< Offset of the batch.
  std::uint64_t end = 0;                ///< Offset behind it.
  std::span<const record_place> places; ///< Valid until the next call.
};

/// The log: its last segment is written, the others are read. One thread. A
/// failed write or sync ends all writing with `storage_failed`: a disk in an
/// unknown state is not written over, and only a new opening finds out.
class log_writer {
public:
  /// Opens the log in a folder that is there. Shows every whole commit of the
  /// parts to be scanned to `visit`, then makes what it found durable, cuts a
  /// torn end off and is ready to append. See `find_log` for what fails.
  static result<log_writer>
  open(disk& where, std::string folder, log_options options,
       std::span<const log_part> parts, const commit_visitor& visit);

  /// What opening came upon.
  [[nodiscard]] const opening_report& report() const noexcept {
    return report_;
  }

  /// Writes a batch with one call. Revisions go on from the last one without
  /// a gap; records of one revision stand together and become a group. Not
  /// durable yet. Only a record above 4 GiB fails without harm.
  result<appended> append(std::span<const record> batch);

  /// Makes everything durable.
  result<void> sync();

  /// Ends the segment that is written, so that it can be compacted, and
  /// begins another one. Does nothing if it is empty.
  result<void> roll();

  /// Goes on in a new segment under this log id; one that is empty is made anew
  /// under its name.
  result<void> begin_anew(const log_id& log);

  /// Makes everything durable and notes that the log was closed.
  result<void> close();

  /// Behind the last batch of the segment that is written.
  [[nodiscard]] std::uint64_t end_offset() const noexcept {
    return end().offset;
  }

  /// The segment that is written.
  [[nodiscard]] const ref<segment>& current() const noexcept {
    return segments_.back();
  }

  /// All segments that were not forgotten, oldest first.
  [[nodiscard]] const std::vector<ref<segment>>& segments() const noexcept {
    return segments_;
  }

  /// Lets go of all segments but the one that is written.
  void forget_closed() noexcept;

  [[nodiscard]] revision last() const noexcept {
    return end().last;
  }

  /// The last revision known durable.
  [[nodiscard]] revision synced() const noexcept {
    return durable_.synced;
  }

  /// The last batch known durable, to be handed to the next opening if the
  /// machine dies, or the writer where a write counts once it is synced.
  [[nodiscard]] const known_batch& durable() const noexcept {
    return durable_;
  }

  /// The last batch written, to be handed to the next opening if the writer
  /// dies.
  [[nodiscard]] known_batch written() const noexcept;

private:
  log_writer(disk& where, std::string folder, log_options options,
             found_log found);

  [[nodiscard]] const segment_end& end() const noexcept {
    return writer_->end();
  }

  result<void> repair(const found_log& found);
  result<void> begin_segment(revision first);
  result<void> end_segment();
  result<void> make_room();
  result<void> lay_out(std::span<const record> batch);
  result<void> note(result<void> done);
  void note_durable();
  [[nodiscard]] error stopped() const;

  disk* disk_;
  std::string folder_;
  log_options options_;
  opening_report report_;
  std::vector<ref<segment>> segments_;
  std::optional<segment_writer> writer_;
  std::uint64_t ended_at_ = 0; ///< Length of the segment before that one.
  frame_builder frame_;
  std::vector<record_place> places_;
  known_batch durable_;
  std::optional<error> failure_;
};

} // namespace brine::journal
