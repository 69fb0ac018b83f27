// SPDX-License-Identifier: MIT
#include <brine/codecs/hasch.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <charconv>

#include "../hex.hpp"
#include "golden.hpp"

using namespace brine;
using namespace brine::test;

namespace {

value edn(std::string_view text) {
  return parse_edn(text).or_throw();
}

std::string named(const value& v, java_version whose = java_version::java19) {
  const auto id = hasch_uuid(v, whose);
  return id ? id->to_string() : id.failure().what();
}

std::string coerced(const value& v) {
  return hex(hasch_bytes(v).or_throw().view());
}

/// So many collections around a nil.
template <class Wrap>
value nested(std::size_t depth, Wrap wrap) {
  auto v = value();
  for (std::size_t i = 0; i < depth; ++i)
    v = wrap(std::move(v));
  return v;
}

} // namespace

TEST_CASE("values have the names that hasch gives them", "[codecs]") {
  const auto pairs = golden_json("hasch.json");
  CHECK(pairs.size() == 300);
  for (const auto& pair : pairs.items()) {
    INFO(pair.at(0));
    const auto v = edn(pair.at(0).as_string());
    CHECK(named(v) == pair.at(1).as_string());
    CHECK(named(v, java_version::java17) == pair.at(1).as_string());
  }
}

TEST_CASE("doubles have the names that Java 17 makes hasch give", "[codecs]") {
  const auto triples = golden_json("hasch-doubles-java17.json");
  CHECK(triples.size() == 30);
  auto same_now = std::string();
  for (const auto& triple : triples.items()) {
    const auto text = std::string(triple.at(0).as_string());
    auto bits = std::uint64_t{};
    const auto digits = triple.at(1).as_string();
    std::from_chars(digits.data(), digits.data() + digits.size(), bits, 16);
    const auto x = std::bit_cast<double>(bits);
    INFO(text);
    CHECK(java_text(x, java_version::java17) == text);
    CHECK(named(x, java_version::java17) == triple.at(2).as_string());
    CHECK(java_text(x, java_version::java19).size() <= text.size());
    if (java_text(x, java_version::java19) == text)
      same_now += text + ' ';
    else
      CHECK(named(x) != triple.at(2).as_string());
  }
  CHECK(same_now == "4.9E-324 4.9E-323 ");
}

TEST_CASE("hasch's examples", "[codecs]") {
  const auto a1023 = '"' + std::string(1023, 'a') + '"';
  const auto a1024 = '"' + std::string(1024, 'a') + '"';
  const std::pair<std::string, std::string> all[] = {
    {"nil", "38244d02-8981-5693-af7b-456af8efa4ca"},
    {"true", "1ddffc2c-6730-53c7-87b8-9cbbc98c2363"},
    {"false", "36006e3f-9e89-5059-9ceb-6bd5549f1b19"},
    {"0", "0b0e9316-7a2b-5336-9cdb-7b1bf5f46758"},
    {"42", "0fc20a9a-c153-592d-888a-707ff306fbb6"},
    {"42N", "0fc20a9a-c153-592d-888a-707ff306fbb6"},
    {"-1", "17eb9651-e5fb-5ad0-819c-c76feef79eae"},
    {"1234567890", "01c79ea4-c15f-5590-a91d-29567b6a6ed7"},
    {"1.0", "26be7558-dc4b-58a8-bb4c-c6194c5f73ba"},
    {"1.5", "1ba1b963-f79d-5afe-9181-ce694aa3872d"},
    {"123.1", "1bb521fc-7e71-5c14-929b-32187dd4cda0"},
    {"#float 123.1", "1bb521fc-7e71-5c14-929b-32187dd4cda0"},
    {"123.1M", "1bb521fc-7e71-5c14-929b-32187dd4cda0"},
    {"1.0E10", "0df11a98-b17b-59f4-b6f6-aafff90962d9"},
    {"-0.0", "203a7231-2d5e-598d-bead-6bb35734113e"},
    {"\"foo\"", "3b99ff05-3a69-5570-8133-fb72ea5f4db6"},
    {"\"\"", "245bf581-7ddf-54aa-af7a-407071f0eedc"},
    {"\"hello\"", "327209f3-0396-5084-acd8-3c576c220223"},
    {"\"banana\"", "2073f6ae-c460-51bc-b736-c62c461e874a"},
    {R"("\t")", "26ed9961-4619-5a06-b478-7efbed4ee011"},
    {"\"😡😡😡\"", "12118119-0db7-5aa4-b212-61007b97a491"},
    {a1023, "1aa4a7d4-ccb0-52da-8fb4-02f1fd2139b4"},
    {a1024, "281a6154-c677-5006-bc73-5a17fdefbb64"},
    {"\\f", "1385cbe0-c2ae-582c-984d-625536bc7465"},
    {"\"f\"", "1385cbe0-c2ae-582c-984d-625536bc7465"},
    {"foo", "109bf4be-a0f3-56f5-b301-d32a35c44a01"},
    {"core/+", "243f404d-be90-5850-a224-feed65633972"},
    {":foo", "06cee0d3-72f7-5bfd-ae3b-af7c2f0fef8f"},
    {":bar", "17d10627-3289-511e-a666-723ba78092bc"},
    {":db", "0594e3b6-9635-5c99-8142-412accf3023b"},
    {":core/test", "3e33d64e-2954-55cd-85c5-691aeb371e57"},
    {":foolog", "0f6e9b19-1520-580e-bc42-1eb180298903"},
    {":binbar", "2b467b8e-11b5-51fe-96b2-aa66eea88dc5"},
    {"#inst \"1970\"", "126f319e-58ef-5ad9-9435-480b4e96cec7"},
    {"#inst \"2001-09-09T01:46:40\"", "31e2d4eb-dd43-5022-b845-652d75c15fbb"},
    {"#uuid \"242525f1-8ed7-5979-9232-6992dd1e11e4\"",
     "2af3b7ed-e95e-5601-ae38-e73140d9b511"},
    {"[]", "117935a6-8abd-57b5-974f-4eff93989ada"},
    {"[nil]", "117935a6-8abd-57b5-974f-4eff93989ada"},
    {"()", "2faea777-203c-562f-a9e3-300ad1a36e87"},
    {"[1 2 3]", "00bd2dcb-5c15-555e-a1c8-6166a78fc808"},
    {"(1 2 3)", "3469ba6e-b775-534e-8639-fb84857286af"},
    {"[1 2 3 4]", "2c34257b-b36a-53cf-98b1-da16aa190d9b"},
    {"[\"foo\" :bar]", "12212b50-fcf7-50f2-b34c-1e8f5963d940"},
    {"[:user 42]", "28bda8a6-461c-5634-b92c-3f9bdf968924"},
    {"{}", "3e688838-ca86-56e5-8906-89bf2ab585ce"},
    {"#{}", "127cff2b-6fdf-5c0f-94fe-092b17d6d8c7"},
    {"{:a 1}", "01e0dbfc-72c9-5525-b23a-92319a00b69a"},
    {"{:a 1 :b 2}", "37a1376f-2533-5849-909b-f174db918b7a"},
    {"{:b 2 :a 1}", "37a1376f-2533-5849-909b-f174db918b7a"},
    {R"({:a "hello" :balloon "world"})",
     "07ccffce-6d37-58c6-9ae2-ad5b1bf44422"},
    {"#{:a}", "08663abc-01c6-5a8d-b36b-6139e0ccfeb1"},
    {"#{1 2 3 4}", "2ad8d9ee-617d-5270-8253-803e522f770e"},
    {"#bytes \"\"", "1f7102cc-f37b-542a-b0a2-f9d84ff25880"},
    {"#bytes \"0102032a95\"", "07d1f8ab-a25a-59dd-add8-40dade5df23c"},
    {"#incognito [hasch.api_test.Bar {:name \"hello\"}]",
     "2c238c4a-f5a4-5d01-af90-fd5bc133f181"},
    {"#incognito [hasch.api-test/Bar {:name \"hello\"}]",
     "2c238c4a-f5a4-5d01-af90-fd5bc133f181"},
    {"#hasch.api_test.Bar {:name \"hello\"}",
     "2c238c4a-f5a4-5d01-af90-fd5bc133f181"},
  };
  for (const auto& [text, id] : all) {
    INFO(text);
    CHECK(named(edn(text)) == id);
  }
}

TEST_CASE("what hasch takes the digest of", "[codecs]") {
  CHECK(coerced({}) == "00");
  CHECK(coerced(true) == "01 29");
  CHECK(coerced(-12) == "02 2d 31 32");
  CHECK(coerced("\t") == "03 09 01");
  CHECK(coerced(keyword("foo")) == "05 3a 66 6f 6f 00 00 00 00");
  CHECK(coerced(edn("{:a 1}"))
        == "0a 09 19 45 60 ef c1 e0 4e 3b a8 7b 5f 8d f6 91 8c "
           "15 52 fa 47 c5 4a 5e de 11 ab 7b f1 4f 8f 08 ef");
  CHECK(coerced(edn("#bytes \"001d1e1f7f80ff\""))
        == "0d 00 1d 1e 1f 7f 80 ff 00 01 00 00 00 00 00");
  auto digest = sha512_digest();
  sha512(digest.data(), hasch_bytes(keyword("foo")).or_throw().view())
    .or_throw();
  CHECK(edn_hash(keyword("foo")).or_throw() == digest);
}

TEST_CASE("hasch takes an instant's whole milliseconds", "[codecs]") {
  CHECK(coerced(instant(1999)) == "06 31");
  CHECK(coerced(instant(-1)) == "06 2d 31");
  CHECK(coerced(instant(-1000)) == "06 2d 31");
}

TEST_CASE("hasch has a question mark for half of a pair", "[codecs]") {
  CHECK(coerced(char32_t{0xd83d}) == "03 3f 00");
  CHECK(coerced("a\xed\xb0\x80z") == "03 61 3f 7a 00 00 00");
  CHECK(coerced("\xed\x9f\xbf") == "03 ed 9f bf 00 00 00");
  CHECK(coerced("\xed") == "03 ed 00");
  CHECK(coerced("\xed\xa0") == "03 ed a0 00 00");
}

TEST_CASE("hasch names the kind that it does not know", "[codecs]") {
  CHECK(named(ratio(1, 3)) == "unsupported: hasch cannot hash a ratio");
  CHECK(named(edn("{:a [#{1/3}]}"))
        == "unsupported: hasch cannot hash a ratio");
  CHECK(named(edn("[#regex \"a+\"]"))
        == "unsupported: hasch cannot hash a #regex");
  for (const auto* text :
       {"#uri \"a:b\"", "#jlist [1]", "#jmap {}", "#ints [1]", "#longs [1]",
        "#floats [1.0]", "#doubles []", "#booleans []", "#objects []",
        "#float 1", "#incognito 1", "#incognito [\"a\" {}]"})
    CHECK(hasch_uuid(edn(text)).failure().code() == errc::unsupported);
}

TEST_CASE("hasch takes no deeper nesting than a blob", "[codecs]") {
  const auto wraps = std::vector<value (*)(value)>{
    [](value v) { return list(std::move(v)); },
    [](value v) { return vec(std::move(v)); },
    [](value v) { return set(std::move(v)); },
    [](value v) {
      return map({{1, std::move(v)}});
    },
    [](value v) {
      return map({{std::move(v), 1}});
    },
    [](value v) { return tagged("t", std::move(v)); },
  };
  for (const auto wrap : wraps) {
    CHECK(hasch_uuid(nested(max_nesting, wrap)).ok());
    CHECK(named(nested(max_nesting + 1, wrap))
          == "too_large: hasch: the value nests more than 1024 collections");
  }
}

TEST_CASE("konserve's files have the names of their keys", "[codecs]") {
  const auto stores = golden_stores();
  CHECK(stores.size() == 28);
  auto blobs = 0;
  for (const auto& store : stores)
    for (const auto& blob : store.blobs) {
      ++blobs;
      INFO(blob.name);
      const auto key = edn(blob.told["key"].as_string());
      CHECK(named(key, java_version::java17) + ".ksv"
            == blob.told["file"].as_string());
    }
  CHECK(blobs > 400);
}
