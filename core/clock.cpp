// SPDX-License-Identifier: MIT
#include <brine/core/clock.hpp>

#include <algorithm>
#include <string>

namespace brine {

namespace {

constexpr auto latest_ms = std::uint64_t{1} << 47;

class os_clock final : public clock {
  wall_time read_wall() const noexcept override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now());
  }

  std::chrono::nanoseconds read_steady() const noexcept override {
    return std::chrono::steady_clock::now().time_since_epoch();
  }
};

} // namespace

wall_time clock::now() noexcept {
  auto wall = read_wall().time_since_epoch().count();
  auto last = last_wall_.load(std::memory_order_relaxed);
  while (last < wall && !last_wall_.compare_exchange_weak(last, wall))
    ;
  return wall_time(std::chrono::microseconds(std::max(last, wall)));
}

hybrid_time clock::now_hybrid() noexcept {
  // Times before 1970 count as 1970: the counter still orders them.
  auto us = std::max<std::int64_t>(read_wall().time_since_epoch().count(), 0);
  return advance_to((static_cast<std::uint64_t>(us) / 1000) << 16);
}

result<hybrid_time> clock::receive(hybrid_time remote) {
  if (remote.milliseconds() >= latest_ms)
    return error(errc::bad_argument, "a hybrid time of "
                                       + std::to_string(remote.milliseconds())
                                       + " ms is not a time of any clock");
  advance_to(remote.bits + 1);
  return now_hybrid();
}

hybrid_time clock::advance_to(std::uint64_t lower) noexcept {
  // A full counter carries into the milliseconds, which keeps the order.
  auto last = last_hybrid_.load(std::memory_order_relaxed);
  auto next = std::max(last + 1, lower);
  while (!last_hybrid_.compare_exchange_weak(last, next))
    next = std::max(last + 1, lower);
  return {next};
}

std::chrono::nanoseconds clock::steady() const noexcept {
  return read_steady();
}

std::shared_ptr<clock> system_clock() {
  static const auto instance = std::make_shared<os_clock>();
  return instance;
}

manual_clock::manual_clock(wall_time start) noexcept
    : wall_us_(start.time_since_epoch().count()) {}

void manual_clock::advance(std::chrono::microseconds by) noexcept {
  wall_us_ += by.count();
  steady_us_ += by.count();
}

void manual_clock::set_wall(wall_time to) noexcept {
  wall_us_ = to.time_since_epoch().count();
}

wall_time manual_clock::read_wall() const noexcept {
  return wall_time(std::chrono::microseconds(wall_us_.load()));
}

std::chrono::nanoseconds manual_clock::read_steady() const noexcept {
  return std::chrono::microseconds(steady_us_.load());
}

} // namespace brine
