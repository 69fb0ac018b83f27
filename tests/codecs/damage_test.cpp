// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_gcm.hpp>
#include <brine/codecs/blob.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <regex>

#include "all_codecs.hpp"

// Blobs that were cut or changed.

using namespace brine;
using namespace brine::test;

namespace {

std::vector<value> documents() {
  std::vector<value> all;
  for (const auto* text :
       {R"({"name" "Alice", :tags [:x :y :x], :score 1.5, :n 123456789})",
        R"([nil true 1/3 1.5M 5 -70000 99999999999999999999N \a sym (1 2)])",
        R"(#{#inst "2024-02-29T12:00:00.000-00:00" #bytes "00ff" #my/tag {}})",
        "{#uuid \"242525f1-8ed7-5979-9232-6992dd1e11e4\" "
        "\"\xf0\x9f\x98\x80\"}"})
    all.push_back(parse_edn(text).or_throw());
  all.emplace_back(std::string(300, 'a'));
  return all;
}

/// What may refuse it: "blob", and the parts of the codec its header names.
std::vector<std::string>
refusers(std::string_view blob, const codec_registry& known) {
  auto all = std::vector<std::string>{"blob"};
  const auto add = [&](const auto& parts, std::size_t at) {
    if (blob.size() <= at)
      return;
    if (const auto found = parts.find(static_cast<std::uint8_t>(blob[at])))
      all.emplace_back((*found)->name());
  };
  add(known.serializers, 1);
  add(known.compressors, 2);
  add(known.encryptors, 3);
  return all;
}

/// Whether it says "<name>: byte <offset> of <size>: <why>".
bool says_where(const error& e, const std::vector<std::string>& names) {
  static const auto form = std::regex(
    "([^:]+): byte ([0-9]+) of ([0-9]+): [^]+", std::regex::optimize);
  std::smatch found;
  return std::regex_match(e.message(), found, form)
         && std::find(names.begin(), names.end(), found[1]) != names.end()
         && std::stoull(found[2]) <= std::stoull(found[3]);
}

/// Whether its header names the encryptor that knows what was tampered with.
bool authenticates(std::string_view blob) {
  return blob.size() > 3 && static_cast<std::uint8_t>(blob[3]) == aes_gcm_id;
}

void check_damaged(const std::string& blob, const codec_registry& known) {
  const auto r = decode_blob(blob, "key", known);
  // Without a checksum of its own, a codec may find another value.
  const auto good =
    r ? !authenticates(blob) : says_where(r.failure(), refusers(blob, known));
  if (good)
    return;
  INFO((r ? "a value" : r.failure().what()));
  CHECK(good);
}

template <class F>
void for_each_blob(F f) {
  const auto known = all_codecs();
  for (auto with : every_codec(known)) {
    INFO(name_of(with));
    with.compress_always = true;
    for (const auto& document : documents()) {
      std::string blob;
      encode_blob(blob, with, "key", {{"a", 1}}, document).or_throw();
      f(blob, known);
    }
  }
}

} // namespace

TEST_CASE("a blob cut off at any byte is an error that names the codec and "
          "the offset, or a value that a checksum would have refused",
          "[codecs]") {
  for_each_blob([](const std::string& blob, const codec_registry& known) {
    for (std::size_t n = 0; n < blob.size(); ++n)
      check_damaged(blob.substr(0, n), known);
  });
}

TEST_CASE("so is a blob with any bit flipped", "[codecs]") {
  for_each_blob([](const std::string& blob, const codec_registry& known) {
    for (std::size_t at = 0; at < blob.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        auto changed = blob;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        check_damaged(changed, known);
      }
  });
}

TEST_CASE("huge numbers in a ratio or decimal are refused before they are "
          "reckoned with",
          "[codecs]") {
  const auto known = builtin_codecs();
  const auto refused = [&](std::string_view serializer, std::string bytes) {
    const auto r = (*known.serializers.find(serializer))->decode(bytes);
    return !r && r.failure().code() == errc::damaged;
  };
  const auto ones = std::string(1 << 20, '\x01');
  const auto size = std::string("\x80\x80\x40", 3); // 1 MiB as a varint
  const auto big = "\xc5" + std::string(1, '\0') + size + ones;
  CHECK(refused("cereal", "\x01\xc8" + big + big));
  CHECK(refused("cereal", "\x01\xc7\x02" + big));
  const auto bytes = std::string("\x5a\x00\x10\x00\x00", 5) + ones;
  CHECK(refused("cbor", "\xd8\x1e\x82\xc2" + bytes + "\xc2" + bytes));
  CHECK(refused("cbor", "\xc4\x82\x01\xc2" + bytes));
}
