// SPDX-License-Identifier: MIT
#include <brine/codecs/edn_serializer.hpp>
#include <brine/codecs/json.hpp>
#include <brine/codecs/json_serializer.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "../core/generate.hpp"

using namespace brine;

namespace {

using serializers = std::vector<std::shared_ptr<const serializer>>;

const serializers& both() {
  static const auto all =
    serializers{make_edn_serializer(), make_json_serializer()};
  return all;
}

std::string encoded(const serializer& codec, const value& v) {
  std::string out;
  codec.encode(out, v).or_throw();
  return out;
}

/// Bytes that two values have in common only if they are the same in
/// everything, the sign of zero and the scale of decimals included.
std::string identity(const value& v) {
  std::string out;
  encode_portable(out, v).or_throw();
  return out;
}

bool comes_back(const serializer& codec, const value& v) {
  auto again = codec.decode(encoded(codec, v));
  return again && identity(*again) == identity(v);
}

/// Text of any bytes, and such that edn or JSON take for something else.
rc::Gen<std::string> odd_text() {
  return rc::gen::oneOf(
    rc::gen::arbitrary<std::string>(),
    rc::gen::container<std::string>(rc::gen::map(
      rc::gen::inRange(0, 256), [](int c) { return static_cast<char>(c); })),
    rc::gen::element<std::string>(
      "", "nil", "true", "false", "1", "-1", "+1x", "a b", "#a", ":a", "a::b",
      "^a", "a/", "/", "//", "/a", "a:", "a\"b", "inst", "uuid", "bytes",
      "float", "brine/tagged", "brine/keyword", "brine/symbol", "brine/other",
      "#list", "#set", "#map", "#string", "#tagged", "#keyword", "#other", "#",
      "\xff", "\xed\xa0\x80", "a\0b"));
}

/// Collections of what is made from such text.
rc::Gen<value> odd_value(int depth) {
  auto leaf = rc::gen::mapcat(odd_text(), [](const std::string& s) {
    return rc::gen::element(value(s), keyword(s), symbol(s), value(U'\xdc00'));
  });
  if (depth == 0)
    return leaf;
  auto inner = rc::gen::lazy([depth] { return odd_value(depth - 1); });
  return rc::gen::mapcat(
    rc::gen::tuple(odd_text(), inner, inner, leaf), [](const auto& t) {
      const auto& [name, a, b, c] = t;
      return rc::gen::element(tagged(name, a), map({{a, b}}), map({{name, a}}),
                              map({{name, a}, {c, b}}), list(a, b), set(a, b),
                              vec(a, b), c);
    });
}

} // namespace

TEST_CASE("any value comes back from text", "[codecs]") {
  for (const auto& codec : both())
    CHECK(rc::check(std::string(codec->name()),
                    [&](const value& v) { RC_ASSERT(comes_back(*codec, v)); }));
}

TEST_CASE("odd names and bytes come back from text", "[codecs]") {
  for (const auto& codec : both())
    CHECK(rc::check(std::string(codec->name()), [&] {
      const auto v = *odd_value(3);
      RC_ASSERT(comes_back(*codec, v));
    }));
}

TEST_CASE("JSON is UTF-8 whatever is written", "[codecs]") {
  CHECK(rc::check([] {
    const auto v = *odd_value(3);
    const auto text = encoded(*make_json_serializer(), v);
    RC_ASSERT(nlohmann::json::accept(text));
  }));
}

TEST_CASE("changed text gives a value or an error", "[codecs]") {
  for (const auto& codec : both())
    CHECK(rc::check(std::string(codec->name()), [&](const value& v) {
      auto text = encoded(*codec, v);
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      if (*rc::gen::arbitrary<bool>())
        text.resize(at);
      else
        text[at] = *rc::gen::arbitrary<char>();
      const auto other = codec->decode(text);
      if (other)
        RC_ASSERT(comes_back(*codec, *other));
      else
        RC_ASSERT(other.failure().code() == errc::damaged);
    }));
}

TEST_CASE("JSON is read as another library reads it", "[codecs]") {
  const auto other = [](const std::string& text) {
    return nlohmann::json::parse(text, nullptr, false);
  };
  CHECK(rc::check("what people are given", [&] {
    auto text = std::string();
    if (!write_json(text, *rc::gen::arbitrary<value>()))
      return;
    // A decimal may be a number that no double holds.
    const auto v = parse_json(text);
    RC_ASSERT(v.ok() == nlohmann::json::accept(text));
    if (v)
      RC_ASSERT(other(to_json(*v).or_throw()) == other(text));
  }));
  const auto letters =
    std::string("[]{},:\"\"\\/0123456789.eE-+truefalsn \n\x01\xc3\xa4");
  CHECK(rc::check("and what is nearly JSON", [&] {
    const auto some =
      *rc::gen::container<std::string>(rc::gen::elementOf(letters));
    for (const auto& text : {some, '[' + some + ']', '"' + some + '"'})
      if (parse_json(text).ok() != nlohmann::json::accept(text))
        RC_FAIL(text);
  }));
}
