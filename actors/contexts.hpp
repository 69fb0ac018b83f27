// SPDX-License-Identifier: MIT
#pragma once

#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace brine {

/// In which order a thread runs the store actors it holds. Ranges come before
/// the commit actor, so that a finished batch releases its callers before the
/// next write begins; the publisher comes last.
enum class lane : std::uint8_t { range, commit, publish };

inline constexpr std::size_t lane_count = 3;

class io_threads;

/// A thread's turn at running store actors: the actors that it made runnable
/// and has not run yet. Lives on the stack of a blocking call or of an I/O
/// thread, and is this thread's `current()` as long as it lives. Actors that
/// are not a store's go to CAF's scheduler.
class unit : public caf::execution_unit {
public:
  explicit unit(io_threads& home);
  ~unit() override;

  unit(const unit&) = delete;
  unit& operator=(const unit&) = delete;

  /// The innermost unit of this thread; null if it has none.
  [[nodiscard]] static unit* current() noexcept;

  [[nodiscard]] bool belongs_to(const io_threads& home) const noexcept {
    return &home == &home_;
  }

  void exec_later(caf::resumable* stranger) override;

  /// Takes over one count of a runnable store actor.
  void push(lane where, caf::resumable* actor);

  /// Runs the next actor for one turn. A publisher that has more to do goes to
  /// the I/O threads.
  /// @returns false if there was none.
  bool run_one();

  /// Gives what is left to the I/O threads. Called before a step that may
  /// block, so that no runnable actor waits behind it.
  void hand_over();

  /// The same for those whose next turn may wait for a disk.
  void hand_over_writing();

  [[nodiscard]] bool empty() const noexcept {
    return size_ == 0;
  }

  /// Turns run so far.
  [[nodiscard]] std::size_t turns() const noexcept {
    return turns_;
  }

private:
  // What one blocking call makes runnable is a handful; more goes to the I/O
  // threads.
  static constexpr std::size_t capacity = 32;

  struct ring {
    std::array<caf::resumable*, capacity> slots;
    std::size_t first = 0;
    std::size_t size = 0;
  };

  caf::resumable* pop(lane where) noexcept;
  void hand_over(lane where);

  io_threads& home_;
  unit* outer_;
  std::array<ring, lane_count> lists_;
  std::size_t size_ = 0;
  std::size_t turns_ = 0;
};

/// The few threads that run store actors when no caller lends its own. They
/// may block on a disk.
class io_threads {
public:
  io_threads(caf::actor_system& system, std::size_t threads);

  /// Ends and joins the threads, but not the one it is called on.
  ~io_threads();

  io_threads(const io_threads&) = delete;
  io_threads& operator=(const io_threads&) = delete;

  [[nodiscard]] caf::actor_system& system() const noexcept {
    return system_;
  }

  /// Takes over one count of a runnable store actor. Thread-safe.
  void push(lane where, caf::resumable* actor);

  /// True on one of these threads.
  [[nodiscard]] bool on_own_thread() const noexcept;

  /// Runs what is queued, then ends the threads. Idempotent.
  void stop();

private:
  void run();
  caf::resumable* next(lane& where);

  caf::actor_system& system_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::array<std::deque<caf::resumable*>, lane_count> queues_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace brine
