// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/core/document.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "keyring_of.hpp"

using namespace brine;
using namespace brine::test;

namespace {

constexpr auto key = std::string_view("key");

codec_registry knowing(const std::shared_ptr<const encryptor>& by) {
  auto known = builtin_codecs();
  if (by)
    known.encryptors.add(by).or_throw();
  return known;
}

const auto metadata = value{{"by", "test"}};
const auto content = value(std::string(1000, 'x'));

std::string blob_by(const std::shared_ptr<const encryptor>& by,
                    const value& custom, bool compressed) {
  const auto known = builtin_codecs();
  auto with = codec{*known.serializers.find("cereal")};
  with.encryptor = by;
  if (const auto found = known.compressors.find("lz4"); found && compressed)
    with.compressor = *found;
  auto blob = std::string();
  encode_blob(blob, with, key, custom, content).or_throw();
  return blob;
}

result<void>
reseal(std::string& out, const std::string& blob, const encryptor& by,
       const codec_registry& known, std::string_view place = key) {
  return reseal_blob(out, split_blob(blob).or_throw(), by, place, known);
}

} // namespace

TEST_CASE("a blob is sealed anew, whatever sealed it before", "[codecs]") {
  const auto old = make_aes_gcm(keyring_of("a"));
  const auto fresh = make_aes_gcm(keyring_of("b"));
  for (const auto& by : {std::shared_ptr<const encryptor>(), old, fresh})
    for (const auto& custom : {value(), metadata})
      for (auto compressed : {false, true}) {
        const auto before = blob_by(by, custom, compressed);
        auto made = std::string("before ");
        reseal(made, before, *fresh, knowing(by)).or_throw();
        REQUIRE(made.starts_with("before "));
        const auto blob = made.substr(7);
        const auto found = decode_blob(blob, key, knowing(fresh)).or_throw();
        CHECK(found.metadata == custom);
        CHECK(found.content == content);
        CHECK(decode_blob(blob, "other", knowing(fresh)).failure().code()
              == errc::damaged);
        auto header = split_blob(before)->header;
        header.encryptor = aes_gcm_id;
        header.metadata_size =
          static_cast<std::uint32_t>(split_blob(blob)->metadata.size());
        CHECK(split_blob(blob)->header == header);
      }
}

TEST_CASE("a blob that cannot be opened is not sealed anew", "[codecs]") {
  const auto old = make_aes_gcm(keyring_of("a"));
  const auto fresh = make_aes_gcm(keyring_of("b"));
  const auto blob = blob_by(old, metadata, false);
  const auto fails = [&](const std::string& from, const auto& known,
                         std::string_view place = key) {
    auto out = std::string("kept");
    const auto done = reseal(out, from, *fresh, known, place);
    CHECK(out == "kept");
    return done ? errc{} : done.failure().code();
  };
  CHECK(fails(blob, knowing(fresh)) == errc::wrong_secret);
  CHECK(fails(blob, knowing({})) == errc::unsupported);
  CHECK(fails(blob, knowing(old), "other") == errc::damaged);
  const auto begin = blob_header_size + 8; // behind the id of its key
  for (auto at : {begin, blob.size() - 1}) {
    auto altered = blob;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    CHECK(fails(altered, knowing(old)) == errc::damaged);
  }
}
