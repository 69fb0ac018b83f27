// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/revision.hpp>

#include <span>

namespace brine::journal {

/// A log id that the store had, and the last revision that its history has in
/// common with the present one.
struct former_log {
  log_id id;
  revision last_common = 0;

  friend bool operator==(const former_log&, const former_log&) = default;
};

/// The logs a store had and has.
struct log_history {
  log_id current;
  std::span<const former_log> former; ///< The oldest first.
  revision oldest = 1;                ///< First revision of complete history.
};

/// Where a stream goes on.
struct resumption {
  bool history_lost = false; ///< To be said before any change.
  revision next = 1; ///< The first to show; if history is lost, the oldest.

  friend bool operator==(const resumption&, const resumption&) = default;
};

/// Where a consumer goes on that has seen log `id` up to revision `seen`. A
/// cursor of no log that has seen nothing stands at the beginning.
[[nodiscard]] resumption
resume(const log_history& history, const log_id& id, revision seen);

} // namespace brine::journal
