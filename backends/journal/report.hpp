// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/revision.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace brine::journal {

/// What looking through a store found.
struct report {
  std::uint64_t segments = 0;
  std::uint64_t commits = 0;
  std::uint64_t records = 0;
  revision last = 0; ///< Of the last whole commit.

  /// What was acknowledged and cannot be read, each with file and offset.
  std::vector<std::string> damage;

  /// Records whose document could not be decoded, though nothing is wrong with
  /// them: a key or a codec is not known here,
  std::uint64_t unopened = 0;
  std::optional<std::string> unopened_why; ///< the first of which is this.

  /// Why the list of segments was believed unchecked, though keys are known
  /// here: which one it needs.
  std::optional<std::string> unchecked_list;

  /// An end of the log that was never acknowledged: somebody writes it now, or
  /// the next opening cuts it off.
  std::optional<std::string> torn;
};

} // namespace brine::journal
