// SPDX-License-Identifier: MIT
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
