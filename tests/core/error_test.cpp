// SPDX-License-Identifier: MIT
#include <brine/core/error.hpp>
#include <brine/core/result.hpp>

#include <catch2/catch.hpp>

using namespace brine;

TEST_CASE("an error says its code, what happened and which key", "[core]") {
  auto e = error(errc::wrong_kind, "expected a map", "\"alice\"");
  CHECK(std::string(e.what()) == "wrong_kind: expected a map (key \"alice\")");
  CHECK(e.about("\"bob\"").key() == "\"alice\"");
}

TEST_CASE("a failed result throws its error when asked for the value",
          "[core]") {
  auto r = result<int>(error(errc::busy, "try again"));
  REQUIRE(!r);
  CHECK_THROWS_AS(std::move(r).or_throw(), error);
  CHECK(result<int>(7).or_throw() == 7);
}
