// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/stream_messages.hpp>
#include <brine/hooks/filter.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace brine {

/// Where released batches go to the publisher: those that a live subscription
/// wants, as long as not too much is on the way. What it cannot pass on is
/// missed, and the publisher told, which has it from the history. The publisher
/// sets it, who releases batches asks it; neither waits for the other.
class gate {
public:
  /// Memory of batches that the publisher has not come to.
  static constexpr std::size_t most_on_way = std::size_t{64} << 20;

  /// What live subscriptions want.
  struct demand {
    std::vector<filter> filters; ///< Any of them; none: nothing.
    /// Commits in a batch that is little enough work for a writer's thread.
    std::size_t near = 0;

    void add(const filter& f);
  };

  /// Gives the publisher a message; `here`: its turn may be on this thread.
  using passer = std::function<void(batch_released, bool here)>;

  explicit gate(passer pass) : pass_(std::move(pass)) {}

  ~gate();

  gate(const gate&) = delete;
  gate& operator=(const gate&) = delete;

  // -- by one releasing thread at a time

  void release(const ref<batch>& b) noexcept;

  // -- by the publisher

  /// Every batch that is applied after a later look at `applied` is tested
  /// with this.
  void set(demand wanted);

  /// It has dealt with a batch of this weight.
  void taken(std::size_t weight) noexcept {
    on_way_.fetch_sub(weight, std::memory_order_relaxed);
  }

  /// Last revision of the latest batch that was not passed on.
  [[nodiscard]] revision missed() const noexcept {
    return missed_.load(std::memory_order_acquire);
  }

  /// The same, when it was told; it will be told of later ones.
  [[nodiscard]] revision look_missed() noexcept;

private:
  void look() noexcept;
  [[nodiscard]] bool wants(const batch& b) const noexcept;
  bool pass(batch_released b, bool here) noexcept;
  void miss(const batch& b) noexcept;

  passer pass_;
  std::atomic<demand*> fresh_{nullptr};
  std::unique_ptr<demand> current_; // who releases
  std::atomic<std::size_t> on_way_{0};
  std::atomic<revision> missed_{0};
  std::atomic<bool> told_{false}; // and the publisher has not looked
};

} // namespace brine
