// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/calls.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

namespace brine {

/// What one write of the commit actor covers. Goes back to each range that it
/// touches; the last of them hands it on.
struct batch : ref_counted {
  std::vector<courier<commit_call>> calls;
  std::vector<part*> heads; ///< Per range: its parts, in revision order.
  revision last = 0;        ///< Highest revision up to here, also if empty.
  std::atomic<std::uint32_t> ranges_left{0};

  // The chain's.
  std::atomic<bool> applied{false};
  ref<batch> next;
  std::atomic<bool> linked{false};
};

/// Keeps batches in the order of their revisions, whatever the order in which
/// ranges finish them. `applied()` is the highest revision up to which every
/// range has applied. Lock-free: one finisher at a time advances, others leave
/// their work to it.
class batch_chain {
public:
  /// `release` gets each batch, in order, never concurrently; must not throw.
  using releaser = std::function<void(const ref<batch>&)>;

  batch_chain(revision start, releaser release);

  /// By the commit actor, in order.
  void append(ref<batch> b);

  /// By the last range of `b`.
  void finish(batch& b) noexcept;

  // seq_cst, as the gate and the store in `advance`: the publisher sets the one
  // and reads the other, who advances does it the other way round.
  [[nodiscard]] revision applied() const noexcept {
    return applied_.load();
  }

  /// Highest revision up to which every batch was given to the releaser.
  [[nodiscard]] revision released() const noexcept {
    return released_.load(std::memory_order_acquire);
  }

  /// Highest revision that was written; ranges may still be applying it.
  [[nodiscard]] revision last_written() const noexcept {
    return written_.load(std::memory_order_acquire);
  }

  /// Blocks until `applied()` is at least `r`, or the store ends, or `stop` is
  /// set and `poke` called.
  void wait_for(revision r, const std::atomic<bool>* stop = nullptr) noexcept;

  /// Makes who waits look at its `stop` again.
  void poke() noexcept;

  /// Wakes all who wait; later waits return at once.
  void end() noexcept;

private:
  void advance() noexcept;

  releaser release_;
  ref<batch> tail_; // the commit actor's
  ref<batch> head_; // the advancer's: last batch released
  std::atomic<revision> applied_;
  std::atomic<revision> written_;
  std::atomic<revision> released_;
  std::atomic<std::uint32_t> work_{0};
  std::atomic<std::uint32_t> epoch_{0};
  std::atomic<std::uint32_t> waiters_{0};
  std::atomic<bool> ended_{false};
};

} // namespace brine
