// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <limits>

#include "../hex.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// The bytes in hex; or the error.
std::string encoded(const value& v) {
  auto out = std::string();
  auto done = make_cbor_serializer()->encode(out, v);
  return done ? hex(out) : done.failure().what();
}

std::string encoded_edn(std::string_view edn) {
  return encoded(parse_edn(edn).or_throw());
}

/// What is decoded, as edn; or the error.
std::string decoded(std::string_view hex_bytes) {
  auto v = make_cbor_serializer()->decode(unhex(hex_bytes));
  return v ? to_string(*v) : v.failure().what();
}

std::string repeated(std::size_t n, std::string_view text) {
  auto out = std::string();
  for (; n > 0; --n)
    out += text;
  return out;
}

struct example {
  std::string_view edn;
  std::string_view bytes;
};

} // namespace

TEST_CASE("values have the bytes that boring gives them", "[codecs]") {
  constexpr auto examples = std::array<example, 34>{{
    {"24", "18 18"},
    {"-1", "20"},
    {"1.5", "fb 3f f8 00 00 00 00 00 00"},
    {"-0.0", "fb 80 00 00 00 00 00 00 00"},
    {"nil", "f6"},
    {"true", "f5"},
    {"false", "f4"},
    {"[]", "80"},
    {"{}", "a0"},
    {"#{}", "d9 01 02 80"},
    {"\"\"", "60"},
    {"\"hello\"", "65 68 65 6c 6c 6f"},
    {":a", "d8 27 62 3a 61"},
    {":some.ns/kw", "d8 27 6b 3a 73 6f 6d 65 2e 6e 73 2f 6b 77"},
    {"a/b", "d8 27 63 61 2f 62"},
    {"{:a 1, :b \"x\"}", "a2 d8 27 62 3a 61 01 d8 27 62 3a 62 61 78"},
    {"#{:a}", "d9 01 02 81 d8 27 62 3a 61"},
    {"#uuid \"123e4567-e89b-12d3-a456-426614174000\"",
     "d8 25 50 12 3e 45 67 e8 9b 12 d3 a4 56 42 66 14 17 40 00"},
    {"#inst \"2009-02-13T23:31:30.123Z\"",
     "c0 78 18 32 30 30 39 2d 30 32 2d 31 33 54 32 33 3a 33 31 3a 33 30 2e 31 "
     "32 33 5a"},
    {"1.50M", "c4 82 21 18 96"},
    {"1/3", "d8 1e 82 01 03"},
    {"\\a", "d8 1b 82 6c 63 6c 6f 6a 75 72 65 2f 63 68 61 72 61 61"},
    {"12345678901234567890N", "c2 48 ab 54 a9 8c eb 1f 0a d2"},
    {"-9223372036854775809N", "c3 48 80 00 00 00 00 00 00 00"},
    {"-18446744073709551616N", "c3 48 ff ff ff ff ff ff ff ff"},
    {"#bytes \"0102\"", "42 01 02"},
    {"#float 1.5", "fa 3f c0 00 00"},
    {"#uri \"a:b\"", "d8 20 63 61 3a 62"},
    {"#regex \"a.\"", "d8 23 62 61 2e"},
    {"#shorts [1 -2]", "d8 4d 44 01 00 fe ff"},
    {"#ints [1 -2 300000]", "d8 4e 4c 01 00 00 00 fe ff ff ff e0 93 04 00"},
    {"#floats [1.5]", "d8 55 44 00 00 c0 3f"},
    {"#booleans [true]",
     "d8 1b 82 72 6a 61 76 61 2f 62 6f 6f 6c 65 61 6e 2d 61 72 72 61 79 81 "
     "f5"},
    {"#my.app.Point {:x 1}",
     "d8 1b 82 6c 6d 79 2e 61 70 70 2e 50 6f 69 6e 74 a1 d8 27 62 3a 78 01"},
  }};
  for (const auto& [edn, bytes] : examples) {
    CHECK(encoded_edn(edn) == bytes);
    CHECK(decoded(bytes) == to_string(parse_edn(edn).or_throw()));
  }
}

TEST_CASE("heads take as few bytes as they can", "[codecs]") {
  CHECK(encoded_edn("[0 23 255 256 65535 65536 4294967295 4294967296]")
        == "88 00 17 18 ff 19 01 00 19 ff ff 1a 00 01 00 00 1a ff ff ff ff "
           "1b 00 00 00 01 00 00 00 00");
  CHECK(encoded_edn("[-24 -25 -256 -257 9223372036854775807 "
                    "-9223372036854775808]")
        == "86 37 38 18 38 ff 39 01 00 1b 7f ff ff ff ff ff ff ff "
           "3b 7f ff ff ff ff ff ff ff");
  CHECK(encoded(std::string(24, 'x')).starts_with("78 18 78 78"));
  CHECK(encoded(std::string(300, 'x')).starts_with("79 01 2c 78 78"));
  CHECK(encoded(bytes(70'000)).starts_with("5a 00 01 11 70 00 00"));
}

TEST_CASE("boring's corpus is read, with its namespaces of strings",
          "[codecs]") {
  constexpr auto corpus = std::array<example, 12>{{
    {"24", "d901001818"},
    {"-1", "d9010020"},
    {"1.5", "d90100fb3ff8000000000000"},
    {":some.ns/kw", "d90100d8276b3a736f6d652e6e732f6b77"},
    {"{:a 1, :b \"x\"}", "d90100a2d827623a6101d827623a626178"},
    {"#{:a :b :c}", "d9010283d827623a63d827623a62d827623a61"},
    {"[{:attribute 1} {:attribute 2}]",
     "d9010082a1d8276a3a61747472696275746501a1d827d8190002"},
    {R"(["abc" "abc" "wxyz" "wxyz"])",
     "d901008463616263d81900647778797ad81901"},
    {"#uuid \"123e4567-e89b-12d3-a456-426614174000\"",
     "d90100d82550123e4567e89b12d3a456426614174000"},
    {"#inst \"2009-02-13T23:31:30.123-00:00\"",
     "d90100c07818323030392d30322d31335432333a33313a33302e3132335a"},
    {"1.50M", "d90100c482211896"},
    {"\\a", "d90100d81b826c636c6f6a7572652f636861726161"},
  }};
  for (const auto& [edn, bytes] : corpus)
    CHECK(decoded(bytes) == edn);
}

TEST_CASE("the examples of RFC 8949 are read", "[codecs]") {
  constexpr auto appendix_a = std::array<example, 81>{{
    {"0", "00"},
    {"1", "01"},
    {"10", "0a"},
    {"23", "17"},
    {"24", "1818"},
    {"25", "1819"},
    {"100", "1864"},
    {"1000", "1903e8"},
    {"1000000", "1a000f4240"},
    {"1000000000000", "1b000000e8d4a51000"},
    {"18446744073709551615N", "1bffffffffffffffff"},
    {"18446744073709551616N", "c249010000000000000000"},
    {"-18446744073709551616N", "3bffffffffffffffff"},
    {"-18446744073709551617N", "c349010000000000000000"},
    {"-1", "20"},
    {"-10", "29"},
    {"-100", "3863"},
    {"-1000", "3903e7"},
    {"#float 0.0", "f90000"},
    {"#float -0.0", "f98000"},
    {"#float 1.0", "f93c00"},
    {"1.1", "fb3ff199999999999a"},
    {"#float 1.5", "f93e00"},
    {"#float 65504.0", "f97bff"},
    {"#float 100000.0", "fa47c35000"},
    {"#float 3.4028234663852886E38", "fa7f7fffff"},
    {"1.0E300", "fb7e37e43c8800759c"},
    {"#float 5.9604644775390625E-8", "f90001"},
    {"#float 6.103515625E-5", "f90400"},
    {"#float -4.0", "f9c400"},
    {"-4.1", "fbc010666666666666"},
    {"#float ##Inf", "f97c00"},
    {"#float ##NaN", "f97e00"},
    {"#float ##-Inf", "f9fc00"},
    {"#float ##Inf", "fa7f800000"},
    {"#float ##NaN", "fa7fc00000"},
    {"#float ##-Inf", "faff800000"},
    {"##Inf", "fb7ff0000000000000"},
    {"##NaN", "fb7ff8000000000000"},
    {"##-Inf", "fbfff0000000000000"},
    {"false", "f4"},
    {"true", "f5"},
    {"nil", "f6"},
    {"#cbor/simple 23", "f7"},
    {"#cbor/simple 16", "f0"},
    {"#cbor/simple 255", "f8ff"},
    {"#inst \"2013-03-21T20:04:00.000-00:00\"",
     "c074323031332d30332d32315432303a30343a30305a"},
    {"#inst \"2013-03-21T20:04:00.000-00:00\"", "c11a514b67b0"},
    {"#inst \"2013-03-21T20:04:00.500-00:00\"", "c1fb41d452d9ec200000"},
    {"#cbor/23 #bytes \"01020304\"", "d74401020304"},
    {"#cbor/24 #bytes \"6449455446\"", "d818456449455446"},
    {"#uri \"http://www.example.com\"",
     "d82076687474703a2f2f7777772e6578616d706c652e636f6d"},
    {"#bytes \"\"", "40"},
    {"#bytes \"01020304\"", "4401020304"},
    {"\"\"", "60"},
    {"\"a\"", "6161"},
    {"\"IETF\"", "6449455446"},
    {R"("\"\\")", "62225c"},
    {"\"\xc3\xbc\"", "62c3bc"},
    {"\"\xe6\xb0\xb4\"", "63e6b0b4"},
    {"\"\xf0\x90\x85\x91\"", "64f0908591"},
    {"[]", "80"},
    {"[1 2 3]", "83010203"},
    {"[1 [2 3] [4 5]]", "8301820203820405"},
    {"[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25]",
     "98190102030405060708090a0b0c0d0e0f101112131415161718181819"},
    {"{}", "a0"},
    {"{1 2, 3 4}", "a201020304"},
    {R"({"a" 1, "b" [2 3]})", "a26161016162820203"},
    {R"(["a" {"b" "c"}])", "826161a161626163"},
    {R"({"a" "A", "b" "B", "c" "C", "d" "D", "e" "E"})",
     "a56161614161626142616361436164614461656145"},
    {"#bytes \"0102030405\"", "5f42010243030405ff"},
    {"\"streaming\"", "7f657374726561646d696e67ff"},
    {"[]", "9fff"},
    {"[1 [2 3] [4 5]]", "9f018202039f0405ffff"},
    {"[1 [2 3] [4 5]]", "9f01820203820405ff"},
    {"[1 [2 3] [4 5]]", "83018202039f0405ff"},
    {"[1 [2 3] [4 5]]", "83019f0203ff820405"},
    {"[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25]",
     "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff"},
    {R"({"a" 1, "b" [2 3]})", "bf61610161629f0203ffff"},
    {R"(["a" {"b" "c"}])", "826161bf61626163ff"},
    {R"({"Amt" -2, "Fun" true})", "bf6346756ef563416d7421ff"},
  }};
  for (const auto& [edn, bytes] : appendix_a) {
    INFO(bytes);
    CHECK(decoded(bytes) == to_string(parse_edn(edn).or_throw()));
  }
}

TEST_CASE("what no value has as CBOR is refused with its place", "[codecs]") {
  constexpr auto bad = std::array<example, 44>{{
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
    CHECK(decoded(bytes) == "damaged: cbor: " + std::string(what));
  }
}

TEST_CASE("what follows a value is passed over", "[codecs]") {
  CHECK(decoded("01 ff ff") == "1");
  // An index frame.
  CHECK(decoded("81 01 d81b 82 6c 626f72696e672f696e646578 80 48 "
                "0000000000000002")
        == "[1]");
}

TEST_CASE("references mean strings long enough to be worth one", "[codecs]") {
  // Of 2 bytes: no index. Bytes have one as well.
  CHECK(decoded("d90100 84 62 6161 63 626262 43 010203 d81901")
        == "[\"aa\" \"bbb\" #bytes \"010203\" #bytes \"010203\"]");
  // From the 24th on, 4 bytes; from the 256th on, 5.
  auto three = repeated(24, "63 616161");
  CHECK(decoded("d90100 981b" + three + "63 626262 64 63636363 d8191818")
          .ends_with("\"aaa\" \"bbb\" \"cccc\" \"cccc\"]"));
  auto many = three + repeated(232, "64 62626262");
  CHECK(decoded("d90100 990103" + many + "64 63636363 65 6464646464 d819190100")
          .ends_with("\"bbbb\" \"cccc\" \"ddddd\" \"ddddd\"]"));
  // A string in parts has no index, nor has a part.
  CHECK(decoded("d90100 83 7f 63 616161 ff 63 626262 d81900")
        == "[\"aaa\" \"bbb\" \"bbb\"]");
  // Those in tags have.
  CHECK(decoded("d90100 84 c2 44 01020304 c2 d81900 d827 63 3a6161 d827 d81901")
        == "[16909060 16909060 :aa :aa]");
  CHECK(decoded("d90100 82 d8 4f 48 0100000000000000 d8 4f d81900")
        == "[#longs [1] #longs [1]]");
  CHECK(decoded("d90100 82 d81b 82 63 612f62 01 d81b 82 d81900 02")
        == "[#a/b 1 #a/b 2]");
}

TEST_CASE("a namespace of strings hides the one around", "[codecs]") {
  CHECK(decoded("d90100 84 63 616161 d90100 82 63 626262 d81900 "
                "63 636363 82 d81900 d81901")
        == "[\"aaa\" [\"bbb\" \"bbb\"] \"ccc\" [\"aaa\" \"ccc\"]]");
  CHECK(decoded("82 d90100 63 616161 d81900")
        == "damaged: cbor: byte 11 of 11: a reference to no string");
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
  CHECK(decoded("d90100 99 1001 d84f" + packed
                + repeated(0x800, "d84ed81900 d84fd81900"))
          .ends_with("references that make more of the bytes than there is"));
  CHECK(decoded("d90100 99 1001" + packed + repeated(0x1000, "c48200c2d81900"))
          .ends_with("references that make more of the bytes than there is"));
}

TEST_CASE("boring's objects are read as values", "[codecs]") {
  // sorted-map, sorted-set, queue, with-meta
  CHECK(decoded("d81b 82 72 636c6f6a7572652f736f727465642d6d6170 a1 01 02")
        == "{1 2}");
  CHECK(decoded("d81b 82 72 636c6f6a7572652f736f727465642d736574 82 02 01")
        == "#{1 2}");
  CHECK(decoded("d81b 82 6d 636c6f6a7572652f7175657565 82 02 01") == "(2 1)");
  CHECK(decoded("d81b 82 71 636c6f6a7572652f776974682d6d657461 82 a0 81 01")
        == "[1]");
  // A record's class as now and as it once was spelled.
  CHECK(decoded("d81b 82 67 6d792f4e616d65 a1 d827 62 3a78 01")
        == "#my/Name {:x 1}");
  CHECK(decoded("d81b 82 68 6d795f2e4e616d65 a1 d827 62 3a78 01")
        == "#my_.Name {:x 1}");
  // With other than one argument.
  CHECK(decoded("d81b 83 61 61 01 02") == "#cbor/27 [\"a\" 1 2]");
  CHECK(decoded("d81b 82 01 02") == "#cbor/27 [1 2]");
  CHECK(decoded("d81b 9f 61 61 01 ff") == "#a 1");
}

TEST_CASE("typed arrays are read as a JVM would hold them", "[codecs]") {
  CHECK(decoded("d840 42 01ff") == "#shorts [1 255]");
  CHECK(decoded("d841 42 ff01") == "#ints [65281]");
  CHECK(decoded("d842 44 ff000001") == "#longs [4278190081]");
  CHECK(decoded("d843 48 8000000000000000") == "#longs [9223372036854775808N]");
  CHECK(decoded("d844 42 01ff") == "#shorts [1 255]");
  CHECK(decoded("d845 42 01ff") == "#ints [65281]");
  CHECK(decoded("d846 44 010000ff") == "#longs [4278190081]");
  CHECK(decoded("d847 48 0100000000000000") == "#longs [1]");
  CHECK(decoded("d848 42 01ff") == "#shorts [1 -1]");
  CHECK(decoded("d849 42 fffe") == "#shorts [-2]");
  CHECK(decoded("d84a 44 fffffffe") == "#ints [-2]");
  CHECK(decoded("d84b 48 fffffffffffffffe") == "#longs [-2]");
  CHECK(decoded("d84c 40") == "#cbor/76 #bytes \"\"");
  CHECK(decoded("d84d 42 feff") == "#shorts [-2]");
  CHECK(decoded("d84e 44 feffffff") == "#ints [-2]");
  CHECK(decoded("d84f 48 feffffffffffffff") == "#longs [-2]");
  CHECK(decoded("d850 42 3c00") == "#floats [1.0]");
  CHECK(decoded("d851 44 3fc00000") == "#floats [1.5]");
  CHECK(decoded("d852 48 3ff8000000000000") == "#doubles [1.5]");
  CHECK(decoded("d853 40") == "#cbor/83 #bytes \"\"");
  CHECK(decoded("d854 42 003c") == "#floats [1.0]");
  CHECK(decoded("d855 44 0000c03f") == "#floats [1.5]");
  CHECK(decoded("d856 48 000000000000f83f") == "#doubles [1.5]");
  CHECK(decoded("d857 40") == "#cbor/87 #bytes \"\"");
  // A matrix.
  CHECK(decoded("d828 82 82 02 01 d848 42 0102")
        == "#cbor/40 [[2 1] #shorts [1 2]]");
}

TEST_CASE("what CBOR lacks has forms of brine's own", "[codecs]") {
  constexpr auto frame = "d8 1b 82 ";
  auto same = [](const value& v) {
    CHECK(decoded(encoded(v)) == to_string(v));
    return encoded(v);
  };
  CHECK(same(list(1))
        == frame
             + hex("\x6d"
                   "clojure/queue")
             + " 81 01");
  CHECK(same(U'\x1f600')
        == frame
             + hex("\x6a"
                   "brine/char")
             + " 1a 00 01 f6 00");
  CHECK(same(value(char32_t{0xd800}))
        == frame
             + hex("\x6a"
                   "brine/char")
             + " 19 d8 00");
  CHECK(same("\xff")
        == frame
             + hex("\x6c"
                   "brine/string")
             + " 41 ff");
  CHECK(same(keyword("\xff"))
        == frame
             + hex("\x6d"
                   "brine/keyword")
             + " 41 ff");
  CHECK(same(symbol(":a"))
        == frame
             + hex("\x6c"
                   "brine/symbol")
             + " 62 3a 61");
  CHECK(same(symbol("\xff"))
        == frame
             + hex("\x6c"
                   "brine/symbol")
             + " 41 ff");
  CHECK(same(tagged("\xff", 1))
        == frame
             + hex("\x6c"
                   "brine/tagged")
             + " 82 41 ff 01");
  CHECK(same(tagged("clojure/queue", vec()))
        == frame
             + hex("\x6c"
                   "brine/tagged")
             + " 82 "
             + hex("\x6d"
                   "clojure/queue")
             + " 80");
  CHECK(same(instant(std::numeric_limits<std::int64_t>::min()))
        == frame
             + hex("\x6d"
                   "brine/instant")
             + " 3b 7f ff ff ff ff ff ff ff");
}

TEST_CASE("tagged values that CBOR has a form for have that", "[codecs]") {
  auto form = [](std::string_view edn) {
    CHECK(decoded(encoded_edn(edn)) == to_string(parse_edn(edn).or_throw()));
    return encoded_edn(edn);
  };
  CHECK(form("#cbor/99 1") == "d8 63 01");
  CHECK(form("#cbor/18446744073709551615 1")
        == "db ff ff ff ff ff ff ff ff 01");
  CHECK(form("#cbor/simple 23") == "f7");
  CHECK(form("#cbor/27 [1 2 3]") == "d8 1b 83 01 02 03");
  // And where it has none, or it would be read as something else, an object.
  CHECK(form("#cbor/25 1").starts_with("d8 1b 82 67"));
  CHECK(form("#cbor/099 1").starts_with("d8 1b 82 68"));
  CHECK(form("#cbor/18446744073709551616 1").starts_with("d8 1b 82"));
  CHECK(form("#cbor/27 [\"a\" 1]").starts_with("d8 1b 82 67"));
  CHECK(form("#cbor/simple 20").starts_with("d8 1b 82 6b"));
  CHECK(form("#cbor/simple 300").starts_with("d8 1b 82 6b"));
  CHECK(form("#float 0.1").starts_with("d8 1b 82 65"));
  CHECK(form("#float 1").starts_with("d8 1b 82 65"));
  CHECK(form("#uri 1").starts_with("d8 1b 82 63"));
  CHECK(form("#ints [2147483648]").starts_with("d8 1b 82 64"));
  CHECK(form("#ints [-2147483648]") == "d8 4e 44 00 00 00 80");
  CHECK(form("#ints (1)").starts_with("d8 1b 82 64"));
  CHECK(form("#shorts [1 nil]").starts_with("d8 1b 82 66"));
  CHECK(form("#floats [0.1]").starts_with("d8 1b 82 66"));
  CHECK(form("#longs []") == "d8 4f 40");
  CHECK(form("#objects [1 nil]").starts_with("d8 1b 82 71"));
  CHECK(form("#objects 1").starts_with("d8 1b 82 67"));
}

TEST_CASE("instants of any year are kept to the microsecond", "[codecs]") {
  auto text = [](std::int64_t us) {
    CHECK(decoded(encoded(instant(us))) == to_string(value(instant(us))));
    auto bytes = unhex(encoded(instant(us)));
    return bytes.substr(bytes.find_first_not_of("\xc0\x78\x1b\x1a\x18"));
  };
  CHECK(encoded(instant(0)).starts_with("c0 74 31 39 37 30"));
  CHECK(text(1) == "1970-01-01T00:00:00.000001Z");
  CHECK(text(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(text(1'700'000'000'123'000) == "2023-11-14T22:13:20.123Z");
  CHECK(text(1'700'000'000'123'456) == "2023-11-14T22:13:20.123456Z");
  constexpr auto first = -62'167'219'200'000'000;
  constexpr auto last = 253'402'300'799'999'999;
  CHECK(text(first + 1) == "0000-01-01T00:00:00.000001Z");
  CHECK(text(last) == "9999-12-31T23:59:59.999999Z");
  CHECK(encoded(instant(first - 1)).starts_with("d8 1b 82 6d"));
  CHECK(encoded(instant(last + 1)).starts_with("d8 1b 82 6d"));
  // Finer digits are dropped, offsets applied.
  auto read = [](std::string_view s) {
    return decoded("c0 78" + hex(std::string(1, static_cast<char>(s.size())))
                   + hex(s));
  };
  CHECK(read("2023-11-14T22:13:20.123456999Z")
        == "#inst \"2023-11-14T22:13:20.123456-00:00\"");
  CHECK(read("2023-11-14T22:13:20.1234567+01:00")
        == "#inst \"2023-11-14T21:13:20.123456-00:00\"");
  // Where doubles are coarser than microseconds, milliseconds are kept.
  CHECK(decoded("c1 fb 421e457b2ffffefa")
        == "#inst \"2999-12-31T23:59:59.999-00:00\"");
  CHECK(decoded("c1 fb 4249a95a5b93b4dd")
        == to_string(value(instant(220'430'907'175'413'000))));
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
    CHECK(decoded(encoded(deep)) == to_string(deep));
    CHECK(encoded(around(deep)).starts_with("too_large: cbor: "));
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
    return decoded(repeated(1023, "81") + std::string(heads)
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
  CHECK(decoded(repeated(1024, "d9d9f7") + "01") == "1");
  CHECK(decoded(repeated(1025, "d9d9f7") + "01")
          .ends_with("more than 1024 nested tags"));
}

TEST_CASE("tagged values fit where others of their depth do", "[codecs]") {
  // A tagged value is a collection; so is the vector of a typed array.
  for (auto edn : {"#float 1.5", "#uri \"a\"", "#cbor/simple 1", "#ints []"}) {
    auto v = parse_edn(edn).or_throw();
    const auto most = v.untagged().is_vector() ? 1022 : 1023;
    for (auto n = 0; n < most; ++n)
      v = vec(v);
    CHECK(decoded(encoded(v)) == to_string(v));
    CHECK(encoded(vec(v)).starts_with("too_large: "));
  }
}

TEST_CASE("clj-cbor is read only, and says so", "[codecs]") {
  auto known = builtin_codecs();
  auto old = *known.serializers.find(clj_cbor_id);
  CHECK(old->name() == "clj-cbor");
  CHECK((*known.serializers.find(cbor_id))->name() == "cbor");
  std::string out;
  auto done = old->encode(out, 1);
  REQUIRE(!done);
  CHECK(done.failure().what()
        == std::string("unsupported: clj-cbor: only read; write with cbor"));
  CHECK(out.empty());
  CHECK(to_string(*old->decode(unhex("c1 fb 41dac022693e0419")))
        == "#inst \"2026-11-20T17:55:48.969-00:00\"");
  CHECK(old->decode("").failure().what()
        == std::string("damaged: clj-cbor: byte 0 of 0: cut off"));
}
