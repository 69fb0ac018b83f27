// SPDX-License-Identifier: MIT
#include <brine/codecs/gcm_key.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "../freed_memory.hpp"
#include "../hex.hpp"
#include "../own_new.hpp"

using namespace brine;
using namespace brine::test;

namespace {

gcm_key::nonce nonce_of(std::string_view digits) {
  auto n = gcm_key::nonce();
  const auto bytes = unhex(digits);
  std::copy(bytes.begin(), bytes.end(), n.begin());
  return n;
}

std::string seal(const gcm_key& by, std::string_view plain,
                 const gcm_key::nonce& n, std::string_view about) {
  auto out = std::string(plain.size() + gcm_key::tag_size, '\0');
  by.seal(reinterpret_cast<unsigned char*>(out.data()), plain, n, {about})
    .or_throw();
  return out;
}

std::string open(const gcm_key& by, std::string_view sealed,
                 const gcm_key::nonce& n, std::string_view about) {
  auto out = std::string(sealed.size(), 'x');
  auto good =
    by.open(reinterpret_cast<unsigned char*>(out.data()), sealed, n, {about})
      .or_throw();
  return good ? out.substr(0, sealed.size() - gcm_key::tag_size) : "refused";
}

/// Of the GCM submission to NIST (McGrew and Viega), AES-256.
struct vector_of_nist {
  std::string key, nonce, plain, about, sealed;
};

const auto vectors = std::vector<vector_of_nist>{
  {std::string(64, '0'), std::string(24, '0'), "", "",
   "530f8afbc74536b9a963b4f1c4cb738b"},
  {std::string(64, '0'), std::string(24, '0'), std::string(32, '0'), "",
   "cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919"},
  {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
   "cafebabefacedbaddecaf888",
   "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
   "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
   "feedfacedeadbeeffeedfacedeadbeefabaddad2",
   "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
   "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
   "76fc6ece0f4e1768cddf8853bb2d551b"},
};

} // namespace

TEST_CASE("AES-256-GCM gives what NIST's vectors say", "[codecs]") {
  for (const auto& x : vectors) {
    const auto key = gcm_key(secret(unhex(x.key)));
    const auto n = nonce_of(x.nonce);
    const auto about = unhex(x.about);
    const auto plain = unhex(x.plain);
    CHECK(hex(seal(key, plain, n, about)) == hex(unhex(x.sealed)));
    CHECK(open(key, unhex(x.sealed), n, about) == plain);
    // A context that was used before works like a new one.
    CHECK(hex(seal(key, plain, n, about)) == hex(unhex(x.sealed)));
  }
}

TEST_CASE("what GCM refuses leaves only zeros", "[codecs]") {
  const auto& x = vectors.back();
  const auto key = gcm_key(secret(unhex(x.key)));
  auto sealed = unhex(x.sealed);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  auto out = std::string(sealed.size() - gcm_key::tag_size, 'x');
  CHECK(!key
           .open(reinterpret_cast<unsigned char*>(out.data()), sealed,
                 nonce_of(x.nonce), {unhex(x.about)})
           .or_throw());
  CHECK(out == std::string(out.size(), '\0'));
  CHECK(open(key, sealed.substr(0, 15), nonce_of(x.nonce), "") == "refused");
}

TEST_CASE("threads share a key, and more of them than it has slots",
          "[codecs]") {
  const auto& x = vectors.back();
  const auto key = gcm_key(secret(unhex(x.key)));
  const auto n = nonce_of(x.nonce);
  const auto about = unhex(x.about);
  const auto sealed = unhex(x.sealed);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int i = 0; i < 24; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k)
        if (seal(key, unhex(x.plain), n, about) != sealed
            || open(key, sealed, n, about) != unhex(x.plain)
            || open(key, sealed, n, "other") != "refused")
          ++wrong;
    });
  for (auto& t : threads)
    t.join();
  CHECK(wrong == 0);
}

#if BRINE_OWN_NEW
TEST_CASE("a key is zeros in the memory it leaves", "[codecs]") {
  auto bytes = secret("0123456789abcdef0123456789ABCDEF");
  const auto left = freed_memory(bytes.data(), bytes.size());
  {
    const auto key = gcm_key(std::move(bytes));
    CHECK(left.bytes().empty());
    CHECK(!seal(key, "x", {}, "").empty());
  }
  CHECK(left.bytes() == std::string(32, '\0'));
}
#endif
