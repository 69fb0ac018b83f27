// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor.hpp>
#include <brine/codecs/registry.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

#include "golden.hpp"

using namespace brine;
using namespace brine::test;

namespace {

constexpr const char* cases[] = {
  "boring",      "boring-big",    "append-log-boring", "binary-boring",
  "keys-boring", "exotic-boring", "in-place-boring"};

const serializer& codec_of(const golden_blob& b) {
  static const auto known = builtin_codecs();
  return *known.serializers.find(b.parts().header.serializer).or_throw();
}

std::string encoded(const value& v) {
  auto out = std::string();
  make_cbor_serializer()->encode(out, v).or_throw();
  return out;
}

void check_values(const std::string& name, std::size_t count) {
  const auto all = golden(name);
  CHECK(all.blobs.size() == count);
  for (const auto& b : all.blobs) {
    INFO(b.name);
    auto parts = b.parts();
    auto metadata = codec_of(b).decode(parts.metadata).or_throw();
    CHECK(to_string(metadata) == to_string(value::map_of(b.metadata())));
    if (b.is_binary())
      continue;
    auto content = codec_of(b).decode(parts.content).or_throw();
    CHECK(to_string(content) == to_string(b.content()));
    auto again = make_cbor_serializer()->decode(encoded(content)).or_throw();
    CHECK(to_string(again) == to_string(content));
  }
}

} // namespace

TEST_CASE("konserve's CBOR has the values konserve says", "[codecs]") {
  check_values("boring", 124);
  check_values("boring-big", 3);
  check_values("append-log-boring", 21);
  check_values("binary-boring", 6);
  check_values("keys-boring", 37);
  check_values("exotic-boring", 30);
  check_values("in-place-boring", 3);
  check_values("cbor", 124);
}

TEST_CASE("metadata has the bytes that konserve gives it", "[codecs]") {
  std::string others;
  for (const auto* name : cases)
    for (const auto& b : golden(name).blobs) {
      auto out = std::string();
      make_cbor_serializer()->encode_entries(out, b.metadata()).or_throw();
      if (out != b.parts().metadata)
        others += b.name + "\n";
    }
  // Keys that are maps and sets of several entries have an order of their own.
  CHECK(others
        == "keys-boring {:a {:b #{1 2}}, \"x\" [nil]}\n"
           "keys-boring #{1 3 2}\n"
           "keys-boring #{#{:y} :x}\n");
}

TEST_CASE("values have the bytes that konserve gives them", "[codecs]") {
  std::string others;
  auto count = 0;
  for (const auto* name : cases)
    for (const auto& b : golden(name).blobs) {
      // Behind the value there may be an index, or what was there before.
      if (b.is_binary() || !one_order(b.content()))
        continue;
      ++count;
      if (!b.parts().content.starts_with(encoded(b.content())))
        others += b.name + "\n";
    }
  CHECK(count == 147);
  // Big integers that are small, metadata of values, and references to strings
  // are not kept.
  CHECK(others
        == "boring :small-bigint\n"
           "boring :kws-40-twice\n"
           "boring :nskws-40-twice\n"
           "boring :kws-200-twice\n"
           "boring-big :bytes-70000\n"
           "boring-big :vec-2000\n"
           "exotic-boring :biginteger-small\n"
           "exotic-boring :with-meta\n");
}
