// SPDX-License-Identifier: MIT
#include <brine/actors/batch.hpp>

namespace brine {

batch_chain::batch_chain(revision start, releaser release)
    : release_(std::move(release)), applied_(start), written_(start),
      released_(start) {
  head_ = make_ref<batch>();
  head_->last = start;
  tail_ = head_;
}

void batch_chain::append(ref<batch> b) {
  written_.store(b->last, std::memory_order_release);
  tail_->next = b;
  tail_->linked.store(true, std::memory_order_release);
  tail_ = std::move(b);
}

void batch_chain::finish(batch& b) noexcept {
  b.applied.store(true, std::memory_order_release);
  if (work_.fetch_add(1, std::memory_order_acq_rel) > 0)
    return; // whoever advances looks again
  auto seen = std::uint32_t{1};
  for (;;) {
    advance();
    auto left = work_.fetch_sub(seen, std::memory_order_acq_rel) - seen;
    if (left == 0)
      return;
    seen = left;
  }
}

void batch_chain::advance() noexcept {
  while (head_->linked.load(std::memory_order_acquire)
         && head_->next->applied.load(std::memory_order_acquire)) {
    auto next = head_->next;
    head_->next = nullptr;
    head_ = std::move(next);
    applied_.store(head_->last); // before looking for who waits
    release_(head_);
    released_.store(head_->last, std::memory_order_release);
    if (waiters_.load() > 0) {
      epoch_.fetch_add(1, std::memory_order_release);
      epoch_.notify_all();
    }
  }
}

void batch_chain::wait_for(revision r, const std::atomic<bool>* stop) noexcept {
  if (applied() >= r)
    return;
  waiters_.fetch_add(1);
  for (;;) {
    auto seen = epoch_.load(std::memory_order_acquire);
    if (applied_.load() >= r || ended_.load() || (stop && stop->load()))
      break;
    epoch_.wait(seen, std::memory_order_acquire);
  }
  waiters_.fetch_sub(1);
}

void batch_chain::poke() noexcept {
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
}

void batch_chain::end() noexcept {
  ended_.store(true);
  poke();
}

} // namespace brine
