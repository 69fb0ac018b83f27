// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

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

/// Names the part of the codec that refused it.
bool names_codec(const error& e, const codec& with) {
  const auto has = [&](std::string_view name) {
    return e.message().find(name) != std::string::npos;
  };
  return e.code() == errc::wrong_secret || has("blob")
         || has(with.serializer->name())
         || (with.compressor && has(with.compressor->name()))
         || (with.encryptor && has(with.encryptor->name()));
}

/// Whether bytes that were tampered with are known for it, in any codec.
bool authenticates(const codec& with) {
  return with.encryptor && with.encryptor->name() == "aes-gcm";
}

void check_damaged(const std::string& blob, const codec& with,
                   const codec_registry& known) {
  const auto r = decode_blob(blob, "key", known);
  if (r) {
    // Without a checksum of its own, a codec may find another value.
    CHECK(!authenticates(with));
    return;
  }
  INFO(r.failure().what());
  CHECK(names_codec(r.failure(), with));
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
      f(blob, with, known);
    }
  }
}

} // namespace

TEST_CASE("a blob cut off at any byte is an error that names the codec, or a "
          "value that a checksum would have refused",
          "[codecs]") {
  for_each_blob([](const std::string& blob, const codec& with,
                   const codec_registry& known) {
    for (std::size_t n = 0; n < blob.size(); ++n)
      check_damaged(blob.substr(0, n), with, known);
  });
}

TEST_CASE("so is a blob with any bit flipped", "[codecs]") {
  for_each_blob([](const std::string& blob, const codec& with,
                   const codec_registry& known) {
    // The header's codecs are another test's.
    for (std::size_t at = 4; at < blob.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        auto changed = blob;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        check_damaged(changed, with, known);
      }
  });
}

TEST_CASE("errors of serializers say where", "[codecs]") {
  const auto known = all_codecs();
  for (const auto& with : every_serializer(known)) {
    INFO(with->name());
    std::string bytes;
    with->encode(bytes, vec(1, "two", 3)).or_throw();
    auto said = 0;
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      const auto r = with->decode(std::string_view(bytes).substr(0, n));
      if (r)
        continue;
      ++said;
      INFO(r.failure().what());
      CHECK(r.failure().code() == errc::damaged);
      CHECK(r.failure().message().find(std::string(with->name()) + ": byte ")
            == 0);
    }
    CHECK(said > 0);
  }
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

TEST_CASE("a codec that is not there names itself and what would bring it",
          "[codecs]") {
  const auto none = codec_registry();
  const auto why = [](const auto& r) { return r.failure().message(); };
  CHECK(why(none.compressors.find("zstd"))
        == "zstd is not built in: configure brine with BRINE_WITH_ZSTD=ON");
  CHECK(why(none.compressors.find(1))
        == "the blob was written by the compressor with id 1, lz4 is not built "
           "in: configure brine with BRINE_WITH_LZ4=ON");
  CHECK(why(none.encryptors.find("aes-gcm")).find("BRINE_WITH_OPENSSL")
        != std::string::npos);
  CHECK(why(builtin_codecs().serializers.find("xml")).find("cereal, ")
        != std::string::npos);
}
