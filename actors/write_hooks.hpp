// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/contexts.hpp>
#include <brine/actors/messages.hpp>
#include <brine/core/clock.hpp>
#include <brine/hooks/change.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace brine {

/// The functions called with each commit before its caller is released. They
/// run in the last range's turn: per key in revision order, and at the same
/// time for different ranges. Each range has its own copy of the table, which
/// a message replaces: what is written after `add` or `remove` returned meets
/// the new one.
class write_hooks {
public:
  using hook = std::function<void(const change&)>;

  write_hooks(log_id log, const std::vector<range_actor>& ranges,
              const clock& time)
      : log_(log), ranges_(ranges), clock_(time) {}

  /// Replaces the hook of this id if there is one. The ranges are told from
  /// `from`; null: on I/O threads.
  void add(const std::string& id, hook f, unit* from);

  /// @returns whether there was one.
  bool remove(const std::string& id, unit* from);

  /// Calls every hook of a range's table. What one throws is logged and
  /// counted; the commit and the other hooks are not touched by it.
  void run(const hook_table& hooks, const commit_call& c);

  /// How often a hook threw.
  [[nodiscard]] std::uint64_t failures() const noexcept {
    return failures_.load(std::memory_order_relaxed);
  }

private:
  void spread(unit* from);

  const log_id log_;
  const std::vector<range_actor>& ranges_;
  const clock& clock_;
  std::mutex mutex_; // of those who add and remove
  hook_table table_;
  std::atomic<std::uint64_t> failures_{0};
};

} // namespace brine
