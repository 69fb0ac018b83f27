// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/shared.hpp>
#include <brine/backends/backend.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace brine {

/// Takes in what another process writes: a thread that reads the log behind it
/// and hands each commit to the ranges, as if it had been written here.
class follower {
public:
  /// @param lost called once, by the thread, if it cannot go on; by then
  /// `store` says so too
  follower(shared& store, brine::reader& from, std::function<void()> lost);

  /// Stops and joins.
  ~follower();

  follower(const follower&) = delete;
  follower& operator=(const follower&) = delete;

private:
  void run();
  result<void> follow_log();
  result<void> take_in(history_reader& log);

  shared& store_;
  brine::reader& from_;
  std::function<void()> lost_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

} // namespace brine
