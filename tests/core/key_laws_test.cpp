// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include "generate.hpp"

using namespace brine;

namespace {

std::string encoded(const value& key) {
  auto r = encode_key(key);
  if (!r) // Only a decimal's exponent can be out of range.
    RC_DISCARD("too large");
  return *r;
}

std::strong_ordering order(const std::string& a, const std::string& b) {
  return a.compare(b) <=> 0;
}

/// Bytes that no value has must fail, and those of one must be its only ones.
void decode_any(const std::string& bytes) {
  if (auto key = decode_key(bytes))
    RC_ASSERT(encode_key(*key).or_throw() == bytes);
}

} // namespace

TEST_CASE("the order of encoded keys is key_compare", "[core]") {
  CHECK(rc::check("of unrelated keys", [](const value& a, const value& b) {
    RC_ASSERT(order(encoded(a), encoded(b)) == key_compare(a, b));
  }));
  CHECK(rc::check("of keys of one kind", [] {
    auto one = *rc::gen::elementOf(std::vector<rc::Gen<value>>{
      rc::gen::map(generate::any_decimal(), [](auto x) { return value(x); }),
      rc::gen::map(generate::any_ratio(), [](auto x) { return value(x); }),
      rc::gen::map(generate::real(), [](auto x) { return value(x); }),
      rc::gen::map(generate::any_big_integer(),
                   [](auto x) { return value(x); }),
      rc::gen::map(generate::integer(), [](auto x) { return value(x); }),
      rc::gen::map(generate::raw_bytes(), [](auto x) { return value(x); }),
      rc::gen::map(generate::text(), [](auto x) { return value(x); }),
      rc::gen::map(rc::gen::container<std::vector<value>>(generate::scalar()),
                   [](auto x) { return value(x); }),
    });
    auto a = *one;
    auto b = *one;
    RC_ASSERT(order(encoded(a), encoded(b)) == key_compare(a, b));
  }));
}

TEST_CASE("no encoded key is the beginning of another", "[core]") {
  CHECK(rc::check([](const value& a, const value& b) {
    RC_ASSERT(encoded(a) == encoded(b) || !encoded(a).starts_with(encoded(b)));
  }));
  CHECK(rc::check("of texts", [] {
    auto a = *generate::raw_bytes();
    auto b = a;
    b.push_back(static_cast<std::byte>(*rc::gen::inRange(0, 4)));
    RC_ASSERT(!encoded(b).starts_with(encoded(a)));
  }));
}

TEST_CASE("close ratios are in order", "[core]") {
  CHECK(rc::check([] {
    auto n = *rc::gen::inRange<std::int64_t>(-100, 100);
    auto m = *rc::gen::inRange<std::int64_t>(-100, 100);
    auto a = value(ratio(n, *rc::gen::inRange<std::int64_t>(1, 100)));
    auto b = value(ratio(m, *rc::gen::inRange<std::int64_t>(1, 100)));
    RC_ASSERT(order(encoded(a), encoded(b)) == key_compare(a, b));
  }));
}

TEST_CASE("decoding an encoded key gives it back", "[core]") {
  CHECK(rc::check([](const value& key) {
    auto bytes = encoded(key);
    auto again = decode_key(bytes);
    RC_ASSERT(again.ok());
    RC_ASSERT(std::is_eq(key_compare(*again, key)));
    RC_ASSERT(encode_key(*again).or_throw() == bytes);
  }));
}

TEST_CASE("bytes that are not of a key never decode to one", "[core]") {
  CHECK(rc::check("random bytes",
                  [](const std::string& bytes) { decode_any(bytes); }));
  CHECK(rc::check("every beginning of a key", [](const value& key) {
    auto bytes = encoded(key);
    for (std::size_t n = 0; n < bytes.size(); ++n)
      RC_ASSERT(!decode_key(std::string_view(bytes).substr(0, n)));
  }));
  CHECK(rc::check("a key with one byte changed", [](const value& key) {
    auto bytes = encoded(key);
    auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = *rc::gen::arbitrary<char>();
    decode_any(bytes);
  }));
}
