// SPDX-License-Identifier: MIT
#include <brine/codecs/cereal_value.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>
#include <cereal/archives/portable_binary.hpp>

#include <limits>
#include <sstream>

#include "../hex.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::string_literals;

namespace {

std::string encoded(const value& v) {
  auto out = std::string();
  encode_portable(out, v).or_throw();
  return out;
}

std::string stock_encoded(const value& v) {
  auto out = std::ostringstream();
  using archive = cereal::PortableBinaryOutputArchive;
  archive(out, archive::Options::LittleEndian())(v);
  return out.str();
}

value stock_decoded(const std::string& bytes) {
  auto in = std::istringstream(bytes);
  auto v = value();
  cereal::PortableBinaryInputArchive archive(in);
  archive(v);
  return v;
}

/// What is decoded, as text; or the name of the error.
std::string decoded(std::string_view bytes) {
  auto r = decode_portable(bytes);
  return r ? to_string(*r) : std::string(name(r.failure().code()));
}

/// Values of every kind and of every form of it.
std::vector<value> samples() {
  auto many = std::vector<value>();
  for (auto i = 0; i < 300; ++i)
    many.emplace_back(i);
  auto long_map = builder();
  for (auto i = 0; i < 40; ++i)
    long_map.add(i, std::to_string(i));
  auto limit = std::numeric_limits<std::int64_t>::max();
  return {
    {},
    false,
    true,
    0,
    127,
    128,
    -1,
    -128,
    limit,
    -limit - 1,
    big_integer("9223372036854775808"),
    big_integer("-170141183460469231731687303715884105728"),
    0.0,
    -0.5,
    std::numeric_limits<double>::infinity(),
    decimal("1.50"),
    decimal("-1E+7"),
    decimal("123456789012345678901234567890.1"),
    ratio(-1, 3),
    ratio(big_integer("123456789012345678901234567890"), big_integer(7)),
    U'a',
    U'\x10ffff',
    "",
    "alice",
    std::string(31, 'x'),
    std::string(32, 'x'),
    std::string(5000, 'y'),
    "a\0b"s,
    symbol("x/y"),
    keyword("user/name"),
    keyword(std::string(40, 'k')),
    instant(-1),
    instant(1'700'000'000'123'456),
    uuid("3997818b-5bf3-42f0-890b-59bfac2fc54e"),
    bytes{},
    bytes(100, std::byte{7}),
    list(),
    list(1, "a"),
    vec(),
    vec(1, vec(2, vec(3))),
    value(many),
    map(),
    map({{"name", "Alice"}, {"age", 30}}),
    long_map.map(),
    set(),
    set(1, 2, "a"),
    tagged("point", vec(1, 2)),
  };
}

} // namespace

TEST_CASE("a value decodes to itself", "[codecs]") {
  for (const auto& v : samples()) {
    INFO(brief(v));
    CHECK(decoded(encoded(v)) == to_string(v));
  }
  CHECK(decoded(encoded(value(samples()))) == to_string(value(samples())));
}

TEST_CASE("the bytes are those of cereal's own archives", "[codecs]") {
  for (const auto& v : samples()) {
    INFO(brief(v));
    CHECK(hex(encoded(v)) == hex(stock_encoded(v)));
    CHECK(to_string(stock_decoded(encoded(v))) == to_string(v));
  }
}

TEST_CASE("what was there stays before what is appended", "[codecs]") {
  auto out = "before"s;
  REQUIRE(encode_portable(out, "alice"));
  CHECK(out == "before" + encoded("alice"));
}

TEST_CASE("the default format is compact", "[codecs]") {
  CHECK(hex(encoded(7)) == "01 07");
  CHECK(hex(encoded(-1)) == "01 c4 00");
  CHECK(hex(encoded(300)) == "01 c3 ac 02");
  CHECK(hex(encoded("alice")) == "01 85 61 6c 69 63 65");
  CHECK(hex(encoded(keyword("a"))) == "01 e1 61");
  CHECK(hex(encoded(vec(1, value(), true))) == "01 b3 01 c0 c2");
  CHECK(hex(encoded(map({{"a", 1}}))) == "01 a1 81 61 01");
}

TEST_CASE("no part of an encoded value decodes", "[codecs]") {
  for (const auto& v : samples()) {
    auto all = encoded(v);
    INFO(brief(v));
    for (std::size_t n = 0; n < all.size(); ++n)
      REQUIRE(decoded(std::string_view(all).substr(0, n)) == "damaged");
    CHECK(decoded(all + '\0') == "damaged");
  }
}

TEST_CASE("bytes that no value has are refused", "[codecs]") {
  for (auto text : {
         "",
         "00 07",                               // big-endian
         "01",                                  // nothing
         "01 d5",                               // no such kind
         "01 df 00",                            // likewise
         "01 c3 ff ff ff ff ff ff ff ff ff 01", // above 2^63
         "01 c3 80 80 80 80 80 80 80 80 80 02", // above 2^64
         "01 c3 80 80 80 80 80 80 80 80 80 80 00",
         "01 ca ff ff ff ff ff ff ff ff 7f", // longer than memory
         "01 d1 ff ff ff ff ff ff ff ff 7f", // more items than memory
         "01 d2 ff ff ff ff 0f 00",
         "01 c5 02 01 01",          // no sign
         "01 c7 ff ff ff ff 1f 01", // a scale beyond 32 bits
         "01 c7 00 c1",             // unscaled is no integer
         "01 c8 01 00",             // a denominator of zero
         "01 c9 80 80 44",          // no code point
         "01 a1 00",                // a key without a value
       }) {
    INFO(text);
    CHECK(decoded(unhex(text)) == "damaged");
  }
}

TEST_CASE("what is refused says where and why", "[codecs]") {
  const auto why = [](std::string_view text) {
    return decode_portable(unhex(text)).failure().message();
  };
  CHECK(why("") == "cereal: byte 0 of 0: there is nothing");
  CHECK(why("00 07") == "cereal: byte 1 of 2: not as cereal begins here");
  CHECK(why("01 82 61") == "cereal: byte 2 of 3: ends within a value");
  CHECK(why("01 07 07") == "cereal: byte 2 of 3: more than one value");
  CHECK(why("01 df 00")
        == "cereal: byte 2 of 3: no kind of value begins like this");
  CHECK(why("01 c3 7f")
        == "cereal: byte 3 of 3: a number that is not in its shortest form");
  CHECK(why("01 a2 01 61 01 62") == "cereal: byte 6 of 6: equal keys in a map");
  CHECK(why("01 d3 02 03 03") == "cereal: byte 5 of 5: equal items in a set");
  CHECK(why("01 d1 7f 03") // 127 items
        == "cereal: byte 3 of 4: a count of more than there are bytes for");
  CHECK(why("01 c8 02 04")
        == "cereal: byte 4 of 4: a ratio that is not in lowest terms");
}

TEST_CASE("maps and sets out of order are put in order", "[codecs]") {
  CHECK(decoded(unhex("01 a2 02 62 01 61")) == "{1 97, 2 98}");
  CHECK(decoded(unhex("01 d3 03 03 01 02")) == "#{1 2 3}");
}

TEST_CASE("equal keys and equal items of a set are refused", "[codecs]") {
  CHECK(decoded(unhex("01 a2 01 61 01 62")) == "damaged");
  CHECK(decoded(unhex("01 a3 01 61 02 62 01 63")) == "damaged");
  CHECK(decoded(unhex("01 d3 03 03 01 03")) == "damaged");
}

TEST_CASE("a value has one form: longer ones are refused", "[codecs]") {
  for (const auto* text : {
         "01 c3 7f",                               // integers
         "01 c3 ac 82 00",                         // varints
         "01 c4 80 00",                            //
         "01 c5 00 01 05",                         // big integers
         "01 c5 00 00",                            //
         "01 c5 00 09 00 80 00 00 00 00 00 00 00", //
         "01 c8 02 04",                            // ratios
         "01 c8 03 01",                            //
         "01 ca 01 61",                            // strings
         "01 cc 01 61",                            // keywords
         "01 d1 01 00",                            // vectors
         "01 d2 01 00 00",                         // maps
       }) {
    INFO(text);
    CHECK(decoded(unhex(text)) == "damaged");
  }
}

TEST_CASE("what nested collections claim must be there for all of them",
          "[codecs]") {
  const auto why = [](const char* text) {
    return decode_portable(unhex(text)).failure().message();
  };
  CHECK(why("01 b2 b3 00 00 00").starts_with("cereal: byte 3 of 6"));
  CHECK(why("01 b2 a1 00 00").starts_with("cereal: byte 3 of 5"));
  CHECK(why("01 a1 00 b2 00").starts_with("cereal: byte 4 of 5"));
}

TEST_CASE("a value may nest 1024 collections and no more", "[codecs]") {
  auto v = value();
  for (auto i = 0; i < 1024; ++i)
    v = i % 3 == 0 ? tagged("t", std::move(v)) : vec(std::move(v));
  CHECK(decoded(encoded(v)) == to_string(v));
  auto out = "before"s;
  auto r = encode_portable(out, vec(v));
  REQUIRE(!r);
  CHECK(r.failure().code() == errc::too_large);
  CHECK(out == "before");
  CHECK(decode_portable("\x01" + std::string(100'000, '\xb1'))
          .failure()
          .message()
          .ends_with(": nests too deep"));
  auto in_decimals = "\x01"s;
  for (auto i = 0; i < 100'000; ++i)
    in_decimals += "\xc7\x01"s;
  CHECK(decoded(in_decimals) == "damaged");
}
