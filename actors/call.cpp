// SPDX-License-Identifier: MIT
#include <brine/actors/admission.hpp>
#include <brine/actors/call.hpp>

namespace brine {

namespace {

// How often to look before sleeping: about the time another core needs to
// finish what is under way, far less than a sync. More would take the core
// from those who have something to do.
constexpr int spins = 40;

void pause_core() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

} // namespace

void call::complete() noexcept {
  answering();
  // Afterwards a waiting caller may let go of us: who answers holds a count.
  auto* door = door_;
  switch (state_.exchange(answered, std::memory_order_acq_rel)) {
  case waited_for:
    state_.notify_one();
    break;
  case continued: {
    auto f = std::move(continuation_);
    f();
    break;
  }
  default:
    break;
  }
  if (door)
    door->leave(room_);
}

void call::fail(error why) noexcept {
  failure_ = std::move(why);
  complete();
}

void call::fail(std::exception_ptr thrown) noexcept {
  thrown_ = std::move(thrown);
  complete();
}

void call::wait() noexcept {
  for (int i = 0; i < spins; ++i) {
    if (done())
      return;
    pause_core();
  }
  auto expected = std::uint32_t{open};
  state_.compare_exchange_strong(expected, waited_for,
                                 std::memory_order_acq_rel);
  while (!done())
    state_.wait(waited_for, std::memory_order_acquire);
}

void call::on_done(std::function<void()> f) {
  continuation_ = std::move(f);
  auto expected = std::uint32_t{open};
  if (state_.compare_exchange_strong(expected, continued,
                                     std::memory_order_acq_rel))
    return;
  auto now = std::move(continuation_);
  now();
}

void call::check() const {
  assert(done());
  if (thrown_)
    std::rethrow_exception(thrown_);
  if (failure_)
    throw *failure_;
}

} // namespace brine
