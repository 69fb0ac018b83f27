// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>

namespace brine {

/// A point of wall-clock time, to the microsecond, since 1970 in UTC.
using wall_time =
  std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// A hybrid logical time: 48 bits of milliseconds since 1970, 16 bits of
/// counter. Compares as one number; follows the wall clock, yet never repeats.
struct hybrid_time {
  std::uint64_t bits = 0;

  /// The wall-clock part; may run ahead of the wall clock by what was received.
  [[nodiscard]] constexpr std::uint64_t milliseconds() const noexcept {
    return bits >> 16;
  }

  /// Tells times of one millisecond apart.
  [[nodiscard]] constexpr std::uint16_t counter() const noexcept {
    return static_cast<std::uint16_t>(bits & 0xffff);
  }

  friend constexpr auto operator<=>(hybrid_time, hybrid_time) = default;
};

/// Where a store takes its time from. Any thread may call it; no call locks or
/// blocks.
class clock {
public:
  clock() = default;
  clock(const clock&) = delete;
  clock& operator=(const clock&) = delete;
  virtual ~clock() = default;

  /// The wall clock, except that it never goes back: while the system's clock
  /// is behind what was shown before, this one stands still.
  [[nodiscard]] wall_time now() noexcept;

  /// A time above every one this clock gave or received before.
  [[nodiscard]] hybrid_time now_hybrid() noexcept;

  /// Merges another node's time, or the newest one found in a log, so that
  /// every later `now_hybrid()` is above it. However far it is ahead it is
  /// believed, but for times past the year 6000, which are `bad_argument`.
  /// @returns a time above both clocks.
  result<hybrid_time> receive(hybrid_time remote);

  /// Time since some moment, unmoved by changes of the wall clock: for
  /// durations.
  [[nodiscard]] std::chrono::nanoseconds steady() const noexcept;

private:
  virtual wall_time read_wall() const noexcept = 0;
  virtual std::chrono::nanoseconds read_steady() const noexcept = 0;

  hybrid_time advance_to(std::uint64_t lower) noexcept;

  std::atomic<std::int64_t> last_wall_{0};
  std::atomic<std::uint64_t> last_hybrid_{0};
};

/// The operating system's clocks; one object for the process.
[[nodiscard]] std::shared_ptr<clock> system_clock();

/// A clock that moves only when told: for tests.
class manual_clock : public clock {
public:
  explicit manual_clock(wall_time start = {}) noexcept;

  /// Moves wall and steady time on.
  void advance(std::chrono::microseconds by) noexcept;

  /// Sets the wall clock, forward or back, as an administrator would; steady
  /// time stays.
  void set_wall(wall_time to) noexcept;

private:
  wall_time read_wall() const noexcept override;
  std::chrono::nanoseconds read_steady() const noexcept override;

  std::atomic<std::int64_t> wall_us_;
  std::atomic<std::int64_t> steady_us_{0};
};

} // namespace brine
