// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace brine::cli {

/// A line on the terminal that says how far something is; nothing if standard
/// error is no terminal. It disappears with the object.
class progress {
public:
  /// `what` comes before the numbers, `unit` behind them.
  progress(std::string what, std::string unit);

  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// Shows it now and then. `all` is 0 if not known.
  void show(std::uint64_t done, std::uint64_t all);

private:
  std::string what_;
  std::string unit_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_{};
};

} // namespace brine::cli
