// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/segment.hpp>
#include <brine/backends/journal/segment_writer.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

/// A segment that is part of the log, oldest first.
struct log_part {
  segment_name name;
  bool scan = true;  ///< If not, it is closed and its content known otherwise.
  revision last = 0; ///< Its last revision; only if it is not scanned.
  ref<segment> opened{}; ///< If it is open already.
  /// If it is not scanned: shows its content, in its turn.
  std::function<result<void>(const ref<segment>&)> show{};
};

/// The last batch that was acknowledged, as the store's lock page says; a log
/// that ends before it has lost something.
struct known_batch {
  segment_name segment;
  std::uint64_t offset = 0; ///< Of its frame; 0 if the segment was empty.
  revision synced = 0;      ///< Last revision that a sync made durable.
  revision last = 0;        ///< Last revision that was acknowledged.
};

/// A torn end of the log.
struct torn_tail {
  std::string path;
  std::uint64_t offset = 0;     ///< What is behind is cut off.
  std::uint64_t bad_offset = 0; ///< What showed it.
  revision last = 0;            ///< The last whole commit before it.
  std::string why;
};

/// What opening a log came upon.
struct opening_report {
  revision last = 0;         ///< The log's last revision, 0 if it is empty.
  bool clean = false;        ///< It was closed, and nothing written since.
  std::uint64_t commits = 0; ///< In the segments scanned.
  std::uint64_t records = 0;
  std::optional<torn_tail> torn;
};

/// Is shown each whole commit, in order. The records' parts are valid during
/// the call; places in `home` are for good.
using commit_visitor = std::function<result<void>(
  const ref<segment>& home, std::span<const placed_record> commit)>;

/// The log as it was found; nothing was changed.
struct found_log {
  std::vector<ref<segment>> segments;
  segment_end end;            ///< Of the last segment.
  bool ended = false;         ///< The last segment takes no more frames.
  std::uint64_t unproven = 0; ///< From here on it may not be durable.
  revision next = 1;          ///< The revision that comes next.
  opening_report report;
};

/// Reads the parts of a log that are to be scanned and applies the rules of
/// opening (docs/journal-format.md): what is damaged is an error with file and
/// offset; a torn end is reported.
result<found_log>
find_log(disk& where, const std::string& folder,
         std::span<const log_part> parts,
         const std::optional<known_batch>& known, const commit_visitor& visit);

} // namespace brine::journal
