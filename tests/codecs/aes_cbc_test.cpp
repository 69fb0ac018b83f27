// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_cbc.hpp>
#include <brine/codecs/blob.hpp>
#include <brine/codecs/portable.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "../hex.hpp"
#include "golden.hpp"

using namespace brine;
using namespace brine::test;

namespace {

using shared_seal = std::shared_ptr<const encryptor>;

constexpr std::size_t salt_size = sizeof(aes_cbc_salt);

/// Those of konserve's stores that are encrypted.
const auto encrypted_stores = {"aes",
                               "append-log-lz4-aes",
                               "binary-lz4-aes",
                               "boring-lz4-aes",
                               "lz4-aes",
                               "zstd-aes"};

shared_seal
by_key(const value& key, const std::optional<aes_cbc_salt>& salt = {}) {
  return make_aes_cbc(key, java_version::java19, salt).or_throw();
}

aes_cbc_salt salt_of(std::string_view sealed) {
  auto salt = aes_cbc_salt();
  std::copy_n(sealed.begin(), salt.size(), salt.begin());
  return salt;
}

std::string seal(const shared_seal& by, std::string_view plain) {
  auto out = std::string();
  by->seal(out, plain, {}).or_throw();
  return out;
}

std::string unseal(const shared_seal& by, std::string_view sealed) {
  auto out = std::string("before ");
  auto done = by->unseal(out, sealed, {});
  if (done)
    return out.substr(7);
  CHECK(out == "before ");
  return done.failure().what();
}

} // namespace

TEST_CASE("AES-CBC gives the bytes that konserve gives", "[codecs]") {
  const auto salt =
    unhex("55ef65ab99646e4f16dc489f96493ceb7f3c1dcbf3a0307ba0b1e9cb13b35ea1"
          "b0a4121d6de4e7a73b15bf06ec5855815848c4f456752b1fac16baa89816e0de");
  const auto by = by_key("s3cr3t", salt_of(salt));
  const auto plain = unhex("c0e6caf7cddd6261722a");
  const auto sealed = seal(by, plain);
  CHECK(sealed.substr(0, salt_size) == salt);
  CHECK(hex(sealed.substr(salt_size))
        == "b4 09 8e 5a 28 8f b9 ce 33 8a e5 d9 17 0a b8 e6");
  CHECK(unseal(by, sealed) == plain);
  CHECK(unseal(by_key("s3cr3t"), sealed) == plain);
}

TEST_CASE("AES-CBC opens konserve's blobs and gives them back", "[codecs]") {
  auto segments = 0;
  const auto check = [&](std::string_view sealed) {
    const auto plain = unseal(by_key("s3cr3t"), sealed);
    CHECK(seal(by_key("s3cr3t", salt_of(sealed)), plain) == sealed);
    ++segments;
  };
  for (const auto* store : encrypted_stores)
    for (const auto& b : golden(store).blobs) {
      INFO(b.name);
      CHECK(b.parts().header.encryptor == aes_cbc_id);
      check(b.parts().metadata);
      if (!b.is_binary())
        check(b.parts().content);
    }
  CHECK(segments > 50);
}

TEST_CASE("AES-CBC seals and opens any size", "[codecs]") {
  const auto by = by_key(vec(keyword("k"), 1.5));
  for (std::size_t size = 0; size < 70; ++size) {
    const auto plain = std::string(size, 'x');
    const auto sealed = seal(by, plain);
    CHECK(sealed.size() == by->sealed_size(size));
    CHECK(unseal(by, sealed) == plain);
    CHECK(seal(by, plain) != sealed);
  }
}

TEST_CASE("AES-CBC salts have no byte that is read in two ways", "[codecs]") {
  const auto by = by_key("s3cr3t");
  auto salts = std::string();
  for (auto i = 0; i < 100; ++i)
    salts += seal(by, "").substr(0, salt_size);
  CHECK(salts.find('\x80') == salts.npos);
}

TEST_CASE("AES-CBC refuses what it cannot open", "[codecs]") {
  auto salt = aes_cbc_salt();
  const auto by = by_key("s3cr3t", salt);
  const auto sealed = seal(by, "eighteen bytes are");
  CHECK(unseal(by_key("other"), sealed)
        == "damaged: aes-cbc: byte 80 of 96: wrong key or altered bytes");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    const auto whole = size >= 80 && size % 16 == 0;
    CHECK(unseal(by, sealed.substr(0, size))
          == "damaged: aes-cbc: byte "
               + (whole ? "64 of 80: wrong key or altered bytes"
                        : std::to_string(size) + " of " + std::to_string(size)
                            + ": not a salt and whole blocks"));
  }
  CHECK(unseal(by, sealed + "x")
        == "damaged: aes-cbc: byte 97 of 97: not a salt and whole blocks");
}

TEST_CASE("altered AES-CBC bytes do not come out as they were", "[codecs]") {
  const auto by = by_key("s3cr3t", aes_cbc_salt());
  const auto plain = std::string("eighteen bytes are");
  const auto sealed = seal(by, plain);
  auto refused = 0;
  for (std::size_t i = 0; i < 8 * sealed.size(); ++i) {
    auto altered = sealed;
    altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << i % 8));
    const auto got = unseal(by, altered);
    CHECK(got != plain);
    refused += got.starts_with("damaged: aes-cbc: byte 80 of 96: ") ? 1 : 0;
  }
  CHECK(refused > 600);
}

TEST_CASE("a blob with AES-CBC in it", "[codecs]") {
  const auto by = by_key("s3cr3t");
  auto known = builtin_codecs();
  known.encryptors.add(by).or_throw();
  auto blob = std::string();
  encode_blob(blob, {make_portable_serializer(), nullptr, by}, "key",
              {{"by", "me"}}, "hello")
    .or_throw();
  CHECK(split_blob(blob).or_throw().header.encryptor == 1);
  const auto got = decode_blob(blob, "another key", known).or_throw();
  CHECK(to_string(got.metadata) == R"({"by" "me"})");
  CHECK(got.content == value("hello"));
  CHECK(decode_blob(blob, "key", builtin_codecs()).failure().message()
        == "blob: byte 3 of 180: written by the encryptor with id 1: aes-cbc "
           "has no key here");
}

TEST_CASE("AES-CBC needs a key that hasch knows", "[codecs]") {
  const auto refusal = [](const value& key) {
    return std::string(make_aes_cbc(key).failure().what());
  };
  CHECK(refusal({}) == "bad_argument: aes-cbc: there is no key");
  CHECK(refusal(ratio(1, 3)) == "unsupported: hasch cannot hash a ratio");
}
