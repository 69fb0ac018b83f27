// SPDX-License-Identifier: MIT
#include <brine/codecs/cereal_value.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>
#include <cereal/archives/portable_binary.hpp>

#include <sstream>

#include "../core/generate.hpp"

using namespace brine;

namespace {

std::string encoded(const value& v) {
  auto out = std::string();
  encode_portable(out, v).or_throw();
  return out;
}

} // namespace

TEST_CASE("any value decodes to itself", "[codecs]") {
  CHECK(rc::check([](const value& v) {
    auto again = decode_portable(encoded(v)).or_throw();
    RC_ASSERT(std::is_eq(key_compare(again, v)));
    RC_ASSERT(to_string(again) == to_string(v));
  }));
}

TEST_CASE("any value has the bytes of cereal's own archive", "[codecs]") {
  CHECK(rc::check([](const value& v) {
    auto out = std::stringstream();
    using archive = cereal::PortableBinaryOutputArchive;
    archive(out, archive::Options::LittleEndian())(v);
    RC_ASSERT(out.str() == encoded(v));
    auto again = value();
    cereal::PortableBinaryInputArchive in(out);
    in(again);
    RC_ASSERT(to_string(again) == to_string(v));
  }));
}

TEST_CASE("no bytes do a decoder harm", "[codecs]") {
  CHECK(rc::check("random bytes", [](const std::string& bytes) {
    (void)decode_portable("\x01" + bytes).ok();
  }));
  CHECK(rc::check("every beginning of a value", [](const value& v) {
    auto bytes = encoded(v);
    for (std::size_t n = 0; n < bytes.size(); ++n)
      RC_ASSERT(!decode_portable(std::string_view(bytes).substr(0, n)));
  }));
  CHECK(rc::check("a value with one byte changed", [](const value& v) {
    auto bytes = encoded(v);
    auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = *rc::gen::arbitrary<char>();
    if (auto other = decode_portable(bytes))
      RC_ASSERT(encoded(*other).size() <= bytes.size());
  }));
}
