// SPDX-License-Identifier: MIT
#pragma once

#include <brine/bench/contest.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace brine::bench {

/// The run as markdown on stdout: a table for each contest as it ends, and at
/// the end what became of the targets.
class report {
public:
  /// Prints the figures, and those of brine by those of others.
  void add(const contest& c);

  /// A sentence below the tables.
  void note(std::string_view text);

  /// Where a target is, and what was measured.
  void at_least(std::string target, double bound, double found);
  void at_most(std::string target, double bound, double found);

  /// A group that could not be measured here.
  void refuse(std::string_view group, std::string_view why);

  [[nodiscard]] bool refused() const noexcept {
    return refused_;
  }

  /// Prints the targets.
  void finish() const;

private:
  std::vector<std::string> targets_; // lines of the last table
  bool refused_ = false;
};

} // namespace brine::bench
