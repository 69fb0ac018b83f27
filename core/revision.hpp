// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>

namespace brine {

/// Store-wide number of a commit, strictly increasing from 1; 0 means none.
using revision = std::uint64_t;

/// Names one history of a store: where a history cannot be continued, the
/// store takes a new one. All zero means none.
struct log_id {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const log_id&, const log_id&) = default;
};

/// Chosen by the caller to know a commit again; all zero means none.
struct operation_id {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const operation_id&, const operation_id&) = default;
};

/// What a commit did. Stored in the log: numbers are never reused.
enum class operation : std::uint8_t {
  assoc = 1,
  assoc_in = 2,
  update = 3,
  update_in = 4,
  dissoc = 5,
  multi_assoc = 6,
  multi_dissoc = 7,
  transact = 8,
  housekeeping = 9, ///< Reserved: the store's own, shown to nobody.
};

} // namespace brine
