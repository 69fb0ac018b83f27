// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <array>

#include "cbor_hex.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("what no value has as CBOR is refused with its place", "[codecs]") {
  constexpr auto bad = std::array<cbor_example, 44>{{
    {"byte 0 of 0: cut off", ""},
    {"byte 1 of 1: cut off", "18"},
    {"byte 1 of 2: cut off", "1900"},
    {"byte 1 of 3: cut off", "636161"},
    {"byte 1 of 1: cut off", "7f"},
    {"byte 1 of 1: more items than bytes", "81"},
    {"byte 2 of 3: more items than bytes", "828100"},
    {"byte 9 of 10: more items than bytes", "9bffffffffffffffff00"},
    {"byte 9 of 11: more items than bytes", "bb80000000000000010000"},
    {"byte 1 of 3: more items than bytes", "a20102"},
    {"byte 2 of 5: more items than bytes", "8283000000"},
    {"byte 1 of 1: no head of an item", "1c"},
    {"byte 1 of 1: no head of an item", "1f"},
    {"byte 1 of 1: no head of an item", "df"},
    {"byte 1 of 1: no head of an item", "fc"},
    {"byte 1 of 1: a break where an item belongs", "ff"},
    {"byte 2 of 2: a simple value in more bytes than it takes", "f818"},
    {"byte 2 of 2: text that is not UTF-8", "61ff"},
    {"byte 4 of 4: text that is not UTF-8", "63eda080"},
    {"byte 2 of 4: a string with a part of another kind", "7f4100ff"},
    {"byte 2 of 3: no head of an item", "5f5fff"},
    {"byte 3 of 3: a key without a value", "bf01ff"},
    {"byte 5 of 5: a map with equal keys", "a201020103"},
    {"byte 3 of 3: cut off", "d90102"},
    {"byte 4 of 4: no array where one belongs", "d90102a0"},
    {"byte 2 of 2: no string where one belongs", "c000"},
    {"byte 2 of 4: no string where one belongs", "c0c06130"},
    {"byte 3 of 3: text that is no instant", "c06161"},
    {"byte 2 of 2: bytes where text belongs", "c040"},
    {"byte 2 of 2: text where bytes belong", "c260"},
    {"byte 10 of 10: an instant too far from 1970", "c11b0fffffffffffffff"},
    {"byte 10 of 10: an instant too far from 1970", "c1fb7ff8000000000000"},
    {"byte 2 of 2: no number where one belongs", "c1f4"},
    {"byte 4 of 4: a uuid of other than 16 bytes", "d8254100"},
    {"byte 5 of 5: a ratio with denominator zero", "d81e820100"},
    {"byte 7 of 8: a decimal of a scale beyond 32 bits", "c4821a8000000101"},
    {"byte 2 of 4: no array of two where one belongs", "c4830101"},
    {"byte 4 of 6: no array of two where one belongs", "c49f010203ff"},
    {"byte 6 of 6: a typed array with part of a number", "d84d43010203"},
    {"byte 3 of 3: a reference to no string", "d81900"},
    {"byte 6 of 6: a reference to no string", "d90100d81900"},
    {"byte 19 of 19: a character of other than one code point",
     "d81b826c636c6f6a7572652f63686172626162"},
    {"byte 23 of 23: no map where one belongs",
     "d81b8272636c6f6a7572652f736f727465642d6d617080"},
    {"byte 19 of 19: a character beyond U+10FFFF",
     "d81b826a6272696e652f636861721a00110000"},
  }};
  for (const auto& [what, bytes] : bad) {
    INFO(bytes);
    CHECK(decoded_cbor(bytes) == "damaged: cbor: " + std::string(what));
  }
}

TEST_CASE("references cannot make much of few bytes", "[codecs]") {
  // A string, referenced, is one string.
  auto text = "79 4000" + repeated(0x4000, "61");
  auto v = make_cbor_serializer()->decode(
    unhex("d90100 99 1001" + text + repeated(0x1000, "d81900")));
  REQUIRE(v);
  CHECK(v->at(1).as_string().data() == v->at(4096).as_string().data());
  // So is a typed array; but not if its type alternates.
  auto packed = "59 4000" + repeated(0x4000, "61");
  CHECK(make_cbor_serializer()->decode(
    unhex("d90100 99 1001 d84f" + packed + repeated(0x1000, "d84fd81900"))));
  CHECK(decoded_cbor("d90100 99 1001 d84f" + packed
                     + repeated(0x800, "d84ed81900 d84fd81900"))
          .ends_with("references that make more of the bytes than there is"));
  // Nor is a mantissa shared, which may have 4160 bytes.
  auto digits = "59 1000" + repeated(0x1000, "61");
  CHECK(
    decoded_cbor("d90100 99 1001" + digits + repeated(0x1000, "c48200c2d81900"))
      .ends_with("references that make more of the bytes than there is"));
}

TEST_CASE("values nest 1024 collections in CBOR, and no more", "[codecs]") {
  auto nested = [](std::size_t n, auto around) {
    auto v = value(1);
    for (; n > 0; --n)
      v = around(v);
    return v;
  };
  auto check = [&](auto around) {
    auto deep = nested(1024, around);
    CHECK(decoded_cbor(encoded_cbor(deep)) == to_string(deep));
    CHECK(encoded_cbor(around(deep)).starts_with("too_large: cbor: "));
  };
  check([](const value& v) { return vec(v); });
  check([](const value& v) { return list(v); });
  check([](const value& v) { return set(v); });
  check([](const value& v) { return map({{v, 1}}); });
  check([](const value& v) { return map({{1, v}}); });
  check([](const value& v) { return tagged("a", v); });
  check([](const value& v) { return tagged("cbor/99", v); });
  check([](const value& v) { return tagged("brine/tagged", v); });
  auto in = [](std::string_view heads, std::string_view innermost) {
    return decoded_cbor(repeated(1023, "81") + std::string(heads)
                        + std::string(innermost));
  };
  auto too_deep = [](const std::string& s) {
    return s.ends_with("more than 1024 nested collections");
  };
  CHECK(!too_deep(in("81", "01")));
  CHECK(too_deep(in("8181", "01")));
  CHECK(too_deep(in("9f9f", "01ffff")));
  CHECK(too_deep(in("81d863", "01")));
  CHECK(too_deep(in("81", "fa3fc00000")));
  CHECK(too_deep(in("81", "f7")));
  CHECK(too_deep(in("81", "d8206161")));
  CHECK(too_deep(in("", "d84f40")));
  CHECK(!too_deep(in("", "fa3fc00000")));
  // Tags that leave no trace do not count, but are bounded.
  CHECK(!too_deep(in("81 d90100 d9d9f7", "01")));
  CHECK(decoded_cbor(repeated(1024, "d9d9f7") + "01") == "1");
  CHECK(decoded_cbor(repeated(1025, "d9d9f7") + "01")
          .ends_with("more than 1024 nested tags"));
}

TEST_CASE("tagged values fit where others of their depth do", "[codecs]") {
  // A tagged value is a collection; so is the vector of a typed array.
  for (auto edn : {"#float 1.5", "#uri \"a\"", "#cbor/simple 1", "#ints []"}) {
    auto v = parse_edn(edn).or_throw();
    const auto most = v.untagged().is_vector() ? 1022 : 1023;
    for (auto n = 0; n < most; ++n)
      v = vec(v);
    CHECK(decoded_cbor(encoded_cbor(v)) == to_string(v));
    CHECK(encoded_cbor(vec(v)).starts_with("too_large: "));
  }
}
