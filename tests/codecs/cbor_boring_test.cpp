// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <array>

#include "cbor_hex.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("boring's corpus is read, with its namespaces of strings",
          "[codecs]") {
  constexpr auto corpus = std::array<cbor_example, 12>{{
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
    CHECK(decoded_cbor(bytes) == edn);
}

TEST_CASE("references mean strings long enough to be worth one", "[codecs]") {
  // Of 2 bytes: no index. Bytes have one as well.
  CHECK(decoded_cbor("d90100 84 62 6161 63 626262 43 010203 d81901")
        == "[\"aa\" \"bbb\" #bytes \"010203\" #bytes \"010203\"]");
  // From the 24th on, 4 bytes; from the 256th on, 5.
  auto three = repeated(24, "63 616161");
  CHECK(decoded_cbor("d90100 981b" + three + "63 626262 64 63636363 d8191818")
          .ends_with("\"aaa\" \"bbb\" \"cccc\" \"cccc\"]"));
  auto many = three + repeated(232, "64 62626262");
  CHECK(decoded_cbor("d90100 990103" + many
                     + "64 63636363 65 6464646464 d819190100")
          .ends_with("\"bbbb\" \"cccc\" \"ddddd\" \"ddddd\"]"));
  // A string in parts has no index, nor has a part.
  CHECK(decoded_cbor("d90100 83 7f 63 616161 ff 63 626262 d81900")
        == "[\"aaa\" \"bbb\" \"bbb\"]");
  // Those in tags have.
  CHECK(decoded_cbor(
          "d90100 84 c2 44 01020304 c2 d81900 d827 63 3a6161 d827 d81901")
        == "[16909060 16909060 :aa :aa]");
  CHECK(decoded_cbor("d90100 82 d8 4f 48 0100000000000000 d8 4f d81900")
        == "[#longs [1] #longs [1]]");
  CHECK(decoded_cbor("d90100 82 d81b 82 63 612f62 01 d81b 82 d81900 02")
        == "[#a/b 1 #a/b 2]");
}

TEST_CASE("a namespace of strings hides the one around", "[codecs]") {
  CHECK(decoded_cbor("d90100 84 63 616161 d90100 82 63 626262 d81900 "
                     "63 636363 82 d81900 d81901")
        == "[\"aaa\" [\"bbb\" \"bbb\"] \"ccc\" [\"aaa\" \"ccc\"]]");
  CHECK(decoded_cbor("82 d90100 63 616161 d81900")
        == "damaged: cbor: byte 11 of 11: a reference to no string");
}

TEST_CASE("boring's objects are read as values", "[codecs]") {
  // sorted-map, sorted-set, queue, with-meta
  CHECK(decoded_cbor("d81b 82 72 636c6f6a7572652f736f727465642d6d6170 a1 01 02")
        == "{1 2}");
  CHECK(decoded_cbor("d81b 82 72 636c6f6a7572652f736f727465642d736574 82 02 01")
        == "#{1 2}");
  CHECK(decoded_cbor("d81b 82 6d 636c6f6a7572652f7175657565 82 02 01")
        == "(2 1)");
  CHECK(
    decoded_cbor("d81b 82 71 636c6f6a7572652f776974682d6d657461 82 a0 81 01")
    == "[1]");
  // A record's class as now and as it once was spelled.
  CHECK(decoded_cbor("d81b 82 67 6d792f4e616d65 a1 d827 62 3a78 01")
        == "#my/Name {:x 1}");
  CHECK(decoded_cbor("d81b 82 68 6d795f2e4e616d65 a1 d827 62 3a78 01")
        == "#my_.Name {:x 1}");
  // With other than one argument.
  CHECK(decoded_cbor("d81b 83 61 61 01 02") == "#cbor/27 [\"a\" 1 2]");
  CHECK(decoded_cbor("d81b 82 01 02") == "#cbor/27 [1 2]");
  CHECK(decoded_cbor("d81b 9f 61 61 01 ff") == "#a 1");
}

TEST_CASE("typed arrays are read as a JVM would hold them", "[codecs]") {
  CHECK(decoded_cbor("d840 42 01ff") == "#shorts [1 255]");
  CHECK(decoded_cbor("d841 42 ff01") == "#ints [65281]");
  CHECK(decoded_cbor("d842 44 ff000001") == "#longs [4278190081]");
  CHECK(decoded_cbor("d843 48 8000000000000000")
        == "#longs [9223372036854775808N]");
  CHECK(decoded_cbor("d844 42 01ff") == "#shorts [1 255]");
  CHECK(decoded_cbor("d845 42 01ff") == "#ints [65281]");
  CHECK(decoded_cbor("d846 44 010000ff") == "#longs [4278190081]");
  CHECK(decoded_cbor("d847 48 0100000000000000") == "#longs [1]");
  CHECK(decoded_cbor("d848 42 01ff") == "#shorts [1 -1]");
  CHECK(decoded_cbor("d849 42 fffe") == "#shorts [-2]");
  CHECK(decoded_cbor("d84a 44 fffffffe") == "#ints [-2]");
  CHECK(decoded_cbor("d84b 48 fffffffffffffffe") == "#longs [-2]");
  CHECK(decoded_cbor("d84c 40") == "#cbor/76 #bytes \"\"");
  CHECK(decoded_cbor("d84d 42 feff") == "#shorts [-2]");
  CHECK(decoded_cbor("d84e 44 feffffff") == "#ints [-2]");
  CHECK(decoded_cbor("d84f 48 feffffffffffffff") == "#longs [-2]");
  CHECK(decoded_cbor("d850 42 3c00") == "#floats [1.0]");
  CHECK(decoded_cbor("d851 44 3fc00000") == "#floats [1.5]");
  CHECK(decoded_cbor("d852 48 3ff8000000000000") == "#doubles [1.5]");
  CHECK(decoded_cbor("d853 40") == "#cbor/83 #bytes \"\"");
  CHECK(decoded_cbor("d854 42 003c") == "#floats [1.0]");
  CHECK(decoded_cbor("d855 44 0000c03f") == "#floats [1.5]");
  CHECK(decoded_cbor("d856 48 000000000000f83f") == "#doubles [1.5]");
  CHECK(decoded_cbor("d857 40") == "#cbor/87 #bytes \"\"");
  // A matrix.
  CHECK(decoded_cbor("d828 82 82 02 01 d848 42 0102")
        == "#cbor/40 [[2 1] #shorts [1 2]]");
}
