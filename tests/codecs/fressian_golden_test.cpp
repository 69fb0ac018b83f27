// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/codecs/fressian.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

#include "../file_bytes.hpp"

// fressian that konserve wrote; tests/data/README.md tells what is there.

using namespace brine;
using namespace brine::test;

namespace {

std::string directory(std::string_view store) {
  return BRINE_SOURCE_DIR "/tests/data/konserve/" + std::string(store) + "/";
}

value edn(const value& text) {
  return parse_edn(text.as_string()).or_throw();
}

/// Calls `f` with each entry of expected.json and its blob.
template <class F>
void for_each_blob(F f) {
  for (auto store : {"fressian", "fressian-big", "append-log", "async",
                     "binary", "keys", "nested-ops", "records",
                     "exotic-fressian", "in-place", "header8", "leftovers"}) {
    auto all =
      parse_json(bytes_of(directory(store) + "expected.json")).or_throw();
    for (const auto& e : all["entries"].items()) {
      INFO(store << " " << e["key"]);
      f(e, bytes_of(directory(store) + "store/"
                    + std::string(e["file"].as_string())));
    }
  }
}

/// Whether maps and sets in it have one order.
bool one_order(const value& v) {
  if (v.is_tagged())
    return one_order(v.untagged());
  if ((v.is_map() || v.is_set()) && v.size() > 1)
    return false;
  if (v.is_map())
    return v.size() == 0
           || (one_order(v.entries()[0].key) && one_order(v.entries()[0].val));
  auto items = v.is_list() || v.is_vector() || v.is_set()
                 ? v.items()
                 : std::span<const value>();
  return std::all_of(items.begin(), items.end(), one_order);
}

std::string encoded(const value& v) {
  auto out = std::string();
  encode_fressian(out, v).or_throw();
  return out;
}

/// In the order in which konserve writes it.
std::string encoded_metadata(const value& metadata) {
  auto out = std::string();
  auto entries = std::vector<entry>();
  for (auto name : {"key", "type", "last-write"})
    entries.emplace_back(keyword(name), metadata[keyword(name)]);
  REQUIRE(metadata.size() == entries.size());
  encode_fressian_entries(out, entries).or_throw();
  return out;
}

} // namespace

TEST_CASE("fressian of konserve's decodes to what konserve read", "[codecs]") {
  auto blobs = 0;
  for_each_blob([&](const value& e, const std::string& blob) {
    ++blobs;
    auto parts = split_blob(blob).or_throw();
    CHECK(parts.header.serializer == fressian_id);
    auto metadata = decode_fressian(parts.metadata).or_throw();
    CHECK(to_string(metadata) == to_string(edn(e["meta"])));
    if (e["type"] == value("binary"))
      return;
    auto v = decode_fressian(parts.content).or_throw();
    CHECK(to_string(v) == to_string(edn(e["value"])));
    CHECK(to_string(decode_fressian(encoded(v)).or_throw()) == to_string(v));
  });
  CHECK(blobs == 258);
}

TEST_CASE("expected.edn says the same", "[codecs]") {
  auto all =
    parse_edn(bytes_of(directory("fressian") + "expected.edn")).or_throw();
  for (const auto& e : all.items()) {
    auto blob = bytes_of(directory("fressian") + "store/"
                         + std::string(e["file"_kw].as_string()));
    auto parts = split_blob(blob).or_throw();
    if (e.contains("value"_kw))
      CHECK(decode_fressian(parts.content).or_throw() == e["value"_kw]);
  }
}

TEST_CASE("fressian gets konserve's bytes again where there is one order",
          "[codecs]") {
  auto same = 0;
  for_each_blob([&](const value& e, const std::string& blob) {
    auto parts = split_blob(blob).or_throw();
    auto metadata = decode_fressian(parts.metadata).or_throw();
    if (one_order(metadata["key"_kw])) {
      CHECK(encoded_metadata(metadata) == parts.metadata);
      ++same;
    }
    // Small big integers are integers here.
    if (e["type"] == value("binary") || e["value"] == value("5N")
        || e["value"] == value("7N"))
      return;
    auto v = decode_fressian(parts.content).or_throw();
    auto bytes = encoded(v);
    // Writes in place leave more behind it.
    if (one_order(v)) {
      CHECK(bytes == parts.content.substr(0, bytes.size()));
      ++same;
    }
  });
  CHECK(same == 427);
}

TEST_CASE("fressian of konserve's, cut or with a bit flipped, does no harm",
          "[codecs]") {
  auto check = [](std::string_view bytes) {
    auto r = decode_fressian(bytes);
    if (!r && !r.failure().message().starts_with("fressian: byte "))
      FAIL(r.failure().what());
  };
  for_each_blob([&](const value&, const std::string& blob) {
    auto bytes = std::string(split_blob(blob).or_throw().content);
    if (bytes.size() > 300)
      return;
    for (std::size_t n = 0; n < bytes.size(); ++n)
      check(std::string_view(bytes).substr(0, n));
    for (auto& byte : bytes)
      for (auto bit = 1; bit < 256; bit *= 2) {
        byte = static_cast<char>(byte ^ bit);
        check(bytes);
        byte = static_cast<char>(byte ^ bit);
      }
  });
}
