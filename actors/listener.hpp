// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/hosted.hpp>
#include <brine/actors/stream_messages.hpp>
#include <brine/actors/subscription.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace brine {

/// A user's callback and whether it may still be called. Shared by the
/// subscription, which ends it, and the actor, which calls it.
class listener {
public:
  listener(subscription::callback f, std::function<void(const error&)> failed)
      : callback_(std::move(f)), failed_(std::move(failed)) {}

  /// Calls the user with each change, unless it was ended.
  void hear(const std::vector<change_ptr>& changes, revision upto);

  /// Tells that the stream cannot go on.
  void lost(const error& why);

  /// No call begins afterwards; waits for one that runs on another thread.
  void end();

  [[nodiscard]] bool ended() const noexcept {
    return ended_.load(std::memory_order_acquire);
  }

  /// Everything up to here went through the callback or did not match.
  [[nodiscard]] revision heard() const noexcept {
    return heard_.load(std::memory_order_acquire);
  }

  void set_heard(revision r) noexcept {
    heard_.store(r, std::memory_order_release);
  }

  [[nodiscard]] std::uint64_t failures() const noexcept {
    return failures_.load(std::memory_order_relaxed);
  }

private:
  bool begin();
  void finish();
  void call(const change& c) noexcept;

  subscription::callback callback_;
  std::function<void(const error&)> failed_;
  std::atomic<bool> ended_{false};
  std::atomic<revision> heard_{0};
  std::atomic<std::uint64_t> failures_{0};
  std::mutex mutex_;
  std::condition_variable idle_;
  std::thread::id running_; // none: nobody is in the callback
};

/// Memory of the actor of a subscription with a callback. It runs on the
/// callback threads: the user may block there.
struct listener_state {
  static inline const char* name = "brine.subscription";

  void start(observer_actor::base* self, std::shared_ptr<listener> to);

  observer_actor::behavior_type make_behavior();

  std::shared_ptr<listener> hears;
};

using listener_actor = hosted<listener_state, observer_actor>;

} // namespace brine
