// SPDX-License-Identifier: MIT
#include <brine/codecs/keyring.hpp>

#include <catch2/catch.hpp>

#include <string>

#include "../freed_memory.hpp"
#include "../hex.hpp"
#include "../own_new.hpp"

using namespace brine;
using namespace brine::test;

namespace {

secret key_of(char c) {
  return secret(std::string(keyring::key_size, c));
}

scrypt_parameters quick() {
  auto p = scrypt_parameters();
  p.log2_n = 14;
  p.salt[0] = 1;
  return p;
}

std::string hex_of(const result<secret>& made) {
  return made ? hex(made->view()) : made.failure().what();
}

std::string refusal(const result<void>& done) {
  return done ? "done" : done.failure().what();
}

} // namespace

TEST_CASE("HKDF gives what RFC 5869 says", "[codecs]") {
  const auto key = std::string(22, '\x0b');
  CHECK(hex_of(hkdf_sha256(key, unhex("000102030405060708090a0b0c"),
                           unhex("f0f1f2f3f4f5f6f7f8f9"), 42))
        == hex(unhex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db0"
                     "2d56ecc4c5bf34007208d5b887185865")));
  CHECK(hex_of(hkdf_sha256(key, "", "", 42))
        == hex(unhex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec345"
                     "4e5f3c738d2d9d201395faa4b61a96c8")));
}

TEST_CASE("scrypt gives what RFC 7914 says", "[codecs]") {
  auto cost = scrypt_parameters();
  cost.log2_n = 4;
  cost.r = 1;
  CHECK(hex_of(scrypt("", "", cost, 64))
        == hex(unhex("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdf"
                     "fa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb"
                     "2e0d3628cf35e20c38d18906")));
  cost.log2_n = 10;
  cost.r = 8;
  cost.p = 16;
  CHECK(hex_of(scrypt("password", "NaCl", cost, 64))
        == hex(unhex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e773"
                     "76634b3731622eaf30d92e22a3886ff109279d9830dac727afb9"
                     "4a83ee6d8360cbdfa2cc0640")));
}

TEST_CASE("scrypt's parameters that are not ours are refused", "[codecs]") {
  const auto refused = [](std::uint32_t n, std::uint32_t r, std::uint32_t p) {
    auto x = quick();
    x.log2_n = n;
    x.r = r;
    x.p = p;
    return refusal(keyring().unlock(x))
           == "damaged: scrypt parameters that brine does not use";
  };
  CHECK(!refused(14, 8, 1));
  CHECK(!refused(17, 8, 1));
  CHECK(refused(13, 8, 1));
  CHECK(refused(14, 7, 1));
  CHECK(refused(14, 8, 0));
  CHECK(refused(20, 32, 1));
  CHECK(refused(64, 8, 1));
  CHECK(refused(0xffffffff, 0xffffffff, 0xffffffff));
  auto cost = scrypt_parameters();
  cost.log2_n = 64;
  CHECK(!scrypt("x", "y", cost, 32));
  CHECK(acceptable(scrypt_parameters()));
  CHECK(new_scrypt_parameters()->salt != new_scrypt_parameters()->salt);
}

TEST_CASE("a key has an id that does not tell it", "[codecs]") {
  auto keys = keyring();
  CHECK(!keys.current());
  CHECK(!keys.seals());
  auto bytes = std::string();
  for (char c = 0; c < 32; ++c)
    bytes += c;
  REQUIRE(keys.add_key(secret(bytes), key_use::current));
  REQUIRE(keys.current());
  // HKDF of the key, computed elsewhere.
  CHECK(to_string(*keys.current()) == "5f04f3fe3de724c2");
  CHECK(keys.seals());
  CHECK(keys.size() == 1);
}

TEST_CASE("one key is current, others are former", "[codecs]") {
  auto keys = keyring();
  REQUIRE(keys.add_key(key_of('a'), key_use::former));
  CHECK(!keys.seals());
  REQUIRE(keys.add_key(key_of('b'), key_use::current));
  REQUIRE(keys.add_key(key_of('c'), key_use::former));
  CHECK(refusal(keys.add_key(key_of('d'), key_use::current))
        == "bad_argument: there already is a current key");
  CHECK(refusal(keys.add_passphrase(secret("d"), key_use::current))
        == "bad_argument: there already is a current key");
  CHECK(refusal(keys.add_key(secret("short"), key_use::former))
        == "bad_argument: a key of 5 bytes; it must have 32");
  CHECK(refusal(keys.add_passphrase(secret(), key_use::former))
        == "bad_argument: a passphrase must not be empty");
  CHECK(keys.size() == 3);
  auto alone = keyring();
  REQUIRE(alone.add_key(key_of('b'), key_use::current));
  CHECK(keys.current() == alone.current());
}

TEST_CASE("a passphrase becomes a key once the salt is known", "[codecs]") {
  auto keys = keyring();
  REQUIRE(keys.add_passphrase(secret("correct horse"), key_use::current));
  REQUIRE(keys.add_passphrase(secret("battery"), key_use::former));
  CHECK(keys.seals());
  CHECK(!keys.current());
  CHECK(keys.size() == 2);
  REQUIRE(keys.unlock(quick()));
  REQUIRE(keys.current());
  CHECK(keys.size() == 2);
  const auto id = *keys.current();
  REQUIRE(keys.unlock(quick()));
  CHECK(keys.current() == id);
  auto other = quick();
  other.salt[0] = 2;
  CHECK(refusal(keys.unlock(other))
        == "bad_argument: the keyring was unlocked with other parameters");
  CHECK(refusal(keys.add_passphrase(secret("late"), key_use::former))
        == "bad_argument: the keyring is unlocked already");

  auto same = keyring();
  REQUIRE(same.add_passphrase(secret("correct horse"), key_use::former));
  REQUIRE(same.unlock(quick()));
  CHECK(same.derive(id, "x", "", 8));
  auto salted = keyring();
  REQUIRE(salted.add_passphrase(secret("correct horse"), key_use::current));
  REQUIRE(salted.unlock(other));
  CHECK(salted.current() != id);
  // It is the key that scrypt gives.
  const auto stretched = scrypt(
    "correct horse", {reinterpret_cast<const char*>(quick().salt.data()), 16},
    quick(), 32);
  auto direct = keyring();
  REQUIRE(direct.add_key(secret(stretched->view()), key_use::current));
  CHECK(direct.current() == id);
}

TEST_CASE("a keyring derives keys for other uses", "[codecs]") {
  auto keys = keyring();
  REQUIRE(keys.add_key(key_of('a'), key_use::current));
  const auto id = *keys.current();
  CHECK(hex_of(keys.derive(id, "purpose", "salt", 20))
        == hex_of(hkdf_sha256(key_of('a').view(), "salt", "purpose", 20)));
  CHECK(hex_of(keys.derive(id, "purpose", "salt", 20))
        != hex_of(keys.derive(id, "purpose", "other", 20)));
  CHECK(hex_of(keys.derive(id, "purpose", "salt", 20))
        != hex_of(keys.derive(id, "other", "salt", 20)));
}

TEST_CASE("a key that is missing is named, and how to give it", "[codecs]") {
  const auto wanted = key_id{{1, 2, 3, 4, 5, 6, 7, 0xff}};
  auto keys = keyring();
  const auto told = [&] {
    return std::string(keys.derive(wanted, "x", "", 8).failure().what());
  };
  CHECK(told()
        == "wrong_secret: this was sealed with the key "
           "01020304050607ff, and no key is known here; a store is "
           "given keys by \"encryption-key\" or \"passphrase\", "
           "keys it had before by \"former-keys\" or "
           "\"former-passphrases\", or the -file form of each");
  REQUIRE(keys.add_key(key_of('a'), key_use::current));
  CHECK_THAT(told(), Catch::Contains("and the one key known here is another"));
  REQUIRE(keys.add_key(key_of('b'), key_use::former));
  CHECK_THAT(told(), Catch::Contains("which is none of the 2 keys known here"));
}

#if BRINE_OWN_NEW
TEST_CASE("keys and passphrases are zeros in the memory they leave",
          "[codecs]") {
  auto key = key_of('k');
  auto passphrase = secret("correct horse battery");
  const auto size = passphrase.size();
  const auto* at = passphrase.data();
  auto keys = std::make_unique<keyring>();
  const auto left = std::make_unique<freed_memory>(key.data(), key.size());
  REQUIRE(keys->add_key(std::move(key), key_use::former));
  REQUIRE(keys->add_passphrase(std::move(passphrase), key_use::current));
  CHECK(left->bytes().empty());
  keys.reset();
  CHECK(left->bytes() == std::string(32, '\0'));

  auto again = secret("correct horse battery");
  at = again.data();
  const auto gone = freed_memory(at, size);
  auto unlocked = keyring();
  REQUIRE(unlocked.add_passphrase(std::move(again), key_use::current));
  CHECK(gone.bytes().empty());
  REQUIRE(unlocked.unlock(quick()));
  CHECK(gone.bytes() == std::string(size, '\0'));
}
#endif
