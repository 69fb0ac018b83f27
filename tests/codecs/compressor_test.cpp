// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/codecs/registry.hpp>

#include <catch2/catch.hpp>

#include <random>

#include "../hex.hpp"
#include "golden.hpp"

#ifdef BRINE_WITH_LZ4
#include <lz4frame.h>
#endif
#ifdef BRINE_WITH_ZSTD
#include <zstd.h>
#endif

using namespace brine;
using namespace brine::test;

namespace {

constexpr auto no_limit = std::size_t{1} << 30;

std::shared_ptr<const compressor> by(std::string_view name) {
  return builtin_codecs().compressors.find(name).or_throw();
}

std::vector<std::string> names() {
  const auto known = builtin_codecs();
  const auto all = known.compressors.names();
  return {all.begin(), all.end()};
}

std::string packed(const compressor& c, std::string_view plain) {
  auto out = std::string();
  c.compress(out, plain).or_throw();
  return out;
}

/// What comes out; or the error, behind what was there before.
std::string unpacked(const compressor& c, std::string_view from,
                     std::size_t limit = no_limit) {
  auto out = std::string();
  const auto done = c.decompress(out, from, limit);
  return done ? out : out + done.failure().what();
}

/// Text that can be compressed, but not to nothing.
std::string text_of(std::size_t size) {
  auto random = std::mt19937(7);
  auto text = std::string();
  while (text.size() < size)
    text += "\"field\" " + std::to_string(random() % 1000) + ", ";
  text.resize(size);
  return text;
}

std::string noise_of(std::size_t size) {
  auto random = std::mt19937(7);
  auto bytes = std::string();
  while (bytes.size() < size)
    bytes += static_cast<char>(random());
  return bytes;
}

} // namespace

TEST_CASE("what was compressed comes back", "[codecs]") {
  const auto name = GENERATE(from_range(names()));
  const auto c = by(name);
  INFO(name);
  constexpr auto mib = std::size_t{1} << 20;
  for (auto size : {std::size_t{0}, std::size_t{1}, std::size_t{100},
                    std::size_t{4096}, mib / 8 - 1, mib / 8, mib / 8 + 1,
                    4 * mib - 1, 4 * mib, 4 * mib + 1, 9 * mib})
    for (const auto& plain :
         {std::string(size, 'x'), text_of(size), noise_of(size)}) {
      auto out = std::string("before");
      REQUIRE(c->compress(out, plain));
      REQUIRE(out.starts_with("before"));
      const auto made = out.substr(6);
      CHECK(made.size() < plain.size() + plain.size() / 100 + 64);
      auto back = std::string("before");
      REQUIRE(c->decompress(back, made + "and more", no_limit));
      // Not by CHECK, which would print it.
      CHECK((back == "before" + plain));
    }
}

TEST_CASE("konserve's compressed blobs are read, and ours are the same",
          "[codecs]") {
  const auto name = GENERATE(from_range(names()));
  const auto known = builtin_codecs();
  auto with = codec{known.serializers.find("fressian").or_throw(), by(name)};
  with.compress_always = true;
  auto count = 0;
  for (const auto& blob : golden(name).blobs) {
    INFO(blob.name);
    const auto read = decode_blob(blob.bytes, {}, known).or_throw();
    CHECK(to_string(read.metadata)
          == to_string(value::map_of(blob.metadata())));
    CHECK((to_string(read.content) == to_string(blob.content())));
    const auto parts = blob.parts();
    auto metadata = std::string();
    auto content = std::string();
    auto again = std::string();
    encode_segments(
      again, with, {},
      open_segment(parts, seal_role::metadata, {}, known, metadata).or_throw(),
      open_segment(parts, seal_role::content, {}, known, content).or_throw())
      .or_throw();
    CHECK((again == blob.bytes));
    ++count;
  }
  CHECK(count == 42);
}

TEST_CASE("more than the limit is not decompressed", "[codecs]") {
  const auto name = GENERATE(from_range(names()));
  const auto c = by(name);
  constexpr auto size = std::size_t{64} << 20;
  const auto bomb = packed(*c, std::string(size, '\0'));
  CHECK(bomb.size() < size / 200);
  for (const auto limit : {std::size_t{0}, std::size_t{1}, std::size_t{1000},
                           std::size_t{5} << 20, size - 1})
    CHECK_THAT(unpacked(*c, bomb, limit),
               Catch::StartsWith("too_large: " + name + ": byte ")
                 && Catch::EndsWith(
                   " of " + std::to_string(bomb.size()) + ": more than "
                   + std::to_string(limit)
                   + " bytes come out, which is the decompression-limit"));
  CHECK(unpacked(*c, bomb, size).size() == size);
  CHECK(unpacked(*c, packed(*c, ""), 0).empty());
  auto out = std::string("before");
  CHECK(!c->decompress(out, bomb, 100));
  CHECK(out == "before");
}

TEST_CASE("cut and altered frames are damaged", "[codecs]") {
  const auto name = GENERATE(from_range(names()));
  const auto c = by(name);
  INFO(name);
  const auto damaged = "damaged: " + name + ": byte ";
  CHECK(unpacked(*c, "") == damaged + "0 of 0: no frame begins here");
  CHECK(unpacked(*c, "no frame") == damaged + "0 of 8: no frame begins here");
  for (const auto& plain : {text_of(700), noise_of(200), std::string()}) {
    const auto whole = packed(*c, plain);
    auto shorter = 0;
    for (std::size_t n = 0; n < whole.size(); ++n) {
      const auto got = unpacked(*c, whole.substr(0, n));
      shorter += got.starts_with(damaged) ? 0 : 1;
    }
    // Old lz4 frames end with a block, so one that was cut behind its header
    // or behind a block is not told from them.
    CHECK(shorter == (name != "lz4" ? 0 : plain.empty() ? 1 : 2));
    for (std::size_t i = 0; i < whole.size() * 8; ++i) {
      auto other = whole;
      other[i / 8] = static_cast<char>(other[i / 8] ^ (1 << i % 8));
      const auto got = unpacked(*c, other, 2000);
      CHECK((got.starts_with(damaged) || got.starts_with("too_large: ")
             || got.size() <= 2000));
    }
  }
}

TEST_CASE("what does not shrink is stored plain", "[codecs]") {
  const auto name = GENERATE(from_range(names()));
  const auto known = builtin_codecs();
  auto with = codec{known.serializers.find("cereal").or_throw(), by(name)};
  const auto written = [&](const value& content) {
    auto blob = std::string();
    encode_blob(blob, with, "key", {{"by", "hand"}}, content).or_throw();
    const auto back = decode_blob(blob, "key", known).or_throw();
    CHECK(back.content == content);
    CHECK(back.metadata == value{{"by", "hand"}});
    return split_blob(blob).or_throw().header.compressor;
  };
  CHECK(written("small") == 0);
  CHECK(written(std::string(1000, 'x')) == with.compressor->id());
  with.compress_always = true;
  CHECK(written("small") == with.compressor->id());
}

#ifdef BRINE_WITH_LZ4

namespace {

/// A frame as other programs make it.
std::string
frame_of(const std::string& plain, bool checksums, bool linked, bool sized) {
  auto p = LZ4F_preferences_t(LZ4F_INIT_PREFERENCES);
  p.frameInfo.blockSizeID = LZ4F_max64KB;
  p.frameInfo.blockMode = linked ? LZ4F_blockLinked : LZ4F_blockIndependent;
  if (checksums) {
    p.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
    p.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled;
  }
  p.frameInfo.contentSize = sized ? plain.size() : 0;
  auto out = std::string(LZ4F_compressFrameBound(plain.size(), &p), '\0');
  out.resize(
    LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), &p));
  return out;
}

} // namespace

TEST_CASE("lz4 writes konserve's frames", "[codecs]") {
  CHECK(by("lz4")->at_level(1).failure().what()
        == std::string("unsupported: lz4 has no levels"));
  CHECK(hex(packed(*by("lz4"), "hi"))
        == "04 22 4d 18 60 70 73 02 00 00 80 68 69 00 00 00 00");
}

TEST_CASE("lz4 reads all kinds of frames", "[codecs]") {
  const auto c = by("lz4");
  const auto plain = text_of(200000);
  for (auto kind = 0; kind < 8; ++kind) {
    const auto tells = (kind & 1) != 0 || (kind & 4) != 0;
    const auto frame =
      frame_of(plain, (kind & 1) != 0, (kind & 2) != 0, (kind & 4) != 0);
    INFO("kind " << kind);
    CHECK((unpacked(*c, frame) == plain));
    CHECK((unpacked(*c, frame + frame) == plain));
    // Without its end mark, if nothing says that there is more.
    const auto tail = std::size_t{(kind & 1) != 0 ? 8u : 4u};
    const auto cut = unpacked(*c, frame.substr(0, frame.size() - tail));
    CHECK((cut == plain) != tells);
    CHECK(cut.starts_with("damaged: lz4: byte ") == tells);
    if ((kind & 1) != 0) {
      auto altered = frame;
      altered[frame.size() / 2] ^= 1;
      CHECK(unpacked(*c, altered).starts_with("damaged: lz4: byte "));
    }
  }
}

TEST_CASE("an lz4 frame that broke off does not spoil the next one",
          "[codecs]") {
  const auto lz4 = by("lz4");
  auto sized = LZ4F_preferences_t(LZ4F_INIT_PREFERENCES);
  const auto text = text_of(1000);
  sized.frameInfo.contentSize = text.size();
  auto frame = std::string(LZ4F_compressFrameBound(text.size(), &sized), 0);
  frame.resize(LZ4F_compressFrame(frame.data(), frame.size(), text.data(),
                                  text.size(), &sized));
  CHECK(unpacked(*lz4, frame) == text);
  CHECK(unpacked(*lz4, frame.substr(0, 30)).starts_with("damaged: lz4: "));
  CHECK(unpacked(*lz4, packed(*lz4, "next")) == "next");
}

TEST_CASE("lz4 tells in which block the damage is", "[codecs]") {
  auto frame = frame_of(noise_of(200000), true, false, false);
  frame[150000] ^= 1;
  // A header of 7 bytes, blocks of 64 KiB with size and checksum; the library
  // wants each together with the next one's size.
  CHECK(unpacked(*by("lz4"), frame)
        == "damaged: lz4: byte 131099 of 200047: ERROR_blockChecksum_invalid");
}

#endif

#ifdef BRINE_WITH_ZSTD

TEST_CASE("zstd frames do not tell the size", "[codecs]") {
  for (const auto level : {1, 3, 22})
    for (const auto size : {std::size_t{100}, std::size_t{300000}}) {
      const auto frame =
        packed(*by("zstd")->at_level(level).or_throw(), text_of(size));
      CHECK(ZSTD_getFrameContentSize(frame.data(), frame.size())
            == ZSTD_CONTENTSIZE_UNKNOWN);
    }
}

TEST_CASE("zstd has levels, used side by side", "[codecs]") {
  const auto c = by("zstd");
  const auto plain = text_of(300000);
  const auto made = [&](int level) {
    auto out = packed(*c->at_level(level).or_throw(), plain);
    CHECK((unpacked(*c, out) == plain));
    return out;
  };
  const auto quick = made(1);
  const auto small = made(22);
  CHECK(small.size() < quick.size());
  CHECK((made(3) == packed(*c, plain)));
  CHECK((made(1) == quick));
  CHECK(c->at_level(0).failure().what()
        == std::string("unsupported: zstd has the levels 1 to 22, not 0"));
  CHECK(!c->at_level(23));
}

TEST_CASE("zstd reads frames that tell their size", "[codecs]") {
  for (const auto size :
       {std::size_t{0}, std::size_t{100}, std::size_t{20} << 20}) {
    const auto plain = text_of(size);
    auto frame = std::string(ZSTD_compressBound(size), '\0');
    frame.resize(
      ZSTD_compress(frame.data(), frame.size(), plain.data(), size, 3));
    CHECK((unpacked(*by("zstd"), frame) == plain));
    for (std::size_t n = 4; n < 16 && n < frame.size(); ++n)
      CHECK(unpacked(*by("zstd"), frame.substr(0, n))
              .starts_with("damaged: zstd: byte "));
  }
}

TEST_CASE("a small zstd frame cannot claim a large window", "[codecs]") {
  // Window descriptor: 2^(10 + byte / 8). Then a raw block of one byte.
  const auto frame = [](const char* window) {
    return unhex(std::string("28 b5 2f fd 00 ") + window + " 09 00 00 78");
  };
  const auto c = by("zstd");
  CHECK(unpacked(*c, frame("58")) == "x");
  CHECK(unpacked(*c, frame("68")) == "x");
  CHECK(unpacked(*c, frame("70"))
        == "damaged: zstd: byte 5 of 10: Frame requires too much memory for "
           "decoding");
}

#endif
