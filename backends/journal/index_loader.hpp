// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/named_blobs.hpp>
#include <brine/backends/journal/recovery.hpp>
#include <brine/backends/journal/segment_table.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace brine::journal {

/// Fills the index of keys when a log is opened: from the newest checkpoint
/// that is of use, then from the indexes of later segments, and by reading
/// what has none. Neither is trusted without its checksums; what cannot be
/// used is named in the log and read from the segments instead.
class index_loader {
public:
  struct source {
    disk* where = nullptr;
    std::string folder; ///< The store's.
    log_id log;         ///< A checkpoint of another is not used.
    bool blobs = false; ///< Whether files in `blobs/` may be named.
    /// Kept at the hybrid time of the last commit shown.
    std::atomic<std::uint64_t>* time = nullptr;
    /// A checkpoint that knows more is not used.
    revision limit = std::numeric_limits<revision>::max();
  };

  /// @param listed must stay there, as must `segments`
  index_loader(source from, const manifest& listed, segment_table& segments,
               reader::key_visitor visit);

  /// Looks for a checkpoint and for indexes; shows what the checkpoint holds.
  /// @returns the log's parts, for `find_log`, which shows the rest.
  result<std::vector<log_part>> begin();

  /// Shows what is scanned.
  [[nodiscard]] commit_visitor scanned();

  /// Checks that the log goes as far as what was shown, and that nothing is
  /// missing in what was scanned.
  [[nodiscard]] result<void> finish(revision last);

  /// The revision that the checkpoint covers; 0 if there was none.
  [[nodiscard]] revision checkpointed() const noexcept {
    return covered_;
  }

  /// Whether a record names this file in `blobs/`.
  [[nodiscard]] bool names(const std::array<std::uint8_t, 16>& file) const {
    return named_.all().count(file) > 0;
  }

private:
  [[nodiscard]] bool is_sealed() const;
  void warn(const std::string& why) const;
  result<void> find_checkpoint();
  [[nodiscard]] std::string objection(const checkpoint& x) const;
  result<void> show(const checkpoint& x, std::span<log_part> parts);
  result<void> show(const segment_index& x, const ref<segment>& home);
  result<void> plan(log_part& part, const live_segment& listed);
  result<ref<segment>> open(const live_segment& listed);
  result<void> check_home(const ref<segment>& home);
  result<void> check_scanned(const live_segment& listed);
  void note_time(std::uint64_t hybrid);
  result<record> read(const segment& home, const index_entry& entry);

  source from_;
  const manifest& listed_;
  segment_table& segments_;
  reader::key_visitor visit_;
  std::optional<checkpoint> checkpoint_;
  revision covered_ = 0;
  revision newest_ = 0; ///< Of what the checkpoint holds.
  /// Compacted segments still to be scanned, and what was seen of the present.
  std::map<segment_name, record_tags> scanned_;
  ref<segment> home_; ///< That was scanned last.
  named_blobs named_;
  std::vector<std::byte> scratch_;
  std::string room_; ///< For the record that is looked at.
};

} // namespace brine::journal
