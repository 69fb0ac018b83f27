// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/codecs/portable.hpp>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "../hex.hpp"
#include "keyring_of.hpp"

using namespace brine;
using namespace brine::test;

namespace {

using shared_seal = std::shared_ptr<const encryptor>;

constexpr std::size_t overhead = 52;

const auto header = unhex("01400040 00000000") + std::string(12, '\0');

seal_place place(std::string_view key = "alice") {
  return {header, seal_role::content, key};
}

std::string seal(const shared_seal& by, std::string_view plain,
                 const seal_place& where = place()) {
  auto out = std::string();
  by->seal(out, plain, where).or_throw();
  return out;
}

std::string unseal(const shared_seal& by, std::string_view sealed,
                   const seal_place& where = place()) {
  auto out = std::string("before ");
  auto done = by->unseal(out, sealed, where);
  if (done)
    return out;
  CHECK(out == "before ");
  return done.failure().what();
}

std::string salt_of(std::string_view sealed) {
  return std::string(sealed.substr(8, 16));
}

std::string salt_and_nonce(std::string_view sealed) {
  return std::string(sealed.substr(8, 28));
}

/// Whether it was found damaged, and what has that read like.
bool damaged(const shared_seal& by, std::string_view sealed,
             const seal_place& where = place()) {
  return unseal(by, sealed, where).starts_with("damaged: aes-gcm: byte ");
}

} // namespace

TEST_CASE("what aes-gcm seals it opens", "[codecs]") {
  const auto by = make_aes_gcm(keyring_of("a"));
  CHECK(by->name() == "aes-gcm");
  CHECK(by->id() == 64);
  for (std::size_t size : {0, 1, 15, 16, 17, 4096, 1000'000}) {
    const auto plain = std::string(size, 'p');
    const auto sealed = seal(by, plain);
    CHECK(sealed.size() == by->sealed_size(size));
    CHECK(sealed.size() == size + overhead);
    CHECK(unseal(by, sealed) == "before " + plain);
    CHECK(seal(by, plain) != sealed);
  }
  CHECK(seal(by, std::string(64, 'p')).find("pppp") == std::string::npos);
  auto out = std::string("before");
  REQUIRE(by->seal(out, "x", place()));
  CHECK(out.starts_with("before"));
}

TEST_CASE("another opening of the same key opens what the first one sealed",
          "[codecs]") {
  const auto sealed = seal(make_aes_gcm(keyring_of("a")), "plain");
  const auto other = make_aes_gcm(keyring_of("a"));
  CHECK(unseal(other, sealed) == "before plain");
  CHECK(salt_of(seal(other, "plain")) != salt_of(sealed));
}

TEST_CASE("aes-gcm opens bytes that were sealed by another program",
          "[codecs]") {
  auto bytes = std::string();
  for (char c = 0; c < 32; ++c)
    bytes += c;
  auto keys = std::make_shared<keyring>();
  REQUIRE(keys->add_key(secret(bytes), key_use::current));
  const auto by = make_aes_gcm(keys);
  CHECK(unseal(by, unhex("5f04f3fe3de724c2 202122232425262728292a2b2c2d2e2f "
                         "000000000000000000000003 d43c92ae "
                         "c54f44facf8d2f654b55ef010d96811a"))
        == "before " + unhex("01826869"));
}

TEST_CASE("each bit of what is sealed counts", "[codecs]") {
  const auto by = make_aes_gcm(keyring_of("a"));
  const auto sealed = seal(by, "plain text");
  for (std::size_t i = 0; i < sealed.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto bad = sealed;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      const auto told = unseal(by, bad);
      // Another key id cannot be told from another key.
      CHECK(told.starts_with(i < 8 ? "wrong_secret: " : "damaged: aes-gcm: "));
    }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    CHECK(damaged(by, sealed.substr(0, size)));
  CHECK(damaged(by, sealed + "x"));
  CHECK(unseal(by, "abc")
        == "damaged: aes-gcm: byte 3 of 3: cut off; sealed bytes are 52 or "
           "more");
}

TEST_CASE("sealed bytes open in their place only", "[codecs]") {
  const auto by = make_aes_gcm(keyring_of("a"));
  const auto sealed = seal(by, "plain");
  CHECK(unseal(by, sealed, place("bob"))
        == "damaged: aes-gcm: byte 41 of 57: the tag is wrong: the bytes were "
           "altered, or belong to another key or place");
  CHECK(damaged(by, sealed, place("alic")));
  CHECK(damaged(by, sealed, place("alice ")));
  CHECK(damaged(by, sealed, place("")));
  for (auto role : {seal_role::metadata, seal_role::key, seal_role::file})
    CHECK(damaged(by, sealed, {header, role, "alice"}));
  for (std::size_t i = 0; i < header.size(); ++i) {
    auto other = header;
    other[i] = static_cast<char>(other[i] ^ 1);
    CHECK(damaged(by, sealed, {other, seal_role::content, "alice"}));
  }
  // No byte can pass from one part of the place to the next.
  auto role = static_cast<char>(seal_role::content);
  auto framed = header + role + std::string(7, '\0') + '\x05';
  CHECK(damaged(by, sealed, {"", seal_role::content, framed + "alice"}));
  CHECK(
    damaged(by, sealed, {header.substr(0, 19), seal_role::content, "alice"}));
  CHECK(unseal(by, sealed) == "before plain");
}

TEST_CASE("a key that is not at hand is named", "[codecs]") {
  const auto sealed = seal(make_aes_gcm(keyring_of("a")), "plain");
  const auto id = to_string(*keyring_of("a")->current());
  const auto told = unseal(make_aes_gcm(keyring_of("bc")), sealed);
  CHECK_THAT(told, Catch::StartsWith("wrong_secret: aes-gcm: byte 0 of 57: "
                                     "this was sealed with the key "
                                     + id + ", which is none of the 2 keys"));
  CHECK_THAT(unseal(make_aes_gcm(std::make_shared<keyring>()), sealed),
             Catch::Contains(id + ", and no key is known here"));
  auto out = std::string("before");
  auto done =
    make_aes_gcm(std::make_shared<keyring>())->seal(out, "plain", place());
  REQUIRE(!done);
  CHECK(done.failure().code() == errc::wrong_secret);
  CHECK(out == "before");
}

TEST_CASE("the keys of an encryptor are found among others", "[codecs]") {
  auto known = builtin_codecs().encryptors;
  CHECK(keys_of(known) == nullptr);
  const auto keys = keyring_of("a");
  REQUIRE(known.add(make_aes_gcm(keys)));
  CHECK(keys_of(known) == keys);
}

TEST_CASE("former keys open, and do not seal", "[codecs]") {
  const auto old = seal(make_aes_gcm(keyring_of("a")), "old");
  const auto older = seal(make_aes_gcm(keyring_of("z")), "older");
  const auto by = make_aes_gcm(keyring_of("baz"));
  CHECK(unseal(by, old) == "before old");
  CHECK(unseal(by, older) == "before older");
  const auto fresh = seal(by, "new");
  CHECK(unseal(make_aes_gcm(keyring_of("b")), fresh) == "before new");
  CHECK(
    unseal(make_aes_gcm(keyring_of("az")), fresh).starts_with("wrong_secret"));
}

TEST_CASE("nonces do not repeat, whichever threads seal", "[codecs]") {
  constexpr int many = 500;
  // The salt changes many times on the way.
  const auto by =
    make_aes_gcm(keyring_of("a"), {.first_nonce = 0, .end_nonce = 100});
  auto sealed = std::vector<std::vector<std::string>>(8);
  std::vector<std::thread> threads;
  for (auto& mine : sealed)
    threads.emplace_back([&] {
      for (int i = 0; i < many; ++i)
        mine.push_back(seal(by, "plain"));
    });
  for (auto& t : threads)
    t.join();
  std::set<std::string> seen;
  std::set<std::string> salts;
  for (const auto& mine : sealed)
    for (const auto& x : mine) {
      CHECK(seen.insert(salt_and_nonce(x)).second);
      salts.insert(salt_of(x));
      CHECK(unseal(by, x) == "before plain");
    }
  CHECK(salts.size() == sealed.size() * many / 100);
}

TEST_CASE("a new salt comes when the nonces of one are used up", "[codecs]") {
  const auto end = std::uint64_t{1} << 32;
  CHECK(aes_gcm_limits().end_nonce == end);
  const auto by = make_aes_gcm(keyring_of("a"), {.first_nonce = end - 2});
  const auto x = seal(by, "x");
  const auto y = seal(by, "y");
  const auto z = seal(by, "z");
  CHECK(hex(x.substr(24, 12)) == "00 00 00 00 00 00 00 00 ff ff ff fe");
  CHECK(hex(y.substr(24, 12)) == "00 00 00 00 00 00 00 00 ff ff ff ff");
  CHECK(hex(z.substr(24, 12)) == "00 00 00 00 00 00 00 00 ff ff ff fe");
  CHECK(salt_of(x) == salt_of(y));
  CHECK(salt_of(y) != salt_of(z));
  for (const auto& one : {x, y, z})
    CHECK(unseal(by, one).starts_with("before "));
}

TEST_CASE("more salts than are kept open as well", "[codecs]") {
  auto sealed = std::vector<std::string>();
  for (int i = 0; i < 10; ++i)
    sealed.push_back(seal(make_aes_gcm(keyring_of("a")), std::to_string(i)));
  const auto by = make_aes_gcm(keyring_of("a"), {.cached = 3});
  for (int round = 0; round < 3; ++round)
    for (std::size_t i = 0; i < sealed.size(); ++i)
      CHECK(unseal(by, sealed[i]) == "before " + std::to_string(i));
}

TEST_CASE("a forked process seals under a salt of its own", "[codecs]") {
  const auto by = make_aes_gcm(keyring_of("a"));
  const auto before = seal(by, "x");
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto child = ::fork();
  if (child == 0) {
    const auto mine = seal(by, "x");
    const auto n = ::write(ends[1], mine.data(), mine.size());
    ::_exit(n == static_cast<ssize_t>(mine.size()) ? 0 : 1);
  }
  auto status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  auto theirs = std::string(200, '\0');
  const auto n = ::read(ends[0], theirs.data(), theirs.size());
  REQUIRE(n > 0);
  theirs.resize(static_cast<std::size_t>(n));
  ::close(ends[0]);
  ::close(ends[1]);
  CHECK(salt_of(theirs) != salt_of(before));
  CHECK(salt_of(seal(by, "x")) == salt_of(before));
  CHECK(unseal(by, theirs) == "before x");
}

TEST_CASE("a sealed blob opens under its key, and no other", "[codecs]") {
  auto known = builtin_codecs();
  const auto by = make_aes_gcm(keyring_of("a"));
  REQUIRE(known.encryptors.add(by));
  auto blob = std::string();
  auto with = codec();
  with.serializer = make_portable_serializer();
  with.encryptor = by;
  REQUIRE(encode_blob(blob, with, "alice", {{"by", "import"}}, "hidden"));
  CHECK(blob.find("hidden") == std::string::npos);
  CHECK(blob.find("import") == std::string::npos);
  auto parts = split_blob(blob);
  REQUIRE(parts);
  CHECK(parts->header.encryptor == 64);
  CHECK(hex(blob.substr(8, 12)) == hex(std::string(12, '\0')));
  auto opened = decode_blob(blob, "alice", known);
  REQUIRE(opened);
  CHECK(opened->content == value("hidden"));
  CHECK(opened->metadata["by"] == value("import"));
  auto moved = decode_blob(blob, "bob", known);
  REQUIRE(!moved);
  CHECK(moved.failure().code() == errc::damaged);
  CHECK(decode_metadata(*parts, "alice", known));
  auto keyless = decode_blob(blob, "alice", builtin_codecs());
  REQUIRE(!keyless);
  CHECK(keyless.failure().code() == errc::unsupported);
}
