// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "../log_lines.hpp"
#include "encrypted_store.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

TEST_CASE("an encryptor that stores cannot have is told with what they can",
          "[actors]") {
  const auto told = [](const std::string& settings) {
    return opened("memory:?" + settings);
  };
  const auto begin =
    std::string("bad_config: config key \"encryptor\" cannot be had: ");
  for (const auto& key : {std::string(), "&encryption-key=" + key_a}) {
    CHECK(told("encryptor=aes-cbc" + key)
          == begin
               + "aes-cbc is only for konserve's files; for stores there "
                 "is aes-gcm");
    CHECK(told("encryptor=foo" + key)
          == begin + "there is no encryptor foo: choose none or aes-gcm");
  }
  CHECK(told("encryptor=aes-gcm")
        == begin
             + "aes-gcm needs \"encryption-key\" or \"passphrase\", or the "
               "-file form of either");
}

TEST_CASE("keys come from files", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto file = folder / "key";
  const auto with_file = at(path, "encryption-key-file=" + file);
  const auto only_owner = fs::perms::owner_read | fs::perms::owner_write;
  put_bytes(file, key_a);
  fs::permissions(file, only_owner);
  {
    const log_lines log;
    open(with_file).assoc("a", 1);
    CHECK_FALSE(log.have(file));
  }
  CHECK(open(at(path, "encryption-key=" + key_a)).get("a") == value(1));
  for (const auto& text :
       {key_a + "\n", key_a + "\r\n", std::string(32, '\xaa')}) {
    put_bytes(file, text);
    CHECK(open(with_file).get("a") == value(1));
  }
  // A passphrase of 32 letters is no key, nor are 32 digits.
  for (const auto& text : {"zz" + key_a.substr(2), std::string(32, 'k'),
                           key_a.substr(32), std::string(31, 'k') + "\n"}) {
    put_bytes(file, text);
    CHECK(opened(with_file)
          == "bad_config: config key \"encryption-key-file\": " + file
               + " holds neither 64 hexadecimal digits nor 32 random bytes");
  }
  put_bytes(file, std::string(5000, 'a'));
  CHECK(opened(with_file)
        == "bad_config: config key \"encryption-key-file\": " + file
             + " is too long for a key or a passphrase");
  fs::remove(file);
  CHECK(opened(with_file)
        == "bad_config: config key \"encryption-key-file\": " + file
             + ": No such file or directory");
  CHECK(exists(with_file)); // needs no key
  put_bytes(file, key_a);
  fs::permissions(file, only_owner | fs::perms::others_read);
  const log_lines log;
  CHECK(open(with_file).get("a") == value(1));
  CHECK_THAT(log.text(), Catch::Contains("warning: " + file)
                           && Catch::Contains("its mode is 0604"));
}

TEST_CASE("a config of keys that cannot be says why, and shows none",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto told = [&](const std::string& settings) {
    auto text = opened(at(path, settings));
    CHECK_FALSE(holds(text, "s3cr3t"));
    CHECK_FALSE(holds(text, key_a));
    return text;
  };
  CHECK(told("encryption-key=s3cr3t")
        == "bad_config: config key \"encryption-key\" must be 64 hexadecimal "
           "digits");
  CHECK(told("former-keys=" + key_a + ",s3cr3t")
        == "bad_config: config key \"former-keys\" must be 64 hexadecimal "
           "digits");
  CHECK(told("passphrase=s3cr3t&encryption-key=" + key_a)
        == "bad_config: config key \"passphrase\" is given beside "
           "\"encryption-key\"; of these there is one");
  CHECK(told("passphrase=")
        == "bad_config: config key \"passphrase\" must not be empty");
  CHECK_THAT(told("encryptor=rot13"),
             Catch::Contains("there is no encryptor rot13"));
  CHECK(
    opened(value{{"backend", "journal"}, {"path", path}, {"encryption-key", 5}})
    == "bad_config: config key \"encryption-key\" must be text");
  CHECK(opened(value{{"backend", "journal"},
                     {"path", path},
                     {"former-passphrases", map()}})
        == "bad_config: config key \"former-passphrases\" must be a vector of "
           "texts, or one text with commas");
}

TEST_CASE("memory takes keys, and has no use for them", "[actors]") {
  auto db = open("memory:?encryption-key=" + key_a);
  db.assoc("a", 1);
  CHECK(db.get("a") == value(1));
}

TEST_CASE("no key is logged or shown", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const log_lines log;
  const auto uri =
    "journal:" + path + "?passphrase=s3cr3t&former-keys=" + key_a
    + "&former-passphrases=s3cr3t,s3cr3t2&encryption%2Dkey=" + key_a;
  CHECK(redacted_uri(uri)
        == "journal:" + path
             + "?passphrase=***&former-keys=***&former-passphrases=***"
               "&encryption%2Dkey=***");
  const auto shown = to_string(redacted(*parse_config(uri)));
  CHECK_FALSE(holds(shown, "s3cr3t"));
  CHECK_FALSE(holds(shown, key_a));
  open(at(path, "encryption-key=" + key_a)).assoc("a", marker);
  opened(at(path, "encryption-key=" + key_b));
  CHECK_FALSE(log.have(key_a));
  CHECK_FALSE(log.have(key_b));
  CHECK_FALSE(log.have(marker));
}
