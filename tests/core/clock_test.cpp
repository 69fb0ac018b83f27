// SPDX-License-Identifier: MIT
#include <brine/core/clock.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>
#include <vector>

using namespace brine;
using namespace std::chrono_literals;

namespace {

constexpr auto start = wall_time(1'700'000'000'123'456us);

} // namespace

TEST_CASE("the wall clock stands still while the system's goes back",
          "[core]") {
  manual_clock c(start);
  CHECK(c.now() == start);
  c.set_wall(start - 1h);
  CHECK(c.now() == start);
  c.advance(1h + 1us);
  CHECK(c.now() == start + 1us);
}

TEST_CASE("steady time does not follow a change of the wall clock", "[core]") {
  manual_clock c(start);
  auto before = c.steady();
  c.set_wall(start + 24h);
  CHECK(c.steady() == before);
  c.advance(5ms);
  CHECK(c.steady() - before == 5ms);
}

TEST_CASE("hybrid times of one clock ascend whatever the wall clock does",
          "[core]") {
  manual_clock c(start);
  auto a = c.now_hybrid();
  CHECK(a.milliseconds() == 1'700'000'000'123);
  CHECK(a.counter() == 0);
  CHECK(c.now_hybrid().bits == a.bits + 1);
  c.set_wall(start - 1h);
  CHECK(c.now_hybrid().bits == a.bits + 2);
  c.set_wall(start + 1ms);
  CHECK(c.now_hybrid().milliseconds() == a.milliseconds() + 1);
}

TEST_CASE("a full counter of a hybrid time carries into its milliseconds",
          "[core]") {
  manual_clock c(start);
  auto last = c.now_hybrid();
  for (auto i = 0; i < 70'000; ++i) {
    auto next = c.now_hybrid();
    REQUIRE(last < next);
    last = next;
  }
  CHECK(last.milliseconds() == 1'700'000'000'124);
}

TEST_CASE("a received hybrid time is below all later ones", "[core]") {
  manual_clock c(start);
  auto ahead = hybrid_time{(1'700'000'099'000ull << 16) + 7};
  auto merged = c.receive(ahead);
  REQUIRE(merged);
  CHECK(ahead < *merged);
  CHECK(*merged < c.now_hybrid());
  auto behind = c.receive({5});
  REQUIRE(behind);
  CHECK(*merged < *behind);
}

TEST_CASE("a hybrid time that would overflow the clock is refused", "[core]") {
  manual_clock c(start);
  auto r = c.receive({~0ull});
  REQUIRE(!r);
  CHECK(r.failure().code() == errc::bad_argument);
  CHECK(c.now_hybrid().milliseconds() == 1'700'000'000'123);
}

TEST_CASE("threads never get the same hybrid time twice", "[core]") {
  auto c = system_clock();
  auto seen = std::vector<std::vector<hybrid_time>>(4);
  auto threads = std::vector<std::thread>();
  for (auto& mine : seen)
    threads.emplace_back([&c, &mine] {
      for (auto i = 0; i < 10'000; ++i)
        mine.push_back(c->now_hybrid());
    });
  for (auto& t : threads)
    t.join();
  auto all = std::vector<hybrid_time>();
  for (auto& mine : seen) {
    CHECK(std::is_sorted(mine.begin(), mine.end()));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}
