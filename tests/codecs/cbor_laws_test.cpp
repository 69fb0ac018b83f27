// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include "../core/generate.hpp"

using namespace brine;

namespace {

std::string encoded(const value& v) {
  auto out = std::string();
  make_cbor_serializer()->encode(out, v).or_throw();
  return out;
}

result<value> decoded(std::string_view bytes) {
  return make_cbor_serializer()->decode(bytes);
}

/// Values that brine has as tagged ones and CBOR as its own.
rc::Gen<value> tagged_value() {
  auto name = rc::gen::element<std::string>(
    "float", "uri", "regex", "shorts", "ints", "longs", "floats", "doubles",
    "booleans", "objects", "cbor/simple", "cbor/27", "cbor/39", "cbor/77",
    "cbor/1000", "clojure/queue", "java/object-array", "brine/tagged", "a\xff");
  auto inner = rc::gen::oneOf(
    rc::gen::arbitrary<value>(),
    rc::gen::map(generate::integer(), [](std::int64_t n) { return value(n); }),
    rc::gen::map(generate::real(), [](double x) { return value(x); }),
    rc::gen::map(rc::gen::arbitrary<float>(), [](float x) { return value(x); }),
    rc::gen::map(rc::gen::arbitrary<std::string>(),
                 [](const std::string& s) { return value(s); }),
    rc::gen::map(rc::gen::arbitrary<std::vector<float>>(),
                 [](const std::vector<float>& x) { return value(x); }),
    rc::gen::map(rc::gen::arbitrary<std::vector<std::int16_t>>(),
                 [](const std::vector<std::int16_t>& n) { return value(n); }));
  return rc::gen::map(rc::gen::pair(name, inner),
                      [](const std::pair<std::string, value>& p) {
                        return tagged(p.first, p.second);
                      });
}

void check_same(const value& v) {
  auto again = decoded(encoded(v)).or_throw();
  RC_ASSERT(std::is_eq(key_compare(again, v)));
  RC_ASSERT(to_string(again) == to_string(v));
}

} // namespace

TEST_CASE("any value is the same after CBOR", "[codecs]") {
  CHECK(rc::check(check_same));
  CHECK(rc::check("text of any bytes", [](const std::string& bytes) {
    check_same(vec(bytes, keyword(bytes), symbol(bytes), tagged(bytes, bytes)));
  }));
  CHECK(rc::check("tagged values with a form of their own",
                  [] { check_same(*tagged_value()); }));
}

TEST_CASE("entries are written in the order they are given", "[codecs]") {
  CHECK(rc::check([](const value& a, const value& b) {
    RC_PRE(a != b);
    auto one = std::vector<entry>{{a, 1}, {b, 2}};
    auto other = std::vector<entry>{{b, 2}, {a, 1}};
    auto out = std::string();
    make_cbor_serializer()->encode_entries(out, one).or_throw();
    RC_ASSERT(out == "\xa2" + encoded(a) + "\x01" + encoded(b) + "\x02");
    auto swapped = std::string();
    make_cbor_serializer()->encode_entries(swapped, other).or_throw();
    RC_ASSERT(decoded(out).or_throw() == decoded(swapped).or_throw());
  }));
}

TEST_CASE("no bytes do the CBOR reader harm", "[codecs]") {
  auto random = rc::gen::container<std::string>(rc::gen::oneOf(
    rc::gen::arbitrary<char>(),
    rc::gen::element('\x81', '\x82', '\xa1', '\xd8', '\xd9', '\x19', '\x1b',
                     '\x4f', '\x27', '\x9f', '\xbf', '\x5f', '\x7f', '\xff')));
  CHECK(rc::check("random bytes", [random] {
    auto bytes = *random;
    (void)decoded(bytes).ok();
    (void)decoded("\xd9\x01" + std::string(1, '\0') + bytes).ok();
  }));
  CHECK(rc::check("every beginning of a value", [](const value& v) {
    auto bytes = encoded(v);
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      auto r = decoded(std::string_view(bytes).substr(0, n));
      RC_ASSERT(!r);
      RC_ASSERT(r.failure().code() == errc::damaged);
    }
  }));
  CHECK(rc::check("a value with one byte changed", [](const value& v) {
    auto bytes = encoded(v);
    auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = *rc::gen::arbitrary<char>();
    if (auto other = decoded(bytes))
      check_same(*other);
    else
      RC_ASSERT(other.failure().code() == errc::damaged);
  }));
}
