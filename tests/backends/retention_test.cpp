// SPDX-License-Identifier: MIT
#include <brine/backends/journal/retention.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace brine;
using namespace brine::journal;
using namespace std::chrono_literals;

namespace {

constexpr auto start = wall_time(1'700'000'000s);

/// Four segments of 100 revisions, 1000 bytes and one hour each; the last is
/// open.
std::vector<segment_extent> four_hours() {
  return {{.first = 1, .last = 100, .newest = start + 1h, .bytes = 1000},
          {.first = 101, .last = 200, .newest = start + 2h, .bytes = 1000},
          {.first = 201, .last = 300, .newest = start + 3h, .bytes = 1000},
          {.first = 301, .last = 400, .newest = start + 4h, .bytes = 1000}};
}

revision keep(const retention_policy& policy,
              const std::vector<consumer_lease>& consumers = {},
              revision oldest = 1, wall_time now = start + 4h) {
  return oldest_to_keep(four_hours(), oldest, policy, consumers, now);
}

} // namespace

TEST_CASE("without a bound all history is kept", "[backends]") {
  CHECK(keep({}) == 1);
  CHECK(keep({}, {}, 150) == 150);
}

TEST_CASE("retention by age keeps whole segments", "[backends]") {
  CHECK(keep({.age = 3h}) == 1);
  CHECK(keep({.age = 3h - 1us}) == 101);
  CHECK(keep({.age = 1h}) == 201);
  CHECK(keep({.age = 0s}) == 301);
  CHECK(keep({.age = 0s}, {}, 1, start + 100h) == 301);
}

TEST_CASE("retention by bytes keeps whole segments", "[backends]") {
  CHECK(keep({.bytes = 4000}) == 1);
  CHECK(keep({.bytes = 3999}) == 101);
  CHECK(keep({.bytes = 1000}) == 301);
  CHECK(keep({.bytes = 0}) == 301);
}

TEST_CASE("retention by revisions keeps exactly that many", "[backends]") {
  CHECK(keep({.revisions = 400}) == 1);
  CHECK(keep({.revisions = 399}) == 2);
  CHECK(keep({.revisions = 1}) == 400);
  CHECK(keep({.revisions = 0}) == 401);
  CHECK(keep({.revisions = ~std::uint64_t{0}}) == 1);
}

TEST_CASE("of several bounds the tightest decides", "[backends]") {
  CHECK(keep({.age = 3h, .bytes = 2000, .revisions = 350}) == 201);
  CHECK(keep({.age = 3h, .bytes = 4000, .revisions = 350}) == 51);
}

TEST_CASE("history above the cursor of a leased consumer is kept",
          "[backends]") {
  auto now = start + 4h;
  auto policy = retention_policy{.revisions = 10};
  CHECK(keep(policy) == 391);
  CHECK(keep(policy, {{"audit", {}, 120, now + 1us}}) == 121);
  CHECK(keep(policy, {{"audit", {}, 120, now}}) == 391);
  CHECK(keep(policy, {{"audit", {}, 120, now + 1h}, {"slow", {}, 7, now + 1h}})
        == 8);
  CHECK(keep(policy, {{"new", {}, 0, now + 1h}}) == 1);
  CHECK(keep(policy, {{"ahead", {}, 400, now + 1h}}) == 391);
  CHECK(keep(policy, {{"beyond", {}, ~revision{0}, now + 1h}}) == 391);
}

TEST_CASE("retention never promises history that is gone", "[backends]") {
  auto late = consumer_lease{"late", {}, 7, start + 9h};
  CHECK(keep({.revisions = 10}, {late}, 250) == 250);
  CHECK(keep({.revisions = 300}, {}, 250) == 250);
  CHECK(oldest_to_keep({}, 42, {.age = 0s}, {}, start) == 42);
}
