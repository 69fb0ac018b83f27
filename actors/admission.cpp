// SPDX-License-Identifier: MIT
#include <brine/actors/admission.hpp>

#include <optional>

namespace brine {

admission::answer admission::attempt(std::size_t room, bool anyway) noexcept {
  auto now = state_.load(std::memory_order_relaxed);
  for (;;) {
    if (closed_.load())
      return answer::closed;
    const auto operations = operations_of(now);
    const auto held = (now >> shift) * 32;
    if (!anyway && operations > 0) {
      if (operations >= limits_.operations)
        return answer::no_place;
      if (held + room > limits_.bytes)
        return answer::no_bytes;
    }
    if (state_.compare_exchange_weak(now, now + one + units(room)))
      break;
  }
  // A closer looks for who is in after it closed the door: if it did not see
  // us, we see it.
  if (closed_.load()) {
    state_.fetch_sub(one + units(room));
    return answer::closed;
  }
  return answer::in;
}

admission::answer admission::try_enter(std::size_t room) {
  auto a = attempt(room);
  if (a == answer::closed && waiters_.load() > 0)
    serve(); // the closer may have seen us for a moment
  return a;
}

admission::answer admission::enter(std::size_t room) {
  if (waiters_.load(std::memory_order_relaxed) == 0) {
    auto a = try_enter(room);
    if (!full(a))
      return a;
  }
  std::optional<answer> got;
  enter_later(room, [&](answer a) {
    auto guard = std::lock_guard(mutex_);
    got = a;
    changed_.notify_all();
  });
  auto guard = std::unique_lock(mutex_);
  changed_.wait(guard, [&] { return got.has_value(); });
  return *got;
}

admission::answer admission::enter_anyway() {
  auto a = attempt(0, true);
  if (a == answer::closed && waiters_.load() > 0)
    serve();
  return a;
}

void admission::enter_later(std::size_t room, std::function<void(answer)> go) {
  {
    auto guard = std::lock_guard(mutex_);
    waiters_.fetch_add(1);
    queue_.push_back({room, std::move(go)});
  }
  serve();
}

void admission::leave(std::size_t room) {
  state_.fetch_sub(one + units(room));
  if (waiters_.load() > 0)
    serve();
}

/// Lets in who waits, in order, as far as there is room.
void admission::serve() {
  for (;;) {
    waiting next;
    auto a = answer::closed;
    {
      auto guard = std::lock_guard(mutex_);
      changed_.notify_all();
      if (queue_.empty())
        return;
      a = attempt(queue_.front().room);
      if (full(a))
        return;
      next = std::move(queue_.front());
      queue_.pop_front();
      waiters_.fetch_sub(1);
    }
    next.go(a);
  }
}

void admission::close() {
  closed_.store(true);
  serve();
}

void admission::wait_empty() {
  auto guard = std::unique_lock(mutex_);
  waiters_.fetch_add(1);
  changed_.wait(guard, [this] { return operations_of(state_.load()) == 0; });
  waiters_.fetch_sub(1);
}

} // namespace brine
