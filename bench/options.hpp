// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace brine::bench {

/// What the command line asked for.
struct options {
  std::vector<std::string> only; ///< Names of groups; none: all of them.
  int rounds = 11;
  bool quick = false;
  std::string folder = "."; ///< Scratch data goes into a new folder in it.
  bool help = false;
  /// This program runs itself, to be killed or counted: what to do there.
  std::vector<std::string> child;

  /// How long one timed run takes.
  [[nodiscard]] std::chrono::milliseconds run_time() const noexcept {
    return std::chrono::milliseconds(quick ? 100 : 500);
  }

  /// A number of operations, fewer if it is to be quick.
  [[nodiscard]] int scaled(int n) const noexcept {
    return quick ? n / 10 : n;
  }
};

/// Throws `std::invalid_argument`, naming the argument.
[[nodiscard]] options parse_options(int argc, char** argv);

/// What `--help` prints, without the list of groups.
[[nodiscard]] std::string_view usage() noexcept;

} // namespace brine::bench
