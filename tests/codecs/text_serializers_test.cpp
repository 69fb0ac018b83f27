// SPDX-License-Identifier: MIT
#include <brine/codecs/edn_serializer.hpp>
#include <brine/codecs/json.hpp>
#include <brine/codecs/json_serializer.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include "../file_bytes.hpp"
#include "golden.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::string_literals;

namespace {

const serializer& edn() {
  static const auto codec = make_edn_serializer();
  return *codec;
}

const serializer& json() {
  static const auto codec = make_json_serializer();
  return *codec;
}

std::string encoded(const serializer& codec, const value& v) {
  std::string out;
  auto done = codec.encode(out, v);
  return done ? out : done.failure().message();
}

/// What is decoded, as edn text; or the error.
std::string decoded(const serializer& codec, std::string_view text) {
  auto v = codec.decode(text);
  return v ? to_string(*v) : v.failure().message();
}

value parsed(std::string_view text) {
  return parse_edn(text).or_throw();
}

/// Texts in which everything occurs that edn and JSON have.
constexpr std::string_view edn_sample =
  "[nil true -12 123456789012345678901N 1.5 ##NaN ##-Inf 1.50M -1/3 \\a "
  "\\newline \\u2028 \"a\\\"\\\\\\n\\f\\u0001\xc3\xa4\xf0\x9f\x98\x80\" sym "
  ":ns/k #inst \"2024-02-29T23:59:59.999-00:00\" "
  "#uuid \"3997818b-5bf3-42f0-890b-59bfac2fc54e\" #bytes \"00ff\" (1 2) "
  "#{1 2} {:a 1, \"b\" [2]} #money [3 \"EUR\"] #brine/keyword \"odd name\" "
  "#brine/symbol \"\" #brine/tagged [\"inst\" 5]]";

} // namespace

TEST_CASE("text serializers are there by name and id", "[codecs]") {
  const auto all = builtin_codecs().serializers;
  CHECK(all.find("edn").or_throw()->id() == 0);
  CHECK(all.find("json").or_throw()->id() == 65);
}

TEST_CASE("names that edn cannot spell have forms", "[codecs]") {
  CHECK(encoded(edn(), keyword("odd name")) == "#brine/keyword \"odd name\"");
  CHECK(encoded(edn(), keyword("")) == "#brine/keyword \"\"");
  CHECK(encoded(edn(), keyword("a:")) == "#brine/keyword \"a:\"");
  CHECK(encoded(edn(), keyword("1")) == ":1");
  CHECK(encoded(edn(), symbol("nil")) == "#brine/symbol \"nil\"");
  CHECK(encoded(edn(), symbol("-1")) == "#brine/symbol \"-1\"");
  CHECK(encoded(edn(), symbol("#a")) == "#brine/symbol \"#a\"");
  CHECK(encoded(edn(), symbol("a#")) == "a#");
  CHECK(encoded(edn(), tagged("inst", 5)) == "#brine/tagged [\"inst\" 5]");
  CHECK(encoded(edn(), tagged("brine/symbol", vec(1)))
        == "#brine/tagged [\"brine/symbol\" [1]]");
  CHECK(encoded(edn(), tagged("brine/own", 1)) == "#brine/own 1");
  CHECK(encoded(edn(), vec(tagged("", set()), 2))
        == "[#brine/tagged [\"\" #{}] 2]");
}

TEST_CASE("forms of odd names must be whole", "[codecs]") {
  CHECK(decoded(edn(), "#brine/keyword 5")
        == "edn: byte 0 of 16: line 1, column 1: #brine/keyword needs a "
           "string, not 5");
  CHECK(decoded(edn(), "[1 #brine/tagged [\"a\"]]")
        == "edn: byte 3 of 23: line 1, column 4: #brine/tagged needs a vector "
           "of a string and a value, not [\"a\"]");
}

TEST_CASE("Clojure reads the escapes that strings are written with",
          "[codecs]") {
  CHECK(encoded(edn(), "\"\\\n\t\r\f\b\x01\x7f")
        == "\"\\\"\\\\\\n\\t\\r\\f\\b\\u0001\\u007f\"");
  // And konserve's, which escape fewer characters, are read.
  CHECK(parsed("\"a\x01\x7f\v\t\\f\\b\"").as_string() == "a\x01\x7f\v\t\f\b");
}

TEST_CASE("each kind has the JSON of the page", "[codecs]") {
  const auto page = bytes_of(BRINE_SOURCE_DIR "/docs/json.md");
  const auto table = page.find("| value, as edn | JSON |");
  REQUIRE(table != page.npos);
  auto rows = std::istringstream(page.substr(table));
  auto line = ""s;
  std::getline(rows, line);
  std::getline(rows, line);
  auto count = 0;
  while (std::getline(rows, line) && line.starts_with("| `")) {
    INFO(line);
    const auto middle = line.find("` | `");
    REQUIRE(middle != line.npos);
    const auto v = parsed(line.substr(3, middle - 3));
    const auto text = line.substr(middle + 5, line.rfind('`') - middle - 5);
    CHECK(encoded(json(), v) == text);
    CHECK(decoded(json(), text) == to_string(v));
    ++count;
  }
  CHECK(count >= 24);
}

TEST_CASE("strings that are not UTF-8 are base64 in JSON", "[codecs]") {
  CHECK(encoded(json(), "a\xff"s) == R"({"#string":"Yf8="})");
  CHECK(encoded(json(), keyword("\xff"))
        == R"({"#keyword":{"#string":"/w=="}})");
  CHECK(encoded(json(), U'\xd800') == R"({"#char":{"#string":"7aCA"}})");
  CHECK(encoded(json(), map({{"\xff", 1}}))
        == R"({"#map":[[{"#string":"/w=="},1]]})");
}

TEST_CASE("plain JSON is read as what it says", "[codecs]") {
  CHECK(decoded(json(), R"({"a": [1, 2.0, null], "#b": 3, "c": {}})")
        == R"({"#b" 3, "a" [1 2.0 nil], "c" {}})");
  CHECK(decoded(json(), R"({"#list": [1], "b": 2})")
        == R"({"#list" [1], "b" 2})");
  CHECK(decoded(json(), R"({"#unknown": 1})") == R"({"#unknown" 1})");
  CHECK(to_string(parse_json(R"({"#list": [1]})").or_throw())
        == R"({"#list" [1]})");
}

TEST_CASE("forms of JSON must be whole", "[codecs]") {
  for (auto text : {R"({"#string":1})",
                    R"({"#string":"a"})",
                    R"({"#double":"1"})",
                    R"({"#double":1.0})",
                    R"({"#decimal":"x"})",
                    R"({"#decimal":"1M"})",
                    R"({"#decimal":1.5})",
                    R"({"#ratio":"1/0"})",
                    R"({"#ratio":"2"})",
                    R"({"#ratio":[1,2]})",
                    R"({"#char":""})",
                    R"({"#char":"ab"})",
                    R"({"#symbol":1})",
                    R"({"#keyword":null})",
                    R"({"#inst":"x"})",
                    R"({"#uuid":"x"})",
                    R"({"#bytes":"AA"})",
                    R"({"#bytes":"AB=="})",
                    R"({"#list":1})",
                    R"({"#set":[1,1]})",
                    R"({"#map":{}})",
                    R"({"#map":[[1]]})",
                    R"({"#map":[[1,2],[1,3]]})",
                    R"({"#tagged":[]})",
                    R"({"#tagged":[1,2]})"}) {
    INFO(text);
    auto v = json().decode("[" + std::string(text) + "]");
    REQUIRE(!v);
    CHECK(v.failure().code() == errc::damaged);
    CHECK(v.failure().message().find("json: byte 1 of ") == 0);
  }
  CHECK(decoded(json(), R"([1, {"#set":[1,1]}])")
        == "json: byte 4 of 19: line 1, column 5: #set needs an array of "
           "distinct items, not [1 1]");
}

TEST_CASE("text that is no value is damaged at a byte", "[codecs]") {
  CHECK(decoded(edn(), "[1\n }")
        == "edn: byte 4 of 5: line 2, column 2: } "
           "closes a vector that begins at line 1, "
           "column 1");
  CHECK(decoded(edn(), "") == "edn: byte 0 of 0: line 1, column 1: no value");
  CHECK(decoded(edn(), "1 2")
        == "edn: byte 2 of 3: line 1, column 3: more than one value");
  CHECK(decoded(json(), "[1\n }")
        == "json: byte 4 of 5: line 2, column 2: expected ',' or ']', found "
           "'}'");
  CHECK(edn().decode("]").failure().code() == errc::damaged);
  CHECK(json().decode("]").failure().code() == errc::damaged);
}

TEST_CASE("no beginning of text and no flipped bit does harm", "[codecs]") {
  for (const auto* codec : {&edn(), &json()}) {
    const auto text = encoded(*codec, parsed(edn_sample));
    REQUIRE(decoded(*codec, text) == to_string(parsed(edn_sample)));
    for (std::size_t n = 0; n < text.size(); ++n)
      REQUIRE(!codec->decode(std::string_view(text).substr(0, n)));
    for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
      auto other = text;
      other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
      if (auto v = codec->decode(other); v)
        REQUIRE(decoded(*codec, encoded(*codec, *v)) == to_string(*v));
      else
        REQUIRE(v.failure().code() == errc::damaged);
    }
  }
}

TEST_CASE("text nests 1024 collections of any kind and no more", "[codecs]") {
  const auto in = [](int kind, value v) {
    switch (kind) {
    case 0:
      return vec(std::move(v));
    case 1:
      return list(std::move(v));
    case 2:
      return set(std::move(v));
    case 3:
      return map({{1, std::move(v)}});
    case 4:
      return map({{"a", std::move(v)}});
    case 5:
      return tagged("t", std::move(v));
    default:
      return tagged("odd tag", std::move(v));
    }
  };
  for (const auto* codec : {&edn(), &json()})
    for (auto kind = 0; kind < 7; ++kind) {
      auto v = keyword("\xff odd");
      for (auto i = 0; i < 1024; ++i)
        v = in(kind, std::move(v));
      INFO(codec->name() << ' ' << kind);
      CHECK(decoded(*codec, encoded(*codec, v)) == to_string(v));
      auto out = "before"s;
      auto r = codec->encode(out, vec(v));
      REQUIRE(!r);
      CHECK(r.failure().code() == errc::too_large);
      CHECK(out == "before");
    }
  for (const auto* codec : {&edn(), &json()})
    for (auto depth : {1025, 100'000}) {
      auto r = codec->decode(std::string(depth, '[') + std::string(depth, ']'));
      REQUIRE(!r);
      CHECK(r.failure().code() == errc::damaged);
    }
}

TEST_CASE("numbers of text have bounds", "[codecs]") {
  const auto nines = std::string(9999, '9');
  for (const auto* codec : {&edn(), &json()})
    for (const auto& v :
         {value(big_integer(nines)), value(big_integer("-" + nines)),
          value(decimal("-0." + nines)), value(decimal(nines + "E+2147483647")),
          value(decimal("1E-2147483647")), value(decimal("1E+2147483648")),
          value(ratio(big_integer(nines), big_integer("1" + nines)))})
      CHECK((decoded(*codec, encoded(*codec, v)) == to_string(v)));
  const auto huge = value(big_integer(std::string(10'100, '9')));
  CHECK(encoded(edn(), vec(huge)) == "edn: a number of more than 33280 bits");
  CHECK(encoded(json(), huge) == "json: a number of more than 33280 bits");
  const auto million = std::string(1'000'000, '1');
  CHECK(decoded(edn(), million + "/" + million)
        == "edn: byte 0 of 2000001: line 1, column 1: a number of more than "
           "20100 characters: "
             + million.substr(0, 40) + "...");
  CHECK(decoded(json(), "[-" + million + "]")
        == "json: byte 1 of 1000003: line 1, column 2: a number of more than "
           "20100 characters");
  CHECK(decoded(edn(), "1e999999999M") == "1E+999999999M");
}

TEST_CASE("a map's namespace does not make much of little", "[codecs]") {
  const auto with = [](std::size_t n) {
    return "#:" + std::string(n, 'n') + "{:a 1}";
  };
  CHECK(decoded(edn(), with(255)) == "{:" + std::string(255, 'n') + "/a 1}");
  CHECK(decoded(edn(), with(256))
        == "edn: byte 0 of 264: line 1, column 1: a map with a namespace of "
           "more than 255 bytes");
}

TEST_CASE("what konserve holds comes back from text", "[codecs]") {
  auto texts = 0;
  const auto check = [&](const value& text) {
    if (text.is_nil())
      return;
    ++texts;
    const auto v = parsed(text.as_string());
    for (const auto* codec : {&edn(), &json()})
      REQUIRE(decoded(*codec, encoded(*codec, v)) == to_string(v));
  };
  for (const auto& store : golden_stores())
    for (const auto& blob : store.blobs) {
      INFO(blob.name);
      for (const auto* field :
           {"key", "meta", "value", "written", "value_meta"})
        check(blob.told[field]);
    }
  CHECK(texts > 1000);
}

TEST_CASE("the words of konserve's edn are known", "[codecs]") {
  CHECK(parsed("5N") == value(5));
  CHECK(parsed("1.5M") == value(decimal("1.5")));
  CHECK(parsed("##NaN").is_double());
  CHECK(parsed("#float 1.5") == tagged("float", 1.5));
  CHECK(parsed("#bytes \"00ff\"")
        == value(bytes{std::byte{0}, std::byte{255}}));
  for (auto text : {"#float 1.5", "#incognito [user.Point {:x 1}]",
                    "#longs [1 2]", "#uri \"http://x\"", "#regex \"a+\""})
    CHECK(decoded(json(), encoded(json(), parsed(text))) == text);
}
