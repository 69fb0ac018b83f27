// SPDX-License-Identifier: MIT
#include <brine/codecs/registry.hpp>

#include <catch2/catch.hpp>

#include <array>

#include "cbor_hex.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("values have the bytes that boring gives them", "[codecs]") {
  constexpr auto examples = std::array<cbor_example, 34>{{
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
    CHECK(encoded_cbor_edn(edn) == bytes);
    CHECK(decoded_cbor(bytes) == to_string(parse_edn(edn).or_throw()));
  }
}

TEST_CASE("heads take as few bytes as they can", "[codecs]") {
  CHECK(encoded_cbor_edn("[0 23 255 256 65535 65536 4294967295 4294967296]")
        == "88 00 17 18 ff 19 01 00 19 ff ff 1a 00 01 00 00 1a ff ff ff ff "
           "1b 00 00 00 01 00 00 00 00");
  CHECK(encoded_cbor_edn("[-24 -25 -256 -257 9223372036854775807 "
                         "-9223372036854775808]")
        == "86 37 38 18 38 ff 39 01 00 1b 7f ff ff ff ff ff ff ff "
           "3b 7f ff ff ff ff ff ff ff");
  CHECK(encoded_cbor(std::string(24, 'x')).starts_with("78 18 78 78"));
  CHECK(encoded_cbor(std::string(300, 'x')).starts_with("79 01 2c 78 78"));
  CHECK(encoded_cbor(bytes(70'000)).starts_with("5a 00 01 11 70 00 00"));
}

TEST_CASE("the examples of RFC 8949 are read", "[codecs]") {
  constexpr auto appendix_a = std::array<cbor_example, 81>{{
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
    CHECK(decoded_cbor(bytes) == to_string(parse_edn(edn).or_throw()));
  }
}

TEST_CASE("what follows a value is passed over", "[codecs]") {
  CHECK(decoded_cbor("01 ff ff") == "1");
  // An index frame.
  CHECK(decoded_cbor("81 01 d81b 82 6c 626f72696e672f696e646578 80 48 "
                     "0000000000000002")
        == "[1]");
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
