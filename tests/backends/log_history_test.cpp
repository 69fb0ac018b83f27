// SPDX-License-Identifier: MIT
#include <brine/backends/journal/log_history.hpp>

#include <catch2/catch.hpp>

#include <vector>

using namespace brine;
using namespace brine::journal;

namespace {

log_id id_of(std::uint8_t x) {
  auto id = log_id{};
  id.bytes[0] = x;
  return id;
}

const auto former = std::vector<former_log>{{id_of(1), 100}, {id_of(2), 250}};

resumption at(std::uint8_t id, revision seen, revision oldest = 1) {
  return resume({id_of(3), former, oldest}, id_of(id), seen);
}

resumption goes_on(revision next) {
  return {.history_lost = false, .next = next};
}

resumption lost(revision oldest) {
  return {.history_lost = true, .next = oldest};
}

} // namespace

TEST_CASE("a cursor of the present log resumes behind what it saw",
          "[backends]") {
  CHECK(at(3, 300) == goes_on(301));
  CHECK(at(3, 0) == goes_on(1));
  CHECK(at(3, 1'000'000) == goes_on(1'000'001));
  CHECK(at(3, ~revision{0}) == lost(1));
}

TEST_CASE("a cursor of a former log resumes up to the last common revision",
          "[backends]") {
  CHECK(at(1, 100) == goes_on(101));
  CHECK(at(1, 101) == lost(1));
  CHECK(at(2, 250) == goes_on(251));
  CHECK(at(2, 251) == lost(1));
}

TEST_CASE("a cursor of an unknown log has lost its history", "[backends]") {
  CHECK(at(9, 5) == lost(1));
  CHECK(at(9, 0) == lost(1));
}

TEST_CASE("a cursor of no log stands at the beginning", "[backends]") {
  CHECK(at(0, 0) == goes_on(1));
  CHECK(at(0, 5) == lost(1));
  CHECK(at(0, 0, 40) == lost(40));
}

TEST_CASE("a cursor below complete history has lost some", "[backends]") {
  CHECK(at(3, 39, 40) == goes_on(40));
  CHECK(at(3, 38, 40) == lost(40));
  CHECK(at(1, 38, 40) == lost(40));
  CHECK(at(1, 39, 40) == goes_on(40));
}
