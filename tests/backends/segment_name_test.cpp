// SPDX-License-Identifier: MIT
#include <brine/backends/journal/hex.hpp>
#include <brine/backends/journal/segment_name.hpp>

#include <catch2/catch.hpp>

using namespace brine::journal;

TEST_CASE("a segment's name is read as it is written", "[backends]") {
  auto name = segment_name{.first = 4711, .generation = 3};
  CHECK(to_string(name) == "00000000000000004711-3");
  CHECK(parse_segment_name("00000000000000004711-3.log", ".log") == name);
  auto largest = segment_name{~brine::revision{0}, ~std::uint32_t{0}};
  CHECK(parse_segment_name(to_string(largest), "") == largest);
}

TEST_CASE("a name with another spelling is not a segment", "[backends]") {
  for (const auto* name :
       {"", ".log", "1-0.log", "00000000000000004711-03.log",
        "00000000000000004711-3.idx", "00000000000000004711-.log",
        "00000000000000004711.log", "00000000000000004711-3.log.new",
        "+0000000000000004711-3.log", "00000000000000004711-4294967296.log",
        "99999999999999999999-0.log"}) {
    INFO(name);
    CHECK_FALSE(parse_segment_name(name, ".log"));
  }
}

TEST_CASE("an id of 128 bits is read as it is printed", "[backends]") {
  auto id = parse_hex_128("00ff10a5000000000000000000DEADBE");
  REQUIRE(id);
  CHECK(to_hex(*id) == "00ff10a5000000000000000000deadbe");
  CHECK_FALSE(parse_hex_128("00ff10a5000000000000000000deadb"));
  CHECK_FALSE(parse_hex_128("00ff10a5000000000000000000deadbef"));
  CHECK_FALSE(parse_hex_128("00ff10a5-00000000000000000deadbe"));
}
