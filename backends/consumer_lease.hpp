// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/clock.hpp>
#include <brine/core/revision.hpp>

#include <string>

namespace brine {

/// A consumer of the history, for which is kept until its lease ends what
/// comes after the revision it acknowledged.
struct consumer_lease {
  std::string name;
  log_id log; ///< The history that `acknowledged` is of.
  revision acknowledged = 0;
  wall_time until{};

  friend bool
  operator==(const consumer_lease&, const consumer_lease&) = default;
};

} // namespace brine
