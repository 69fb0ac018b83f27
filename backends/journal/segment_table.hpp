// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/backends/journal/stored_segment.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

/// The segments of a log as somebody found them.
struct live_log {
  std::vector<ref<stored_segment>> segments; ///< Oldest first.
  revision oldest = 1; ///< First revision of complete history.

  /// The segment that revision `rev` is in, or would be; null if the log
  /// begins behind it.
  [[nodiscard]] ref<stored_segment> at(revision rev) const;
};

using live_log_ptr = std::shared_ptr<const live_log>;

/// The segments that can be read, as they come and go. Thread-safe: who reads
/// keeps what it took.
class segment_table {
public:
  /// @param folder the store's, for messages
  explicit segment_table(std::string folder);

  /// What turns records into documents; set before anything is added.
  void decode_with(std::shared_ptr<const decoder> how);

  [[nodiscard]] const decoder& documents() const noexcept {
    return *decoder_;
  }

  [[nodiscard]] const std::string& folder() const noexcept {
    return folder_;
  }

  [[nodiscard]] live_log_ptr now() const;

  /// Makes an entry that nobody sees yet.
  [[nodiscard]] ref<stored_segment> stored(const ref<segment>& bytes) const;

  /// The entry of a segment, put into its place if it is new.
  ref<stored_segment> add(const ref<segment>& bytes);

  /// Puts a closed segment of this length in the place of others, whose
  /// revisions it covers; history is complete from `oldest` on.
  ref<stored_segment>
  replace(std::span<const ref<stored_segment>> old_ones, const ref<segment>& by,
          std::uint64_t length, revision oldest);

  /// Takes up what another process made of the log.
  void assign(live_log changed);

  void set_oldest(revision oldest);

private:
  /// Publishes what `f` makes of the log.
  template <class F>
  void change(F f);

  std::string folder_;
  std::shared_ptr<const decoder> decoder_;
  mutable std::mutex mutex_;
  live_log_ptr now_;
};

/// Walks through the commits of a table's segments, up to where each may be
/// read, and on when that grows. Pins only the segment it is in.
class log_walk {
public:
  /// Begins with the first commit above `after`.
  log_walk(const segment_table& segments, revision after);

  /// Moves to the next commit; false if there is none yet. `history_lost` if
  /// compaction dropped it.
  result<bool> next();

  /// The records of the commit just reached, and the segment they are in.
  [[nodiscard]] std::span<const placed_record> commit() const noexcept {
    return cursor_->commit();
  }

  [[nodiscard]] const ref<stored_segment>& home() const noexcept {
    return here_;
  }

private:
  result<bool> step();
  result<bool> enter_next();

  const segment_table& segments_;
  revision after_;
  ref<stored_segment> here_; ///< Null before the first.
  std::optional<segment_cursor> cursor_;
  std::uint64_t seen_ = 0; ///< Bytes of the segment the cursor knows.
  record_tags tags_;       ///< Of what was read of it, if it is compacted.
  std::vector<std::byte> scratch_;
};

/// The history of a log, as a backend gives it.
class journal_history final : public history_reader {
public:
  journal_history(const segment_table& segments, revision after,
                  edit_filter filter);

  result<std::optional<logged_commit>> next() override;

private:
  result<logged_commit> read() const;

  log_walk walk_;
  edit_filter filter_;
};

/// The version of a key that a revision made; nothing if it removed it, or was
/// compacted away.
result<std::optional<document>>
find_version(const segment_table& segments, std::string_view key, revision rev);

/// The revision behind which a stream goes on that has seen `rev` of history
/// `log`, all zero for the present one; else `history_lost`.
[[nodiscard]] result<revision>
resume_stream(const std::string& folder, const identity& who,
              const history_bounds& now, const log_id& log, revision rev);

/// What is said to a stream that cannot go on behind `rev`.
[[nodiscard]] error
lost_history(const std::string& where, revision rev, revision oldest);

} // namespace brine::journal
