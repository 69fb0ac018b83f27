// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>
#include <brine/core/instant.hpp>
#include <brine/core/numbers.hpp>

#include <catch2/catch.hpp>

#include "generate.hpp"

using namespace brine;

TEST_CASE("big integers keep their digits", "[core]") {
  for (auto text : {"0", "1", "-1", "9223372036854775808",
                    "-9223372036854775809", "18446744073709551616",
                    "123456789012345678901234567890123456789012345678901234"})
    CHECK(big_integer(text).to_string() == text);
  CHECK(big_integer("+0012").to_string() == "12");
  CHECK(big_integer("-0").to_string() == "0");
  CHECK(!big_integer("-0").negative());
  CHECK(big_integer(INT64_MIN).to_string() == "-9223372036854775808");
  CHECK(big_integer("-9223372036854775808").to_int64() == INT64_MIN);
  CHECK(!big_integer("-9223372036854775809").to_int64());
  CHECK(!big_integer("9223372036854775808").to_int64());
  CHECK(big_integer("256").magnitude()
        == std::vector{std::byte{1}, std::byte{0}});
  CHECK_THROWS_WITH(big_integer("12x"), "bad_text: not an integer: 12x");
  CHECK_THROWS_WITH(big_integer(""), "bad_text: not an integer: ");
}

TEST_CASE("big integers survive text and bytes", "[core]") {
  CHECK(rc::check("big integers", [] {
    auto n = *generate::any_big_integer();
    RC_ASSERT(big_integer(n.to_string()) == n);
    RC_ASSERT(big_integer::from_magnitude(n.negative(), n.magnitude()) == n);
  }));
}

TEST_CASE("decimals print as BigDecimal does", "[core]") {
  auto shown = [](std::int64_t unscaled, std::int32_t scale) {
    return decimal(big_integer(unscaled), scale).to_string();
  };
  CHECK(shown(123, 0) == "123");
  CHECK(shown(-123, 0) == "-123");
  CHECK(shown(123, -1) == "1.23E+3");
  CHECK(shown(123, -3) == "1.23E+5");
  CHECK(shown(123, 1) == "12.3");
  CHECK(shown(123, 5) == "0.00123");
  CHECK(shown(123, 10) == "1.23E-8");
  CHECK(shown(-123, 12) == "-1.23E-10");
  CHECK(shown(0, 2) == "0.00");
  CHECK(shown(0, -2) == "0E+2");
  CHECK(shown(1, 7) == "1E-7");
  CHECK(shown(1, 6) == "0.000001");
  CHECK(shown(1, INT32_MIN) == "1E+2147483648");
}

TEST_CASE("decimals of any scale are equal by number", "[core]") {
  CHECK(decimal("1.0") == decimal("1.00"));
  CHECK(decimal("0") == decimal("0E+99"));
  CHECK(decimal("1E+1000000000") > decimal("9.99"));
  CHECK(decimal("-1E+1000000000") < decimal("-9.99"));
  CHECK(decimal("1E-1000000000") > decimal("0"));
  CHECK(decimal("0.19") < decimal("0.2"));
  CHECK(decimal("-0.19") > decimal("-0.2"));
  CHECK(rc::check("decimals", [] {
    auto d = *generate::any_decimal();
    auto again = decimal(d.to_string());
    RC_ASSERT(again == d);
    RC_ASSERT(again.scale() == d.scale());
    auto e = *generate::any_decimal();
    RC_ASSERT((d == e) == (d.digits() == e.digits()));
  }));
  CHECK_THROWS_WITH(decimal("1E"), "bad_text: not a decimal: 1E");
  CHECK_THROWS_WITH(decimal("1E+2147483649"),
                    "bad_text: not a decimal: 1E+2147483649");
  CHECK_THROWS_WITH(decimal("1E-9223372036854775807"),
                    "bad_text: not a decimal: 1E-9223372036854775807");
  CHECK_THROWS_WITH(decimal("1E+-5"), "bad_text: not a decimal: 1E+-5");
  CHECK_THROWS_WITH(decimal(".5"), "bad_text: not a decimal: .5");
}

TEST_CASE("ratios are reduced and ordered exactly", "[core]") {
  CHECK(ratio(6, -4).to_string() == "-3/2");
  CHECK(ratio(1, 3) < ratio(34, 100));
  CHECK(ratio(-1, 3) > ratio(-34, 100));
  CHECK_THROWS_WITH(ratio(1, 0), "bad_argument: a ratio with denominator zero");
}

TEST_CASE("instants are read in every form of Clojure's", "[core]") {
  auto shown = [](std::string_view text) { return instant(text).to_string(); };
  CHECK(shown("2024") == "2024-01-01T00:00:00.000-00:00");
  CHECK(shown("2024-02") == "2024-02-01T00:00:00.000-00:00");
  CHECK(shown("2024-02-29") == "2024-02-29T00:00:00.000-00:00");
  CHECK(shown("2024-02-29T13") == "2024-02-29T13:00:00.000-00:00");
  CHECK(shown("2024-02-29T13:14") == "2024-02-29T13:14:00.000-00:00");
  CHECK(shown("2024-02-29T13:14:15Z") == "2024-02-29T13:14:15.000-00:00");
  CHECK(shown("2024-02-29T13:14:15.5") == "2024-02-29T13:14:15.500-00:00");
  CHECK(shown("2024-02-29T13:14:15.123456")
        == "2024-02-29T13:14:15.123456-00:00");
  CHECK(shown("2024-02-29T13:14:15.123456000Z")
        == "2024-02-29T13:14:15.123456-00:00");
  CHECK(shown("2024-02-29T13:14:15+14:30") == "2024-02-28T22:44:15.000-00:00");
  CHECK(shown("2024-02-29-01:00") == "2024-02-29T01:00:00.000-00:00");
  CHECK(shown("2024-02-01:00") == "2024-02-01T01:00:00.000-00:00");
  CHECK(shown("2024-01:00") == "2024-01-01T01:00:00.000-00:00");
  CHECK(shown("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00.000-00:00");
  CHECK(shown("0000-01-01") == "0000-01-01T00:00:00.000-00:00");
  CHECK(instant("1970") == instant(0));
  CHECK(instant("1969-12-31T23:59:59.999999") == instant(-1));
}

TEST_CASE("instants outside of four-digit years have a sign", "[core]") {
  CHECK(instant(INT64_MAX).to_string()
        == "+294247-01-10T04:00:54.775807-00:00");
  CHECK(instant(INT64_MIN).to_string()
        == "-290308-12-21T19:59:05.224192-00:00");
  CHECK(rc::check("instants", [] {
    auto t = instant(*generate::integer());
    RC_ASSERT(instant(t.to_string()) == t);
  }));
}

TEST_CASE("a text that is no instant is told why", "[core]") {
  auto why = [](std::string_view text) {
    std::string reason;
    CHECK(!instant::parse(text, &reason));
    return reason;
  };
  CHECK(why("") == "the year needs four digits");
  CHECK(why("+2024") == "a signed year needs six digits");
  CHECK(why("2024-2") == "month needs two digits");
  CHECK(why("2024-00") == "month 00 is out of range");
  CHECK(why("2023-02-29") == "day 29 is out of range");
  CHECK(why("1900-02-29") == "day 29 is out of range");
  CHECK(why("2024-02-29T24") == "hour 24 is out of range");
  CHECK(why("2024-02-29T23:60") == "minute 60 is out of range");
  CHECK(why("2024-02-29T23:58:60") == "second 60 is out of range");
  CHECK(why("2024-02-29T23:59:59.") == "no digits after the point");
  CHECK(why("2024-02-29T23:59:59.1234567") == "finer than microseconds");
  CHECK(why("2024-02-29T23:59+0100") == "an offset is written +hh:mm");
  CHECK(why("2024-02-29Zx") == "unexpected text at the end");
  CHECK(why("2024-02-29 x") == "unexpected text at the end");
  CHECK(why("+294247-01-10T04:00:54.775808") == "too far from the epoch");
  CHECK(why("-290308-12-21T19:59:05.224191") == "too far from the epoch");
  CHECK_THROWS_WITH(instant("x"), "bad_text: not an instant: x: the year needs "
                                  "four digits");
}

TEST_CASE("a uuid has one form", "[core]") {
  CHECK(uuid().to_string() == "00000000-0000-0000-0000-000000000000");
  CHECK(!uuid::parse("3997818b5bf342f0890b59bfac2fc54e"));
  CHECK(!uuid::parse("3997818b-5bf3-42f0-890b-59bfac2fc54g"));
  CHECK(!uuid::parse("3997818b-5bf3-42f0-890b059bfac2fc54e"));
  CHECK_THROWS_WITH(uuid("x"), "bad_text: not a uuid: x");
}

TEST_CASE("decimals and ratios hold numbers of at most 33280 bits", "[core]") {
  const auto largest =
    big_integer::from_limbs(false, std::vector<std::uint64_t>(520, ~0ULL));
  const auto larger =
    big_integer::from_limbs(false, std::vector<std::uint64_t>(521, 1));
  CHECK(decimal(largest, 2).unscaled() == largest);
  CHECK(ratio(largest, big_integer(2)).numerator() == largest);
  CHECK_THROWS_WITH(decimal(larger, 2), Catch::Contains("too_large"));
  CHECK_THROWS_WITH(ratio(larger, big_integer(2)),
                    Catch::Contains("too_large"));
  CHECK_THROWS_WITH(ratio(big_integer(2), larger),
                    Catch::Contains("too_large"));
  CHECK_THROWS_WITH(decimal(std::string(10'100, '9')),
                    Catch::Contains("too_large"));
  CHECK(parse_edn(std::string(10'100, '9') + "M")
          .failure()
          .message()
          .starts_with("line 1, column 1: a decimal of too many digits"));
  CHECK(parse_edn("1/" + std::string(10'100, '9'))
          .failure()
          .message()
          .starts_with("line 1, column 1: a ratio of too large numbers"));
}
