// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace brine::bench {

/// What a figure counts.
enum class measure {
  per_second,
  seconds,
  bytes,
  bytes_per_second,
  instructions
};

/// A figure as a table shows it, as in "334 k/s" or "105 µs".
[[nodiscard]] std::string to_text(double figure, measure what);

/// Of a list that is not empty.
[[nodiscard]] double median(std::vector<double> figures);

/// The figure that so many of a hundred do not exceed.
[[nodiscard]] double percentile(std::vector<double> figures, int of_hundred);

/// A comparison of contenders side by side. In each round every one of them
/// runs once, so that what disturbs the machine disturbs all.
class contest {
public:
  struct contender {
    std::string setting; ///< As "8 threads": compared within it.
    std::string who;
    std::function<double()> run; ///< One timed run; its figure.
    std::vector<double> rounds;
  };

  contest(std::string title, measure what)
      : title_(std::move(title)), what_(what) {}

  /// @returns what names the contender below.
  std::size_t
  add(std::string setting, std::string who, std::function<double()> run);

  void run(int rounds);

  [[nodiscard]] double median_of(std::size_t one) const;

  /// Median over the rounds of `a`'s figure by that of `b` in the same round.
  [[nodiscard]] double ratio(std::size_t a, std::size_t b) const;

  [[nodiscard]] const std::string& title() const noexcept {
    return title_;
  }

  [[nodiscard]] measure what() const noexcept {
    return what_;
  }

  [[nodiscard]] const std::vector<contender>& contenders() const noexcept {
    return all_;
  }

private:
  std::string title_;
  measure what_;
  std::vector<contender> all_;
};

} // namespace brine::bench
