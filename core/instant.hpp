// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brine {

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
struct instant {
  std::int64_t microseconds = 0;

  constexpr instant() = default;

  constexpr explicit instant(std::int64_t us) : microseconds(us) {}

  /// Finer durations are rounded down.
  template <class Duration>
  constexpr explicit instant(
    std::chrono::time_point<std::chrono::system_clock, Duration> t)
      : microseconds(
        std::chrono::floor<std::chrono::microseconds>(t.time_since_epoch())
          .count()) {}

  /// Reads every form Clojure's `#inst` does, from `2024` to
  /// `2024-02-29T23:59:59.999999+01:00`; a year outside of 0 to 9999 has a
  /// sign. Throws `bad_text`, also for digits finer than microseconds.
  explicit instant(std::string_view text);

  /// The same, or nothing if the text is not one; then, if `why` is given, it
  /// says what is wrong.
  [[nodiscard]] static std::optional<instant>
  parse(std::string_view text, std::string* why = nullptr);

  /// `2024-02-29T23:59:59.999-00:00`, with six digits where needed.
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] std::chrono::system_clock::time_point time_point() const {
    return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(
        std::chrono::microseconds(microseconds)));
  }

  auto operator<=>(const instant&) const = default;
};

} // namespace brine
