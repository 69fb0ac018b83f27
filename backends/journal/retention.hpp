// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/consumer_lease.hpp>
#include <brine/core/clock.hpp>
#include <brine/core/revision.hpp>

#include <cstdint>
#include <optional>
#include <span>

namespace brine::journal {

/// How much history is kept. Every bound that is set holds, so the tightest
/// one decides; with none set all history is kept.
struct retention_policy {
  std::optional<wall_time::duration> age{};
  std::optional<std::uint64_t> bytes{};
  std::optional<std::uint64_t> revisions{};

  friend bool
  operator==(const retention_policy&, const retention_policy&) = default;
};

/// What retention needs to know of one segment.
struct segment_extent {
  revision first = 0;
  revision last = 0;
  wall_time newest{}; ///< When its last record was written.
  std::uint64_t bytes = 0;
};

/// The oldest revision to keep in full, never below `oldest`, the one kept so
/// far, and at most one past the last. `segments` ascend; the last is the open
/// one, which no bound on age or bytes takes away: those two cut at segments,
/// a bound on revisions cuts exactly. `consumers` stand in the present log.
[[nodiscard]] revision
oldest_to_keep(std::span<const segment_extent> segments, revision oldest,
               const retention_policy& policy,
               std::span<const consumer_lease> consumers, wall_time now);

} // namespace brine::journal
