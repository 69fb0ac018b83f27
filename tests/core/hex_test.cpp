// SPDX-License-Identifier: MIT
#include <brine/core/hex.hpp>

#include <catch2/catch.hpp>

using namespace brine;

TEST_CASE("bytes are read as they are printed in hex", "[core]") {
  CHECK(to_hex(std::string_view("\x00\xff\x10", 3)) == "00ff10");
  const auto id = parse_hex<16>("00ff10a5000000000000000000DEADBE");
  REQUIRE(id);
  CHECK(to_hex(*id) == "00ff10a5000000000000000000deadbe");
  CHECK_FALSE(parse_hex<16>("00ff10a5000000000000000000deadb"));
  CHECK_FALSE(parse_hex<16>("00ff10a5000000000000000000deadbef"));
  CHECK_FALSE(parse_hex<16>("00ff10a5-00000000000000000deadbe"));
  CHECK_FALSE(parse_hex<16>("00ff10a5000000000000000000deadbg"));
}

TEST_CASE("a hex digit has a worth, other characters none", "[core]") {
  CHECK(hex_digit('0') == 0);
  CHECK(hex_digit('9') == 9);
  CHECK(hex_digit('a') == 10);
  CHECK(hex_digit('F') == 15);
  for (const auto c : {'g', 'G', '/', ':', '@', '`', '\0'})
    CHECK(hex_digit(c) == -1);
}
