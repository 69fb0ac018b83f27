// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <exception>
#include <future>

namespace brine::test {

/// A coroutine that starts at once and tells a future how it ended. Keep the
/// task while looking at what it failed with: the future shares that with the
/// coroutine's thread.
struct task {
  struct promise_type {
    std::promise<void> done;

    task get_return_object() {
      return {done.get_future().share()};
    }

    std::suspend_never initial_suspend() noexcept {
      return {};
    }

    std::suspend_never final_suspend() noexcept {
      return {};
    }

    void return_void() {
      done.set_value();
    }

    void unhandled_exception() {
      done.set_exception(std::current_exception());
    }
  };

  std::shared_future<void> result;
};

} // namespace brine::test
