// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/log_writer.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim_disk.hpp"

namespace brine::test {

/// A record that owns its bytes.
struct owned_record {
  std::string key;
  std::string path;
  std::string blob;
  std::uint16_t flags = 0;
  revision previous = 0;

  friend bool operator==(const owned_record&, const owned_record&) = default;
};

/// One revision's records.
using owned_commit = std::vector<owned_record>;

/// The records of commits that begin with revision `first`, to be appended.
std::vector<journal::record>
records_of(const std::vector<owned_commit>& commits, revision first);

/// What a visitor was shown, but for the marks of groups.
owned_commit commit_of(std::span<const journal::placed_record> shown);

/// Commits as text: `1 k=v; 2 {a=x b-}`, with `-` for a tombstone.
std::string
to_string(const std::vector<owned_commit>& commits, revision first = 1);

/// A log in the folder "log" of a simulated disk.
struct log_fixture {
  sim_disk disk;
  journal::log_options options;
  std::vector<owned_commit> found; ///< What the last opening showed.
  /// If set, what a manifest would list: other segments are no part of the log.
  std::optional<std::vector<journal::segment_name>> listed;
  revision found_first = 1;

  log_fixture();

  /// All segments in the folder or in the list, to be scanned.
  result<std::vector<journal::log_part>> parts();

  /// Opens the log; fills `found`.
  result<journal::log_writer> open();

  /// Reads the log without changing it; fills `found`.
  result<journal::found_log> look();

  /// Path of the newest segment.
  [[nodiscard]] std::string newest();

private:
  result<void> note_segment(const journal::segment_name& name);
  journal::commit_visitor collect();
};

/// Appends one commit per text such as `k=v` or `a=x b-`.
result<journal::appended>
append(journal::log_writer& log, std::vector<std::string> commits);

} // namespace brine::test
