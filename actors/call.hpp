// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>
#include <brine/core/ref_counted.hpp>

#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace brine {

class admission;

/// An operation under way: what a caller holds and waits for, and what store
/// actors answer exactly once. Results may be read when `done()`.
class call : public ref_counted {
public:
  /// Answers: what was written before is visible to who sees `done()`. The
  /// continuation, if one is set, runs here and must not block.
  void complete() noexcept;

  /// Answers with a failure.
  void fail(error why) noexcept;

  /// Answers with an exception of the user's code, rethrown unchanged.
  void fail(std::exception_ptr thrown) noexcept;

  [[nodiscard]] bool done() const noexcept {
    return state_.load(std::memory_order_acquire) == answered;
  }

  /// Blocks until `done()`. One thread at a time, and not together with a
  /// continuation.
  void wait() noexcept;

  /// Has `f` called once, when the answer is there: by who answers, or at
  /// once. `f` must not throw.
  void on_done(std::function<void()> f);

  /// Throws what the call failed with, if it did.
  /// @pre done()
  void check() const;

  [[nodiscard]] bool failed() const noexcept {
    return failure_ || thrown_;
  }

  [[nodiscard]] const std::optional<error>& failure() const noexcept {
    return failure_;
  }

  [[nodiscard]] const std::exception_ptr& thrown() const noexcept {
    return thrown_;
  }

  /// Gives back the room it takes in flight, once answered. Set before it is
  /// sent; for calls that nobody blocks for.
  void occupies(admission& door, std::size_t room) noexcept {
    door_ = &door;
    room_ = room;
  }

private:
  /// Called just before the answer is given.
  virtual void answering() noexcept {}

  enum : std::uint32_t { open, waited_for, continued, answered };

  std::atomic<std::uint32_t> state_{open};
  std::optional<error> failure_;
  std::exception_ptr thrown_;
  std::function<void()> continuation_;
  admission* door_ = nullptr;
  std::size_t room_ = 0;
};

/// Carries a call in a message and owns its answer: destroyed with the call
/// unanswered, because an actor ended or a mailbox was closed, it answers
/// `store_closed`. So no caller waits for ever.
template <class T>
class courier {
public:
  courier() = default;

  explicit courier(ref<T> c) noexcept : call_(std::move(c)) {}

  courier(courier&&) noexcept = default;

  courier& operator=(courier&& other) noexcept {
    std::swap(call_, other.call_);
    return *this;
  }

  // CAF wants message types copyable and copies shared messages only, which
  // couriers never are in.
  courier(const courier& other) noexcept {
    assert(!other.call_);
    static_cast<void>(other);
  }

  courier& operator=(const courier&) = delete;

  ~courier() {
    if (call_ && !call_->done())
      call_->fail(error(errc::store_closed, "the store was closed"));
  }

  T* operator->() const noexcept {
    return call_.get();
  }

  T& operator*() const noexcept {
    return *call_;
  }

  [[nodiscard]] T* get() const noexcept {
    return call_.get();
  }

  explicit operator bool() const noexcept {
    return static_cast<bool>(call_);
  }

  /// Passes on the duty to answer.
  template <class U>
  [[nodiscard]] courier<U> as() && {
    return courier<U>(ref<U>(std::move(call_)));
  }

  /// Takes over the duty to answer.
  [[nodiscard]] ref<T> take() && noexcept {
    return std::move(call_);
  }

private:
  ref<T> call_;
};

} // namespace brine
