// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <map>

#include "../core/generate.hpp"
#include "all_codecs.hpp"

// Every serializer with every compressor and every encryptor, on values of
// every kind.

using namespace brine;
using namespace brine::test;

namespace {

/// Values of one kind, the same in every run.
template <class T>
std::vector<value> some(const rc::Gen<T>& gen) {
  std::vector<value> all;
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    all.emplace_back(gen(rc::Random(seed), static_cast<int>(seed * 8)).value());
  return all;
}

rc::Gen<value> nested_only(kind k) {
  return rc::gen::suchThat(generate::nested(3),
                           [k](const value& v) { return v.kind() == k; });
}

std::map<std::string, std::vector<value>> values_by_kind() {
  const auto as_value = [](const auto& gen) {
    return rc::gen::map(gen, [](const auto& x) { return value(x); });
  };
  const auto named = [&](value (*make)(std::string_view)) {
    return rc::gen::map(generate::name(),
                        [make](const std::string& s) { return make(s); });
  };
  auto all = std::map<std::string, std::vector<value>>{
    {"nil", {value()}},
    {"boolean", {true, false}},
    {"integer", some(generate::integer())},
    {"big integer", some(as_value(generate::any_big_integer()))},
    {"double", some(generate::real())},
    {"decimal", some(as_value(generate::any_decimal()))},
    {"ratio", some(as_value(generate::any_ratio()))},
    {"character", some(generate::code_point())},
    {"string", some(generate::text())},
    {"symbol", some(named(symbol))},
    {"keyword", some(named(keyword))},
    {"instant",
     some(rc::gen::map(generate::integer(),
                       [](std::int64_t us) { return value(instant(us)); }))},
    {"uuid", some(as_value(generate::any_uuid()))},
    {"bytes", some(as_value(generate::raw_bytes()))},
    {"list", some(nested_only(kind::list))},
    {"vector", some(nested_only(kind::vector))},
    {"map", some(nested_only(kind::map))},
    {"set", some(nested_only(kind::set))},
    {"tagged", some(nested_only(kind::tagged))},
  };
  for (const auto* text : {"()",
                           "[]",
                           "{}",
                           "#{}",
                           R"("")",
                           R"(#bytes "")",
                           "##NaN",
                           "##Inf",
                           "##-Inf",
                           "-0.0",
                           "0.0",
                           "[[] {} #{} ()]",
                           "9223372036854775808N",
                           "-170141183460469231731687303715884105729N",
                           "1/3",
                           "1.50M",
                           "1E+40M",
                           "\"\xf0\x9f\x98\x80 \xe2\x82\xac\"",
                           "\\\xf0\x9f\x98\x80",
                           "#float 1.5",
                           R"(#inst "2024-02-29T23:59:59.999999-00:00")",
                           R"(#inst "0001-01-01T00:00:00.000-00:00")",
                           "#incognito [a.B {:x 1}]",
                           R"(#uri "http://example.org")",
                           "#ints [1 2]",
                           "#my/tag [1 2]",
                           "#my/tag nil",
                           "{[1] (1), #{1} 1}"})
    all["edges"].push_back(parse_edn(text).or_throw());
  // What compresses well.
  all["edges"].emplace_back(std::string(10'000, 'x'));
  return all;
}

/// Collections of one item each, so deep.
value deep(std::size_t depth) {
  auto v = value(1);
  for (std::size_t i = 0; i < depth; ++i)
    v = i % 2 == 0 ? vec(v) : map({{"a", v}});
  return v;
}

} // namespace

TEST_CASE("every kind of value survives every serializer, compressor and "
          "encryptor",
          "[codecs]") {
  const auto known = all_codecs();
  for (const auto& with : every_codec(known)) {
    INFO(name_of(with));
    for (const auto& [kind, values] : values_by_kind()) {
      INFO(kind);
      for (const auto& v : values) {
        std::string blob;
        const auto made = encode_blob(blob, with, "key", {{"a", v}}, v);
        if (!made)
          FAIL(to_string(v) << ": " << made.failure().what());
        const auto back = decode_blob(blob, "key", known);
        if (!back)
          FAIL(to_string(v) << ": " << back.failure().what());
        CHECK(to_string(back->content) == to_string(v));
        CHECK(std::is_eq(key_compare(back->content, v)));
        CHECK(to_string(back->metadata) == to_string(map({{"a", v}})));
      }
    }
  }
}

TEST_CASE("collections nest 1024 deep in every serializer, and not deeper",
          "[codecs]") {
  const auto known = all_codecs();
  for (const auto& with : every_serializer(known)) {
    INFO(with->name());
    std::string bytes;
    REQUIRE(with->encode(bytes, deep(max_nesting)));
    const auto back = with->decode(bytes);
    REQUIRE(back);
    CHECK(to_string(*back) == to_string(deep(max_nesting)));
    std::string none = "before";
    for (auto depth : {max_nesting + 1, max_nesting + 2, 50 * max_nesting}) {
      const auto done = with->encode(none, deep(depth));
      REQUIRE(!done);
      CHECK(done.failure().code() == errc::too_large);
      CHECK(done.failure().message().find(with->name()) == 0);
      CHECK(none == "before");
    }
  }
}

TEST_CASE(
  "a value that does not shrink is stored plain, and the header says so",
  "[codecs]") {
  const auto known = all_codecs();
  for (const auto& name : known.compressors.names()) {
    INFO(name);
    auto with =
      codec{*known.serializers.find("cereal"), *known.compressors.find(name)};
    std::string small;
    std::string large;
    encode_blob(small, with, {}, {}, "ab").or_throw();
    encode_blob(large, with, {}, {}, std::string(1000, 'a')).or_throw();
    CHECK(split_blob(small)->header.compressor == 0);
    CHECK(split_blob(large)->header.compressor == with.compressor->id());
    CHECK(large.size() < 100);
    with.compress_always = true;
    small.clear();
    encode_blob(small, with, {}, {}, "ab").or_throw();
    CHECK(split_blob(small)->header.compressor == with.compressor->id());
    CHECK(decode_blob(small, {}, known)->content == value("ab"));
  }
}

TEST_CASE("metadata is refused that is too large once it is sealed",
          "[codecs]") {
  const auto known = all_codecs();
  const auto with = codec{
    *known.serializers.find("cereal"), {}, *known.encryptors.find("aes-gcm")};
  const auto limit = std::size_t{1} << 24;
  const auto overhead = with.encryptor->sealed_size(0);
  for (auto size : {limit - overhead - 1, limit - overhead, limit - 1}) {
    std::string blob;
    const auto done =
      encode_segments(blob, with, "key", std::string(size, 'm'), "content");
    CHECK(done.ok() == (size + overhead < limit));
    if (done) {
      CHECK(split_blob(blob)->metadata.size() == size + overhead);
      continue;
    }
    CHECK(done.failure().code() == errc::too_large);
    CHECK(blob.empty());
  }
}

TEST_CASE("metadata is read without looking at the value", "[codecs]") {
  const auto known = all_codecs();
  for (const auto& with : every_codec(known)) {
    INFO(name_of(with));
    std::string blob;
    encode_blob(blob, with, "key", {{"by", "me"}}, std::string(100, 'v'))
      .or_throw();
    const auto whole = split_blob(blob).or_throw();
    blob.resize(blob.size() - whole.content.size());
    const auto cut = split_blob(blob).or_throw();
    CHECK(decode_metadata(cut, "key", known).or_throw() == value{{"by", "me"}});
  }
}
