// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <limits>

#include "cbor_hex.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("what CBOR lacks has forms of brine's own", "[codecs]") {
  constexpr auto frame = "d8 1b 82 ";
  auto same = [](const value& v) {
    CHECK(decoded_cbor(encoded_cbor(v)) == to_string(v));
    return encoded_cbor(v);
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
    CHECK(decoded_cbor(encoded_cbor_edn(edn))
          == to_string(parse_edn(edn).or_throw()));
    return encoded_cbor_edn(edn);
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
    CHECK(decoded_cbor(encoded_cbor(instant(us)))
          == to_string(value(instant(us))));
    auto bytes = unhex(encoded_cbor(instant(us)));
    return bytes.substr(bytes.find_first_not_of("\xc0\x78\x1b\x1a\x18"));
  };
  CHECK(encoded_cbor(instant(0)).starts_with("c0 74 31 39 37 30"));
  CHECK(text(1) == "1970-01-01T00:00:00.000001Z");
  CHECK(text(-1) == "1969-12-31T23:59:59.999999Z");
  CHECK(text(1'700'000'000'123'000) == "2023-11-14T22:13:20.123Z");
  CHECK(text(1'700'000'000'123'456) == "2023-11-14T22:13:20.123456Z");
  constexpr auto first = -62'167'219'200'000'000;
  constexpr auto last = 253'402'300'799'999'999;
  CHECK(text(first + 1) == "0000-01-01T00:00:00.000001Z");
  CHECK(text(last) == "9999-12-31T23:59:59.999999Z");
  CHECK(encoded_cbor(instant(first - 1)).starts_with("d8 1b 82 6d"));
  CHECK(encoded_cbor(instant(last + 1)).starts_with("d8 1b 82 6d"));
  // Finer digits are dropped, offsets applied.
  auto read = [](std::string_view s) {
    return decoded_cbor(
      "c0 78" + hex(std::string(1, static_cast<char>(s.size()))) + hex(s));
  };
  CHECK(read("2023-11-14T22:13:20.123456999Z")
        == "#inst \"2023-11-14T22:13:20.123456-00:00\"");
  CHECK(read("2023-11-14T22:13:20.1234567+01:00")
        == "#inst \"2023-11-14T21:13:20.123456-00:00\"");
  // Where doubles are coarser than microseconds, milliseconds are kept.
  CHECK(decoded_cbor("c1 fb 421e457b2ffffefa")
        == "#inst \"2999-12-31T23:59:59.999-00:00\"");
  CHECK(decoded_cbor("c1 fb 4249a95a5b93b4dd")
        == to_string(value(instant(220'430'907'175'413'000))));
}
