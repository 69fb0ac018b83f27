// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "../hex.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// Stores edn text, under an id of a user.
class text_serializer final : public serializer {
public:
  explicit text_serializer(std::uint8_t id = 200) : id_(id) {}

  std::string_view name() const noexcept override {
    return "text";
  }

  std::uint8_t id() const noexcept override {
    return id_;
  }

  result<void> encode(std::string& out, const value& v) const override {
    if (v.is_symbol())
      return error(errc::unsupported, "symbols");
    write_edn(out, v);
    return {};
  }

  result<value> decode(std::string_view from) const override {
    return value(from);
  }

private:
  std::uint8_t id_;
};

std::string blob_of(const value& metadata, const value& content) {
  auto out = std::string();
  encode_blob(out, {make_portable_serializer()}, {}, metadata, content)
    .or_throw();
  return out;
}

std::string decoded(std::string_view blob) {
  auto r = decode_blob(blob, {}, builtin_codecs());
  if (!r)
    return r.failure().what();
  return to_string(r->metadata) + " " + to_string(r->content);
}

} // namespace

TEST_CASE("a blob is header, metadata and value", "[codecs]") {
  CHECK(hex(blob_of({}, "hi"))
        == "01 40 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
           "01 82 68 69");
  auto blob = blob_of({{"a", 1}}, value());
  auto parts = split_blob(blob);
  REQUIRE(parts);
  CHECK(parts->header == blob_header{64, 0, 0, 5});
  CHECK(hex(parts->metadata) == "01 a1 81 61 01");
  CHECK(hex(parts->content) == "01 c0");
  CHECK(decoded(blob) == "{\"a\" 1} nil");
  CHECK(blob_of(map(), "hi") == blob_of({}, "hi"));
}

TEST_CASE("a blob that cannot be says why", "[codecs]") {
  auto blob = blob_of({{"a", 1}}, "hi");
  auto with = [&](std::size_t at, int byte) {
    auto copy = blob;
    copy[at] = static_cast<char>(byte);
    return decoded(copy);
  };
  CHECK(with(0, 2)
        == "newer_format: blob: byte 0 of 29: layout version 2, expected 1");
  CHECK(
    with(1, 99)
    == "unsupported: blob: byte 1 of 29: written by the serializer with id 99, "
       "which is not known here");
  CHECK(
    with(2, 9)
    == "unsupported: blob: byte 2 of 29: written by the compressor with id 9, "
       "which is not known here");
  CHECK(
    with(3, 9)
    == "unsupported: blob: byte 3 of 29: written by the encryptor with id 9, "
       "which is not known here");
  CHECK(
    with(4, 1)
    == "damaged: blob: byte 4 of 29: metadata of 16777221 bytes do not fit in");
  CHECK(with(20, 0)
        == "damaged: cereal: byte 1 of 5: not as cereal begins here");
  CHECK(decoded(blob.substr(0, 7))
        == "damaged: blob: byte 7 of 7: a header takes 20 bytes");
  for (std::size_t n = 0; n < blob.size(); ++n)
    CHECK(decoded(blob.substr(0, n)).starts_with("damaged: "));
  auto no_map = blob;
  no_map.replace(20, 5, unhex("01 b3 01 01 01"));
  CHECK(decoded(no_map)
        == "damaged: blob: byte 20 of 29: the metadata is no map");
}

TEST_CASE("a codec that is not there names itself and what would bring it",
          "[codecs]") {
  const auto why = [](const auto& r) { return r.failure().message(); };
  const auto none = codec_registry();
#ifdef BRINE_WITH_ZSTD
  CHECK(why(none.compressors.find("zstd")) == "zstd is not among those given");
#else
  CHECK(why(none.compressors.find("zstd"))
        == "zstd is not built in: configure brine with BRINE_WITH_ZSTD=ON");
#endif
#ifdef BRINE_WITH_OPENSSL
  CHECK(why(none.encryptors.find("aes-gcm")) == "aes-gcm has no key here");
  CHECK(why(none.encryptors.find(1))
        == "written by the encryptor with id 1: aes-cbc has no key here");
#else
  CHECK(why(none.encryptors.find(1))
        == "written by the encryptor with id 1: aes-cbc is not built in: "
           "configure brine with BRINE_WITH_OPENSSL=ON");
#endif
  CHECK_THAT(why(builtin_codecs().serializers.find("xml")),
             Catch::StartsWith("there is no serializer xml: choose cereal, "));
}

TEST_CASE("a serializer that cannot leaves no trace in a blob", "[codecs]") {
  auto out = std::string("before");
  auto r = encode_blob(out, {std::make_shared<text_serializer>()}, {}, {},
                       symbol("x"));
  REQUIRE(!r);
  CHECK(r.failure().code() == errc::unsupported);
  CHECK(out == "before");
}

TEST_CASE("users add serializers by a call", "[codecs]") {
  auto known = builtin_codecs();
  CHECK(known.serializers.names().front() == "cereal");
  REQUIRE(known.serializers.find("cereal"));
  CHECK((*known.serializers.find("cereal"))->id() == portable_id);
  CHECK(!known.serializers.find("text"));
  REQUIRE(known.serializers.add(std::make_shared<text_serializer>()));
  auto blob = std::string();
  REQUIRE(encode_blob(blob, {*known.serializers.find("text")}, {}, {}, 42));
  auto r = decode_blob(blob, {}, known);
  REQUIRE(r);
  CHECK(r->content == value("42"));
  CHECK(!builtin_codecs().serializers.find("text"));
}

TEST_CASE("a serializer whose name or id is taken is refused", "[codecs]") {
  auto known = builtin_codecs();
  auto r = known.serializers.add(make_portable_serializer());
  REQUIRE(!r);
  CHECK(r.failure().code() == errc::bad_argument);
  CHECK(r.failure().message()
        == "serializer cereal with id 64 clashes with cereal with id 64");
}

TEST_CASE("a null codec is refused, and so is one whose id is not for users",
          "[codecs]") {
  auto known = builtin_codecs();
  const auto why = [](const result<void>& r) {
    return r ? "none" : std::string(r.failure().what());
  };
  CHECK(why(known.serializers.add(nullptr))
        == "bad_argument: the serializer to add is null");
  CHECK(why(known.compressors.add(nullptr))
        == "bad_argument: the compressor to add is null");
  CHECK(why(known.encryptors.add(nullptr))
        == "bad_argument: the encryptor to add is null");
  for (const auto id : {4, 5, 63, 66, 127})
    CHECK(why(known.serializers.add(
            std::make_shared<text_serializer>(std::uint8_t(id))))
          == "bad_argument: serializer text cannot have id "
               + std::to_string(id) + ": those of users are 128 to 255");
  CHECK(known.serializers.names() == builtin_codecs().serializers.names());
  // Not even where brine's own is not there.
  auto none = codec_registry();
  CHECK(!none.serializers.add(std::make_shared<text_serializer>(portable_id)));
  CHECK(none.serializers.add(make_portable_serializer()));
  CHECK(none.serializers.add(std::make_shared<text_serializer>(128)));
  CHECK(known.serializers.add(std::make_shared<text_serializer>(255)));
}

TEST_CASE("docs/codecs.md shows a blob as it is", "[codecs]") {
  auto in = std::ifstream(BRINE_SOURCE_DIR "/docs/codecs.md");
  auto line = std::string();
  auto blob = std::string();
  auto expected = std::string();
  while (std::getline(in, line) && line != "## Example") {
  }
  // Lines of the example: four blanks, hex digits, two blanks, a remark.
  while (std::getline(in, line) && !line.starts_with("## ")) {
    if (line.starts_with("Metadata `") || line.starts_with("Value `"))
      expected +=
        (expected.empty() ? "" : " ")
        + line.substr(line.find('`') + 1, line.rfind('`') - line.find('`') - 1);
    if (line.starts_with("    ") && line.find("  ", 4) != std::string::npos)
      blob += unhex(line.substr(4, line.find("  ", 4) - 4));
  }
  CHECK(!expected.empty());
  CHECK(decoded(blob) == expected);
  auto r = decode_blob(blob, {}, builtin_codecs());
  REQUIRE(r);
  CHECK(hex(blob_of(r->metadata, r->content)) == hex(blob));
}

namespace {

/// Says that every value takes so many bytes.
class wide_serializer final : public serializer {
public:
  explicit wide_serializer(std::size_t size) : size_(size) {}

  std::string_view name() const noexcept override {
    return "wide";
  }

  std::uint8_t id() const noexcept override {
    return 201;
  }

  result<void> encode(std::string& out, const value&) const override {
    out.resize(out.size() + size_);
    return {};
  }

  result<value> decode(std::string_view) const override {
    return value();
  }

private:
  std::size_t size_;
};

} // namespace

TEST_CASE("a value of more than a gigabyte is refused, and leaves nothing",
          "[codecs]") {
  const auto gib = std::size_t{1} << 30;
  std::string out = "before";
  CHECK(encode_blob(out, {std::make_shared<wide_serializer>(gib + 100)}, {}, {},
                    1));
  out.resize(6);
  auto done = encode_blob(
    out, {std::make_shared<wide_serializer>(gib + 100'000)}, {}, {}, 1);
  REQUIRE(!done);
  CHECK(done.failure().code() == errc::too_large);
  CHECK(out == "before");
}
