// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace brine {

/// Runs functions somewhere else. Users may give their own, which must outlive
/// the store.
class executor {
public:
  virtual ~executor() = default;

  /// Has `task` run, some time, on a thread that may block; never before it
  /// returns on a thread that holds a lock of the caller's. Thread-safe.
  virtual void run(std::function<void()> task) = 0;
};

/// Where one store runs callbacks: it can be told to come to rest.
class callbacks : public executor {
public:
  /// Returns when everything it was given has run, and nothing runs any more.
  /// Idempotent. What comes later runs where it comes from.
  virtual void stop() = 0;

  /// True inside a task.
  [[nodiscard]] virtual bool on_own_thread() const noexcept = 0;
};

/// The default: a few threads, started with the first task.
class callback_threads final : public callbacks {
public:
  explicit callback_threads(std::size_t threads);

  /// Stops.
  ~callback_threads() override;

  callback_threads(const callback_threads&) = delete;
  callback_threads& operator=(const callback_threads&) = delete;

  void run(std::function<void()> task) override;
  void stop() override;
  [[nodiscard]] bool on_own_thread() const noexcept override;

private:
  void work();

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::size_t idle_ = 0;
  std::size_t started_ = 0; ///< Threads that have not ended.
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

/// The user's executor, which other stores may share and which goes on after
/// this one: counts the tasks that are still there.
class lent_callbacks final : public callbacks {
public:
  explicit lent_callbacks(executor& where) : where_(where) {}

  /// Stops.
  ~lent_callbacks() override;

  lent_callbacks(const lent_callbacks&) = delete;
  lent_callbacks& operator=(const lent_callbacks&) = delete;

  void run(std::function<void()> task) override;
  void stop() override;
  [[nodiscard]] bool on_own_thread() const noexcept override;

private:
  class place;

  executor& where_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t open_ = 0; ///< Tasks that were neither run nor dropped.
  bool stopping_ = false;
};

} // namespace brine
