// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include "../core/generate.hpp"

using namespace brine;

namespace {

std::string encoded(const value& v) {
  auto out = std::string();
  encode_fressian(out, v).or_throw();
  return out;
}

/// Decodes, or fails as decoders do.
void decode_or_refuse(std::string_view bytes) {
  auto r = decode_fressian(bytes);
  if (!r) {
    RC_ASSERT(r.failure().code() == errc::damaged);
    RC_ASSERT(r.failure().message().starts_with("fressian: byte "));
    return;
  }
  auto again = decode_fressian(encoded(*r)).or_throw();
  RC_ASSERT(std::is_eq(key_compare(again, *r)));
}

} // namespace

TEST_CASE("fressian: any value decodes to itself", "[codecs]") {
  CHECK(rc::check([](const value& v) {
    auto again = decode_fressian(encoded(v)).or_throw();
    RC_ASSERT(std::is_eq(key_compare(again, v)));
    RC_ASSERT(to_string(again) == to_string(v));
    RC_ASSERT(encoded(again) == encoded(v));
  }));
}

TEST_CASE("fressian: any bytes are text and names", "[codecs]") {
  CHECK(rc::check([](const std::string& s, const std::string& t) {
    auto name = s + "/" + t;
    auto v = vec(s, keyword(name), symbol(name), keyword(t), keyword(name),
                 tagged(s, 1), tagged(t, vec(s, t)));
    auto again = decode_fressian(encoded(v)).or_throw();
    RC_ASSERT(std::is_eq(key_compare(again, v)));
  }));
}

TEST_CASE("fressian: entries keep their order", "[codecs]") {
  CHECK(rc::check([](const std::vector<value>& keys) {
    auto forth = std::vector<entry>();
    for (const auto& k : keys)
      forth.emplace_back(k, 1);
    auto out = std::string();
    encode_fressian_entries(out, forth).or_throw();
    RC_ASSERT(decode_fressian(out).or_throw() == value::map_of(forth));
  }));
  auto out = std::string();
  auto entries = std::vector<entry>{{2, 20}, {1, 10}};
  encode_fressian_entries(out, entries).or_throw();
  CHECK(out == "\xc0\xe8\x02\x14\x01\x0a");
}

TEST_CASE("fressian: no bytes do a decoder harm", "[codecs]") {
  CHECK(rc::check("random bytes",
                  [](const std::string& bytes) { decode_or_refuse(bytes); }));
  CHECK(rc::check("every beginning of a value", [](const value& v) {
    auto bytes = encoded(v);
    for (std::size_t n = 0; n < bytes.size(); ++n)
      decode_or_refuse(std::string_view(bytes).substr(0, n));
  }));
  CHECK(rc::check("a value with some bytes changed", [](const value& v) {
    auto bytes = encoded(v);
    for (auto i = *rc::gen::inRange(1, 4); i > 0; --i)
      bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] =
        *rc::gen::arbitrary<char>();
    decode_or_refuse(bytes);
  }));
}
