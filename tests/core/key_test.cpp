// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <limits>

#include "../hex.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::string_literals;

namespace {

std::string encoded(const value& v) {
  return encode_key(v).or_throw();
}

/// What is decoded, as text; or "damaged".
std::string decoded(std::string_view bytes) {
  auto r = decode_key(bytes);
  if (!r)
    return std::string(name(r.failure().code()));
  CHECK(encoded(*r) == bytes);
  return to_string(*r);
}

const auto infinity = std::numeric_limits<double>::infinity();
const auto not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Keys in their order.
std::vector<value> ascending() {
  auto huge = std::string(70, '7');
  auto out = std::vector<value>{
    {},
    false,
    true,
    big_integer("-1" + huge),
    big_integer("-" + huge),
    big_integer("-9223372036854775809"),
    std::numeric_limits<std::int64_t>::min(),
    -256,
    -255,
    -2,
    -1,
    0,
    1,
    127,
    255,
    256,
    65536,
    std::numeric_limits<std::int64_t>::max(),
    big_integer("9223372036854775808"),
    big_integer("1329227995784915872903807060280344575"), // 15 bytes
    big_integer("1329227995784915872903807060280344576"), // 16 bytes
    big_integer(huge),
    big_integer("1" + huge),
    -infinity,
    -1.5,
    -1e-300,
    0.0,
    5e-324,
    1.0,
    infinity,
    not_a_number,
    decimal("-1E+100"),
    decimal("-10.01"),
    decimal("-10"),
    decimal("-9.99"),
    decimal("-0.001"),
    decimal("0.00"),
    decimal("1E-100"),
    decimal("0.1"),
    decimal("0.10001"),
    decimal("0.101"),
    decimal("9.99"),
    decimal("10"),
    decimal("10.01"),
    decimal("1E+100"),
    ratio(-7, 2),
    ratio(-10, 3),
    ratio(-1, 2),
    ratio(-1, 3),
    ratio(1, 1000),
    ratio(1, 3),
    ratio(2, 5),
    ratio(1, 2),
    ratio(5, 8),
    ratio(2, 3),
    ratio(355, 113),
    ratio(22, 7),
    ratio(7, 2),
    U'\0',
    U'a',
    U'\x10ffff',
    "",
    "\0"s,
    "\0\0"s,
    "\0\xff"s,
    "\x01",
    "\x01\x01",
    "\x01\x02",
    "\x02",
    "a",
    "a\0"s,
    "a\0b"s,
    "a\x01",
    "aa",
    "b",
    "\xff",
    symbol("a"),
    symbol("a/b"),
    keyword("a"),
    keyword("a/b"),
    keyword("b"),
    instant(std::numeric_limits<std::int64_t>::min()),
    instant(-1),
    instant(0),
    instant(1'700'000'000'000'000),
    uuid("00000000-0000-0000-0000-000000000000"),
    uuid("00000000-0000-0000-0000-000000000001"),
    bytes{},
    bytes{std::byte{0}},
    bytes{std::byte{0}, std::byte{1}},
    bytes{std::byte{1}},
    list(),
    list(1),
    list(1, 2),
    list(2),
    vec(),
    vec(value()),
    vec(1),
    vec(1, 2),
    vec("a"),
    vec("a", 1),
    vec(vec()),
    vec(vec(1), 2),
    map(),
    map({{1, 2}}),
    map({{1, 2}, {2, 1}}),
    map({{1, 3}}),
    set(),
    set(1),
    set(1, 2),
    set(2),
    tagged("a", 1),
    tagged("a", 2),
    tagged("b", 0),
  };
  return out;
}

} // namespace

TEST_CASE("encoded keys are ordered as the keys are", "[core]") {
  auto keys = ascending();
  for (const auto& a : keys)
    for (const auto& b : keys) {
      INFO(to_string(a) << " and " << to_string(b));
      auto by_place = &a <=> &b;
      CHECK(key_compare(a, b) == by_place);
      CHECK((encoded(a).compare(encoded(b)) <=> 0) == by_place);
    }
}

TEST_CASE("a decoded key is the key, and no part of it decodes", "[core]") {
  for (const auto& key : ascending()) {
    auto all = encoded(key);
    INFO(to_string(key) << ": " << hex(all));
    CHECK(decoded(all) != "damaged");
    CHECK(std::is_eq(key_compare(decode_key(all).or_throw(), key)));
    for (std::size_t n = 0; n < all.size(); ++n)
      CHECK(decoded(all.substr(0, n)) == "damaged");
    CHECK(decoded(all + '\0') == "damaged");
  }
}

TEST_CASE("keys that are equal have the same bytes", "[core]") {
  CHECK(encoded(-0.0) == encoded(0.0));
  CHECK(encoded(-not_a_number) == encoded(not_a_number));
  CHECK(encoded(decimal("1.50")) == encoded(decimal("1.5")));
  CHECK(encoded(decimal("100")) == encoded(decimal("1E+2")));
  CHECK(encoded(decimal("0.000")) == encoded(decimal("0")));
  CHECK(encoded(ratio(2, 4)) == encoded(ratio(1, 2)));
  CHECK(encoded(ratio(4, 2)) == encoded(2));
  CHECK(encoded(big_integer("7")) == encoded(7));
}

TEST_CASE("bytes that no key has are refused", "[core]") {
  // An integer of 15 bytes needs no size of its own.
  const auto long_form = "30 00 00 00 0f"
                         "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f";
  for (auto text : {
         "",
         "00",
         "ff",
         "01",
         "31",    // only inside of ratios
         "21 00", // a leading zero
         "1f ff", // the same, negative
         long_form,
         "30 ff ff ff ff 01",             // longer than the bytes
         "34 7f ff ff ff ff ff ff ff",    // -0.0
         "34 ff f8 00 00 00 00 00 01",    // another NaN
         "38 03 21 01 01 00",             // digits begin with a zero
         "38 03 21 01 0b 01 00",          // digits end with zeros
         "38 03 21 01 00",                // no digits
         "38 03 21 01 66 00",             // no pair of digits
         "38 04",                         // no sign
         "38 03 25 40 00 00 00 00 0b 00", // an exponent out of range
         "3c 20 ce",                      // an integer
         "3c 20 de fe 31",                // 0 + 1/1
         "3c 20 df 21 02 ce",             // a coefficient of zero
         "40 11 00 00",                   // no code point
         "44 61",                         // no end
         "44 61 01 00",                   // no such escape
         "44 61 01 03 00",
         "60 20",                   // no end
         "64 20 00",                // a key without a value
         "64 21 02 04 21 01 04 00", // keys out of order
         "68 20 20 00",             // an item twice
       }) {
    INFO(text);
    CHECK(decoded(unhex(text)) == "damaged");
  }
}

TEST_CASE("a key may take 32 KiB and no more", "[core]") {
  CHECK(encoded(std::string(32766, 'a')).size() == max_key_size);
  auto r = encode_key(std::string(32767, 'a'));
  REQUIRE(!r);
  CHECK(r.failure().code() == errc::too_large);
  CHECK(r.failure().message()
        == "the key takes 32769 bytes, the limit is 32768");
  auto out = std::string("before");
  CHECK(!append_key(out, vec(1, std::string(40000, 'a'))));
  CHECK(out == "before");
  // The longest numbers that there are fit.
  auto digits = "1" + std::string(10'000, '0');
  CHECK(encode_key(ratio(big_integer(1), big_integer(digits))));
}

TEST_CASE("a key may nest 128 collections and no more", "[core]") {
  auto key = value();
  for (auto i = 0; i < 128; ++i)
    key = vec(std::move(key));
  CHECK(decoded(encoded(key)) == to_string(key));
  auto r = encode_key(vec(key));
  REQUIRE(!r);
  CHECK(r.failure().code() == errc::too_large);
  CHECK(!decode_key(std::string(20000, '\x60')));
}

TEST_CASE("encoded keys in a row come apart again", "[core]") {
  auto out = std::string();
  for (const auto& key : ascending())
    REQUIRE(append_key(out, key));
  auto keys = decode_keys(out);
  REQUIRE(keys);
  CHECK(std::is_eq(key_compare(*keys, ascending())));
  CHECK(!decode_keys(out + "\x44"));
  CHECK(decode_keys("")->empty());
}

TEST_CASE("a prefix is a range of keys", "[core]") {
  auto found = [](const value& prefix) {
    auto range = key_prefix_range(prefix).or_throw();
    auto out = std::string();
    for (const auto& key : ascending())
      if (range.contains(encoded(key)))
        out += (out.empty() ? "" : " ") + to_string(key);
    return out;
  };
  auto with_a = std::string();
  for (auto text : {"a"s, "a\0"s, "a\0b"s, "a\x01"s, "aa"s})
    with_a += (with_a.empty() ? "" : " ") + to_string(text);
  CHECK(found("a") == with_a);
  CHECK(found(keyword("a/")) == ":a/b");
  CHECK(found(symbol("a")) == "a a/b");
  CHECK(found(vec("a")) == "[\"a\"] [\"a\" 1]");
  CHECK(found(vec(1)) == "[1] [1 2]");
  CHECK(found(list(1)) == "(1) (1 2)");
  CHECK(found(vec(vec(1))) == "[[1] 2]");
  CHECK(found(1) == "1");
  CHECK(found(bytes{std::byte{0}}).size() > 0);
  CHECK(found("\xff") == to_string("\xff"));
}

TEST_CASE("the hash of a key never changes", "[core]") {
  CHECK(key_hash("") == 0x2d06800538d394c2);
  CHECK(key_hash(encoded("alice")) == key_hash(unhex("44 61 6c 69 63 65 00")));
}

TEST_CASE("docs/keys.md shows keys as they are", "[core]") {
  auto in = std::ifstream(BRINE_SOURCE_DIR "/docs/keys.md");
  auto line = std::string();
  auto seen = 0;
  while (std::getline(in, line)) {
    // | `edn` | `hex` | ... |
    auto cells = std::vector<std::string>();
    for (std::size_t at = line.find('`'); at != std::string::npos;) {
      auto end = line.find('`', at + 1);
      cells.push_back(line.substr(at + 1, end - at - 1));
      at = end == std::string::npos ? end : line.find('`', end + 1);
    }
    if (!line.starts_with("| `") || cells.size() < 2)
      continue;
    ++seen;
    INFO(line);
    CHECK(decoded(unhex(cells[1])) == cells[0]);
  }
  CHECK(seen >= 25);
}
