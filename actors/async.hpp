// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/call.hpp>
#include <brine/actors/caught.hpp>
#include <brine/core/result.hpp>

#include <coroutine>
#include <functional>
#include <memory>
#include <utility>

namespace brine {

class engine;

namespace detail {

/// The half of an asynchronous operation that does not know its result type.
struct started {
  std::shared_ptr<engine> home; ///< Keeps the store's threads alive.
  ref<call> operation;
  /// Set if the store had no room: starts the operation. It owns its
  /// arguments.
  std::function<void()> start;
  std::size_t room = 0;
  bool out_of_bytes = false; ///< The limit that left no room; else of calls.

  /// Waits for the answer; throws `busy` if the operation is not started.
  void wait();

  /// Has `f` run on the store's executor when the answer is there. If the
  /// operation is not started, waits for room first.
  void when_done(std::function<void()> f);

  /// As `when_done`, but an operation that is not started fails with `busy`.
  void then(std::function<void()> f);

private:
  [[nodiscard]] error no_room() const;
  void run_later(std::function<void()> f);
};

} // namespace detail

/// An asynchronous operation. It starts when it is made and owns copies of its
/// arguments; if the store has as much in flight as it allows, `co_await`
/// waits for room, while `get` and `then` fail with `busy`. Letting go of it
/// does not stop it. Use one of `get`, `then` and `co_await`, once.
///
/// With g++ 12 give it a name before awaiting it: see docs/async.md.
template <class T>
class [[nodiscard]] async_result {
public:
  using value_type = T;

  /// What makes the result of an answered operation; throws what failed.
  using finisher = T (*)(engine&, call&);

  async_result(detail::started s, finisher f)
      : started_(std::move(s)), finish_(f) {}

  /// True if the answer is there.
  [[nodiscard]] bool ready() const noexcept {
    return started_.operation->done();
  }

  /// Waits on this thread; the result, or throws.
  T get() {
    started_.wait();
    return finish_(*started_.home, *started_.operation);
  }

  /// Calls `f` with a `result<T>` on a callback thread. An exception of the
  /// user's own code arrives as `callback_failed` with it as the cause.
  template <class F>
  void then(F f) {
    auto s = std::make_shared<detail::started>(std::move(started_));
    auto callback = std::make_shared<F>(std::move(f)); // may be move-only
    s->then(
      [s, finish = finish_, callback] { (*callback)(outcome(*s, finish)); });
  }

  // -- what co_await needs

  [[nodiscard]] bool await_ready() const noexcept {
    return ready();
  }

  void await_suspend(std::coroutine_handle<> h) {
    // The coroutine may be resumed, and this object gone, before this returns.
    auto copy = started_;
    copy.when_done([h] { h.resume(); });
  }

  T await_resume() {
    return finish_(*started_.home, *started_.operation);
  }

private:
  static result<T> outcome(detail::started& s, finisher finish) {
    try {
      if constexpr (std::is_void_v<T>) {
        finish(*s.home, *s.operation);
        return {};
      } else {
        return finish(*s.home, *s.operation);
      }
    } catch (...) {
      return caught_error(errc::callback_failed);
    }
  }

  detail::started started_;
  finisher finish_;
};

} // namespace brine
