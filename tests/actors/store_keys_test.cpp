// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "encrypted_store.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

TEST_CASE("a former key opens what was written with it", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  open(at(path, "encryption-key=" + key_a)).assoc("a", 1);
  open(at(path, "encryption-key=" + key_b + "&former-keys=" + key_a))
    .assoc("b", 2);
  {
    auto db = open(value{{"backend", "journal"},
                         {"path", path},
                         {"encryption-key", key_c},
                         {"former-keys", vec(key_a, key_b)}});
    CHECK(db.get("a") == value(1));
    CHECK(db.get("b") == value(2));
    db.assoc("c", 3);
  }
  // Without all of them it cannot be told which documents there are.
  CHECK_THAT(opened(at(path, "encryption-key=" + key_c)),
             Catch::StartsWith("wrong_secret: " + path)
               && Catch::Contains("this was sealed with the key ")
               && Catch::Contains("the one key known here is another")
               && Catch::Contains("\"former-keys\""));
  // The key that seals now is asked for first.
  CHECK_THAT(opened(at(path, "encryption-key=" + key_b)),
             Catch::StartsWith("wrong_secret: " + path + ": "));
  auto db = open(at(path, "encryption-key=" + key_b + "&former-keys=" + key_c
                            + ',' + key_a));
  CHECK(db.get("b") == value(2));
  CHECK(db.get("c") == value(3));
}

TEST_CASE("a wrong key is found when the store is opened", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  open(at(path, "encryption-key=" + key_a)).assoc("a", 1);
  const auto before = bytes_of(path + "/store.edn");
  for (const auto* secret :
       {"mode=write&encryption-key=", "mode=read&encryption-key=",
        "mode=read&former-keys="}) {
    const auto told = opened(at(path, secret + key_b + "&encryptor=none"));
    CHECK_THAT(told, Catch::StartsWith("wrong_secret: " + path
                                       + ": aes-gcm: byte 0 of 57: this was "
                                         "sealed with the key "));
    CHECK_FALSE(holds(told, key_b));
  }
  CHECK(bytes_of(path + "/store.edn") == before);
  CHECK_THAT(opened(at(path, "passphrase=wrong")),
             Catch::StartsWith("wrong_secret: " + path));
  CHECK(open(at(path, "encryption-key=" + key_a)).get("a") == value(1));
}

TEST_CASE("an encrypted store opened without its key says which it needs",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  open(at(path, "encryption-key=" + key_a)).assoc("a", 1);
  CHECK_THAT(opened(path), Catch::StartsWith("wrong_secret: " + path
                                             + ": the store is encrypted, with "
                                               "the key ")
                             && Catch::EndsWith("or the -file form of either"));
  CHECK_THAT(opened(at(path, "former-keys=" + key_a)),
             Catch::Contains("the store is encrypted"));
  CHECK_THAT(opened(at(path, "encryptor=none&former-keys=" + key_a)),
             Catch::Contains("the store is encrypted"));
  CHECK_THAT(opened(at(path, "mode=read")),
             Catch::StartsWith("wrong_secret: " + path
                               + "/MANIFEST: aes-gcm: byte 0 of ")
               && Catch::Contains("this was sealed with the key ")
               && Catch::Contains("and no key is known here")
               && Catch::Contains("\"passphrase\""));
  auto reader = connect(at(path, "mode=read&former-keys=" + key_a));
  CHECK(reader.get("a") == value(1));
  CHECK_THAT(failure_of([&] { reader.backup(folder / "copy"); }),
             Catch::StartsWith("wrong_secret: ")
               && Catch::Contains("\"encryption-key\""));
  CHECK_FALSE(fs::exists(folder / "copy"));
}

TEST_CASE("passphrases open a store again, and its copies", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto secret = std::string("correct horse battery");
  put_bytes(folder / "secret", secret + "\n");
  fs::permissions(folder / "secret", fs::perms::owner_read);
  {
    auto db = create(
      value{{"backend", "journal"}, {"path", path}, {"passphrase", secret}});
    db.assoc("a", marker);
    db.backup(folder / "copy");
  }
  CHECK_FALSE(holds(all_bytes(path), marker));
  CHECK_FALSE(holds(all_bytes(path), secret));
  CHECK(connect(at(folder / "copy", "passphrase-file=" + (folder / "secret")))
          .get("a")
        == value(marker));
  CHECK_THAT(opened(at(path, "passphrase=other")),
             Catch::StartsWith("wrong_secret: "));
  auto db = open(value{{"backend", "journal"},
                       {"path", path},
                       {"encryption-key", key_a},
                       {"former-passphrases", vec(secret)}});
  CHECK(db.get("a") == value(marker));
}
