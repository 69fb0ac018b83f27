// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace brine {

/// Whose `Double.toString` and `Float.toString`. They agree on most numbers.
enum class java_version : std::uint8_t {
  java17 = 17, ///< Up to 18: often a digit more than needed.
  java19 = 19, ///< From 19 on: as few digits as tell the number apart.
};

/// What Java's `toString` says of a number: `1.0`, `-0.0`, `1.0E-5`, `NaN`,
/// `-Infinity`.
[[nodiscard]] std::string java_text(double x, java_version whose);
[[nodiscard]] std::string java_text(float x, java_version whose);

} // namespace brine
