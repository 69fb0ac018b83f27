// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace brine {

/// Counts the operations and bytes in flight of one store and keeps them below
/// a limit. An operation larger than the byte limit is let in alone. Closing
/// waits until all have left. Thread-safe; lock-free while nobody waits.
class admission {
public:
  struct limits {
    std::size_t operations = 65536;
    std::size_t bytes = std::size_t{256} << 20;
  };

  /// Let in, refused for one of the limits, or the store is closed.
  enum class answer : std::uint8_t { in, no_place, no_bytes, closed };

  explicit admission(limits l) noexcept : limits_(l) {}

  /// Lets an operation in if there is room.
  [[nodiscard]] answer try_enter(std::size_t room);

  /// Lets an operation in, waiting for room.
  /// @returns `in` or `closed`.
  [[nodiscard]] answer enter(std::size_t room);

  /// Lets in what ends something or tidies up: it never waits for room.
  /// @returns `in` or `closed`.
  [[nodiscard]] answer enter_anyway();

  /// Has `go` called once when the operation is in or the store closed: at
  /// once, or by whoever leaves.
  void enter_later(std::size_t room, std::function<void(answer)> go);

  void leave(std::size_t room);

  /// Lets nobody in any more.
  void close();

  /// Waits until all have left. @pre close() was called
  void wait_empty();

  [[nodiscard]] const limits& most() const noexcept {
    return limits_;
  }

  [[nodiscard]] std::size_t operations() const noexcept {
    return operations_of(state_.load(std::memory_order_relaxed));
  }

private:
  // One word: operations in the low 24 bits, then 32 byte units.
  static constexpr std::uint64_t one = 1;
  static constexpr int shift = 24;
  static constexpr std::uint64_t low = (std::uint64_t{1} << shift) - 1;

  static std::size_t operations_of(std::uint64_t s) noexcept {
    return static_cast<std::size_t>(s & low);
  }

  static std::uint64_t units(std::size_t room) noexcept {
    return ((room + 31) / 32) << shift;
  }

  answer attempt(std::size_t room, bool anyway = false) noexcept;
  void serve();

  static bool full(answer a) noexcept {
    return a == answer::no_place || a == answer::no_bytes;
  }

  struct waiting {
    std::size_t room;
    std::function<void(answer)> go;
  };

  const limits limits_;
  std::atomic<std::uint64_t> state_{0};
  std::atomic<bool> closed_{false};
  std::atomic<std::uint32_t> waiters_{0}; // also a closer that waits
  std::mutex mutex_; // of those who wait; not taken while nobody does
  std::condition_variable changed_;
  std::deque<waiting> queue_;
};

} // namespace brine
