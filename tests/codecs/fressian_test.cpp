// SPDX-License-Identifier: MIT
#include <brine/codecs/registry.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "fressian_hex.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::string_literals;

namespace {

struct worked {
  const char* edn;
  const char* bytes;
};

/// What konserve writes, and brine reads and writes alike.
constexpr worked both_ways[] = {
  {"nil", "f7"},
  {"[true false]", "ef de 70 76 65 63 02 02 f5 f6"},
  {"0", "00"},
  {"63", "3f"},
  {"-1", "ff"},
  {"64", "50 40"},
  {"4095", "5f ff"},
  {"4096", "68 10 00"},
  {"-2", "4f fe"},
  {"-64", "4f c0"},
  {"-65", "4f bf"},
  {"-4096", "40 00"},
  {"-4097", "67 ef ff"},
  {"524287", "6f ff ff"},
  {"524288", "72 08 00 00"},
  {"1000000", "72 0f 42 40"},
  {"33554431", "73 ff ff ff"},
  {"33554432", "76 02 00 00 00"},
  {"8589934591", "77 ff ff ff ff"},
  {"8589934592", "7a 02 00 00 00 00"},
  {"1099511627776", "7b 00 00 00 00 00"},
  {"2199023255552", "7e 02 00 00 00 00 00"},
  {"562949953421311", "7f ff ff ff ff ff ff"},
  {"562949953421312", "f8 00 02 00 00 00 00 00 00"},
  {"9223372036854775807", "f8 7f ff ff ff ff ff ff ff"},
  {"-9223372036854775808", "f8 80 00 00 00 00 00 00 00"},
  {"9223372036854775808", "c6 d9 09 00 80 00 00 00 00 00 00 00"},
  {"-9223372036854775809", "c6 d9 09 ff 7f ff ff ff ff ff ff ff"},
  {"0.0", "fb"},
  {"1.0", "fc"},
  {"-0.0", "fa 80 00 00 00 00 00 00 00"},
  {"1.5", "fa 3f f8 00 00 00 00 00 00"},
  {"1.50M", "c7 d2 00 96 02"},
  {"-1.28M", "c7 d1 80 02"},
  {"-1/3", "ef df 72 61 74 69 6f 02 c6 d1 ff c6 d1 03"},
  {"\\a", "ef de 63 68 61 72 01 50 61"},
  {"\"\"", "da"},
  {"\"hello\"", "df 68 65 6c 6c 6f"},
  {"\"12345678\"", "e3 08 31 32 33 34 35 36 37 38"},
  {"\"\xf0\x9f\x98\xa1\"", "e0 ed a0 bd ed b8 a1"},
  {"\"\xc3\xa9\"", "dc c3 a9"},
  {":foo", "ca f7 cd dd 66 6f 6f"},
  {":a/b", "ca cd db 61 cd db 62"},
  {"sym", "c9 f7 cd dd 73 79 6d"},
  {"/", "c9 f7 cd db 2f"},
  {"#inst \"2023-11-14T22:13:20.123Z\"", "c8 7b 8b cf e5 68 7b"},
  {"#uuid \"242525f1-8ed7-5979-9232-6992dd1e11e4\"",
   "c3 d9 10 24 25 25 f1 8e d7 59 79 92 32 69 92 dd 1e 11 e4"},
  {"#bytes \"00010203040506070809\"", "d9 0a 00 01 02 03 04 05 06 07 08 09"},
  {"#bytes \"\"", "d0"},
  {"{}", "c0 e4"},
  {"{:a 1}", "c0 e6 ca f7 cd db 61 01"},
  {"#{1 2 3}", "c1 e7 01 02 03"},
  {"#{1 2 3 4 5 6 7 8}", "c1 ec 08 01 02 03 04 05 06 07 08"},
  {"[]", "ef de 70 76 65 63 02 00"},
  {"[1 2 3]", "ef de 70 76 65 63 02 03 01 02 03"},
  {"[[1] [2]]", "ef de 70 76 65 63 02 02 a0 01 01 a0 01 02"},
  {"()", "ef df 70 6c 69 73 74 02 00"},
  {"(2 3 4)", "ef df 70 6c 69 73 74 02 03 02 03 04"},
  {"#float -0.25", "f9 be 80 00 00"},
  {"#uri \"a:b\"", "c5 dd 61 3a 62"},
  {R"(#regex "a.*b\\d+")", "c4 e1 61 2e 2a 62 5c 64 2b"},
  {"#jlist [1 2 3]", "e7 01 02 03"},
  {"#ints [1 -2 300000]", "b3 03 01 4f fe 6c 93 e0"},
  {"#longs [1 -2 3000000000]", "b0 03 01 4f fe 76 b2 d0 5e 00"},
  {"#floats [1.5 -2.5]", "b4 02 f9 3f c0 00 00 f9 c0 20 00 00"},
  {"#doubles [1.0 -2.5]", "b1 02 fc fa c0 04 00 00 00 00 00 00"},
  {"#booleans [true false]", "b2 02 f5 f6"},
  {"#objects [1 \"a\" :b nil]", "b5 04 01 db 61 ca f7 cd db 62 f7"},
  {"#incognito [gen.Point {:x 1, :y 2}]",
   "ef e1 69 72 65 63 6f 72 64 02 02 c9 f7 cd e3 09 67 65 6e 2e 50 6f 69 6e 74 "
   "e6 ca f7 cd db 78 01 e6 ca f7 cd db 79 02"},
  // A struct that means nothing to brine.
  {"#my/point [1 2]", "ef e3 08 6d 79 2f 70 6f 69 6e 74 02 01 02"},
  // And those of brine's own.
  {"#inst \"1970-01-01T00:00:00.000001Z\"",
   "ef e3 0d 62 72 69 6e 65 2f 69 6e 73 74 61 6e 74 01 01"},
  {"#my/tag 1", "ef e3 0c 62 72 69 6e 65 2f 74 61 67 67 65 64 02 e0 6d 79 2f "
                "74 61 67 01"},
};

} // namespace

TEST_CASE("fressian has the bytes konserve writes", "[codecs]") {
  for (const auto& w : both_ways) {
    INFO(w.edn);
    CHECK(encoded_fressian_edn(w.edn) == w.bytes);
    CHECK(decoded_fressian_hex(w.bytes)
          == to_string(parse_edn(w.edn).or_throw()));
  }
}

TEST_CASE("fressian: a document of konserve's", "[codecs]") {
  auto bytes = unhex(
    "c0ec12caf7cdde6e616d65dd416461caf7cdde74616773efde707665630203caf7cddb78"
    "caf7cddb79caf782caf7cddf73636f7265fa3ff8000000000000caf7cddc6964c3d910"
    "242525f18ed7597992326992dd1e11e4caf7cdde7365656ec87b8bcfe56800caf7cddd"
    "726177d3010203caf7cddd6269677b0000000000cacdde75736572cddc6f6bf5ca89cd"
    "de6e6f6e65f7");
  auto v = decode_fressian(bytes).or_throw();
  auto kw = [](std::string_view name) { return keyword(name); };
  // In this order; sorted it has the same entries.
  auto entries = std::vector<entry>();
  for (auto name : {"name", "tags", "score", "id", "seen", "raw", "big",
                    "user/ok", "user/none"})
    entries.emplace_back(kw(name), v[kw(name)]);
  CHECK(to_string(v)
        == to_string(
          parse_edn("{:name \"Ada\" :tags [:x :y :x] :score 1.5 :id #uuid "
                    "\"242525f1-8ed7-5979-9232-6992dd1e11e4\" :seen #inst "
                    "\"2023-11-14T22:13:20Z\" :raw #bytes \"010203\" :big "
                    "1099511627776 :user/ok true :user/none nil}")
            .or_throw()));
  auto out = std::string();
  make_fressian_serializer()->encode_entries(out, entries).or_throw();
  CHECK(hex(out) == hex(bytes));
}

TEST_CASE("fressian reads what others than konserve may write", "[codecs]") {
  // Closed and open lists; an open one may end with the bytes.
  CHECK(decoded_fressian_hex("c0 ed ca f7 cd db 61 01 fd") == "{:a 1}");
  CHECK(decoded_fressian_hex("c1 ed 01 02 fd") == "#{1 2}");
  CHECK(decoded_fressian_hex("ee 01 02 fd 03") == "#jlist [1 2]");
  CHECK(decoded_fressian_hex("ee 01 02") == "#jlist [1 2]");
  // Cached keywords, as ClojureScript's sorted maps have; the keyword takes its
  // place before the name in it.
  CHECK(decoded_fressian_hex("e8 cd ca f7 cd db 61 80 81 c9 f7 81")
        == "#jlist [:a :a \"a\" a]");
  // Anything cached.
  CHECK(decoded_fressian_hex("e6 cd c0 e6 01 02 80") == "#jlist [{1 2} {1 2}]");
  CHECK(decoded_fressian_hex("e6 cd e3 09 31 32 33 34 35 36 37 38 39 cc 00")
        == "#jlist [\"123456789\" \"123456789\"]");
  CHECK(decoded_fressian_hex("e8 cd db 61 80 fe cd db 62 80")
        == "#jlist [\"a\" \"a\" \"b\" \"b\"]");
  // Chunks, between which even a character may be split.
  CHECK(decoded_fressian_hex("e2 02 61 62 e2 00 dc 63 64") == "\"abcd\"");
  CHECK(decoded_fressian_hex("e2 03 ed a0 bd e3 03 ed b8 a1")
        == "\"\xf0\x9f\x98\xa1\"");
  CHECK(decoded_fressian_hex("d8 01 00 d9 01 ff") == "#bytes \"00ff\"");
  // Records with other fields, structs by number.
  CHECK(decoded_fressian_hex("e6 ef db 54 01 07 f0 00 08")
        == "#jlist [#T [7] #T [8]]");
  CHECK(decoded_fressian_hex("ef e1 69 72 65 63 6f 72 64 02 01 c9 f7 db 52 "
                             "ef de 70 76 65 63 02 02 01 02")
        == "#incognito [R {1 2}]");
  // What comes after the value.
  CHECK(decoded_fressian_hex("c0 e4 cf cf cf cf 00 00 00 02") == "{}");
  CHECK(decoded_fressian_hex("01 02") == "1");
}

TEST_CASE("fressian: small big integers are integers", "[codecs]") {
  CHECK(decoded_fressian_hex("c6 d1 05") == "5");
  CHECK(decoded_fressian_hex("c6 d1 ff") == "-1");
  CHECK(decoded_fressian_hex("c6 d2 ff 7f") == "-129");
  CHECK(decoded_fressian_hex("c6 d9 08 80 00 00 00 00 00 00 00")
        == "-9223372036854775808");
}

TEST_CASE("fressian puts long texts and bytes into chunks", "[codecs]") {
  auto text = [](std::size_t n) {
    return encoded_fressian(std::string(n, 'x'));
  };
  CHECK(text(65536) == unhex("e3 69 00 00") + std::string(65536, 'x'));
  CHECK(text(65537)
        == unhex("e2 69 00 00") + std::string(65536, 'x') + "\xdbx");
  CHECK(text(131080).substr(65540, 4) == unhex("e2 69 00 00"));
  CHECK(text(131080).substr(131080) == unhex("e3 08") + "xxxxxxxx");
  // Half a character, but no half of a surrogate, ends a chunk.
  auto wide = std::string(65533, 'x') + "\xf0\x9f\x98\xa1";
  CHECK(encoded_fressian(wide)
        == unhex("e2 69 00 00") + std::string(65533, 'x')
             + unhex("ed a0 bd dd ed b8 a1"));
  CHECK(decode_fressian(encoded_fressian(wide)).or_throw() == value(wide));
  auto uneven = std::string(65535, 'x') + "\xc3\xa9";
  CHECK(encoded_fressian(uneven)
        == unhex("e2 68 ff ff") + std::string(65535, 'x') + unhex("dc c3 a9"));
  auto raw = bytes(65537, std::byte{'x'});
  CHECK(encoded_fressian(bytes(65535, std::byte{'x'}))
        == unhex("d9 68 ff ff") + std::string(65535, 'x'));
  CHECK(encoded_fressian(raw)
        == unhex("d8 68 ff ff") + std::string(65535, 'x') + unhex("d9 02")
             + "xx");
  CHECK(decode_fressian(encoded_fressian(raw)).or_throw() == value(raw));
}

TEST_CASE("fressian numbers what it repeats", "[codecs]") {
  // 40 names and again; 20 structs and again.
  std::vector<value> names;
  std::vector<value> structs;
  for (auto i = 0; i < 80; ++i)
    names.push_back(keyword("k" + std::to_string(i % 40)));
  for (auto i = 0; i < 40; ++i)
    structs.push_back(tagged("T" + std::to_string(i % 20), vec(i)));
  auto bytes = encoded_fressian(names);
  CHECK(hex(bytes.substr(bytes.size() - 8)) == "ca f7 cc 26 ca f7 cc 27");
  CHECK(decode_fressian(bytes).or_throw() == value(names));
  bytes = encoded_fressian(structs);
  // pvec is struct 0.
  CHECK(hex(bytes.substr(bytes.size() - 6)) == "f0 13 26 f0 14 27");
  CHECK(decode_fressian(bytes).or_throw() == value(structs));
  // The same tag with more components is another struct.
  auto uneven = vec(tagged("T", vec(1)), tagged("T", vec(1, 2)));
  CHECK(decode_fressian(encoded_fressian(uneven)).or_throw() == uneven);
}

TEST_CASE("fressian keeps what it has no code for", "[codecs]") {
  auto nan = std::numeric_limits<double>::quiet_NaN();
  auto infinity = std::numeric_limits<double>::infinity();
  for (const auto& v : std::vector<value>{
         // No CESU-8: stray bytes, surrogates written one by one.
         "\xff", "a\xc3", "\xed\xa0\xbd\xed\xb8\xa1",
         "\xed\xa0\xbd\xf0\x9f\x98\xa1", keyword("\xff/\xfe"), symbol("\xff"),
         tagged("\xff", vec(1)), tagged("uri", "\xff"),
         // A lone surrogate is Java's too.
         "\xed\xa0\xbd",
         // Names that only look like qualified ones.
         keyword("/"), keyword("a/"), keyword("/a"), keyword("a/b/c"),
         keyword(""), symbol("//"), instant(-1), instant(-1'000'001),
         instant(std::numeric_limits<std::int64_t>::min()),
         instant(std::numeric_limits<std::int64_t>::max()), U'\x10ffff',
         U'\xd800', -0.0, nan, -nan, infinity,
         // Tags that mean something, on what they do not mean it of.
         tagged("float", 0.1), tagged("float", 1e300),
         tagged("float", infinity), tagged("float", nan), tagged("float", 1),
         tagged("float", vec(1)), tagged("ints", vec(1, 1LL << 31)),
         tagged("ints", vec()), tagged("floats", vec(0.1)),
         tagged("doubles", vec(1)), tagged("longs", list(1)),
         tagged("jlist", 1), tagged("jlist", list(1)),
         tagged("jmap", map({{1, 2}})), tagged("objects", map()),
         tagged("incognito", vec("a", map())),
         tagged("incognito", vec(symbol("a"), map(), 1)),
         tagged("incognito", vec(symbol("a"), map({{1, vec(2)}}))),
         tagged("regex", 1),
         // Tags that are names of structs.
         tagged("pvec", vec(1, 2)), tagged("plist", vec(1)),
         tagged("irecord", vec()), tagged("ratio", vec(1, 2)),
         tagged("char", vec(1)), tagged("map", vec(vec(1, 2))),
         tagged("brine/tagged", vec("a", 1)), tagged("brine/instant", vec(1)),
         tagged("brine/text", vec(1)), tagged("", vec()), tagged("", value()),
         tagged("a", tagged("b", tagged("c", 1)))}) {
    INFO(to_string(v));
    auto again = decode_fressian(encoded_fressian(vec(v, v))).or_throw();
    CHECK(std::is_eq(key_compare(again, vec(v, v))));
    CHECK(to_string(again) == to_string(vec(v, v)));
  }
  CHECK(std::signbit(
    decode_fressian(encoded_fressian(-0.0)).or_throw().as_double()));
}

TEST_CASE("fressian: of equal keys the last wins", "[codecs]") {
  // To Clojure two NaN are two keys, so konserve may have written them.
  CHECK(decoded_fressian_hex("c0 e8 01 02 01 03") == "{1 3}");
  CHECK(decoded_fressian_hex("c1 e6 01 01") == "#{1}");
}

TEST_CASE("fressian is a serializer by name and id", "[codecs]") {
  auto known = builtin_codecs();
  CHECK((*known.serializers.find("fressian"))->id() == 1);
  CHECK((*known.serializers.find(1))->name() == "fressian");
  auto out = "before"s;
  REQUIRE((*known.serializers.find(1))->encode(out, 5));
  CHECK(hex(out.substr(6)) == "05");
}
