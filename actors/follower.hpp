// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/shared.hpp>
#include <brine/backends/backend.hpp>

#include <atomic>
#include <memory>
#include <thread>

namespace brine {

/// Takes in what another process writes: a thread that reads the log behind it
/// and hands each commit to the ranges, as if it had been written here.
class follower {
public:
  follower(shared& store, brine::reader& from);

  /// Stops and joins.
  ~follower();

  follower(const follower&) = delete;
  follower& operator=(const follower&) = delete;

private:
  void run();
  result<void> take_in(history_reader& log);

  shared& store_;
  brine::reader& from_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

} // namespace brine
