// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>
#include <brine/actors/connect.hpp>
#include <brine/backends/journal/verify.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "../log_lines.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

namespace {

const auto key_a = std::string(64, 'a');
const auto key_b = std::string(64, 'b');
const auto key_c = std::string(64, 'c');

constexpr auto marker = "a-text-nobody-may-read";

config at(const std::string& path, const std::string& settings) {
  return "journal:" + path + "?fsync=never&segment-size=64KiB&" + settings;
}

/// Everything that the files of a store hold, and their names.
std::string all_bytes(const std::string& path) {
  auto all = std::string();
  for (const auto& x : fs::recursive_directory_iterator(path)) {
    all += x.path().string() + '\n';
    if (x.is_regular_file())
      all += bytes_of(x.path().string());
  }
  return all;
}

bool holds(const std::string& all, const std::string& text) {
  return all.find(text) != std::string::npos;
}

std::string opened(const config& where) {
  return failure_of([&] { connect(where).close(); });
}

} // namespace

TEST_CASE("neither key nor document of an encrypted store is in its files",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto with_key = at(path, "encryption-key=" + key_a);
  const auto large = std::string(2'000'000, 'x') + marker;
  {
    auto db = create(with_key);
    write_options by;
    by.metadata = {{"by", marker}};
    db.assoc("alice", {{"name", marker}}, by);
    db.update_in({"alice", "name"}, [](const value& v) { return v; });
    db.assoc_in({"alice", marker, marker}, marker);
    db.assoc(marker, 1);
    db.dissoc(marker);
    db.assoc("large", large);
    db.multi_assoc({{"x", marker}, {"y", {{"z", marker}}}, {marker, 5}});
    for (int i = 0; i < 200; ++i)
      db.assoc(i % 7, std::string(1000, 'x') + marker);
    db.compact();
    db.backup(folder / "copy");
    db.close();
  }
  for (const auto& place : {path, folder / "copy"}) {
    const auto all = all_bytes(place);
    CHECK_FALSE(holds(all, marker));
    CHECK_FALSE(holds(all, std::string(100, 'x')));
    CHECK_FALSE(holds(all, key_a));
    CHECK_FALSE(holds(all, std::string(32, '\xaa')));
    CHECK_FALSE(holds(all, "alice"));
    CHECK_FALSE(holds(all, "large"));
  }
  auto db = connect(with_key);
  CHECK(db.get_in<std::string>({"alice", "name"}) == marker);
  CHECK(db.get("large") == value(large));
  CHECK(db.get("x") == value(marker));
  CHECK(db.get(marker) == value(5));
  auto copy = connect(at(folder / "copy", "mode=read&encryption-key=" + key_a));
  CHECK(copy.get("large") == value(large));
  CHECK(copy.get(marker) == value(5));
}

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

TEST_CASE("an encryptor that stores cannot have is told with what they can",
          "[actors]") {
  const auto told = [](const std::string& settings) {
    return opened("memory:?" + settings);
  };
  const auto begin = std::string("bad_config: config key \"encryptor\" ");
  for (const auto& key : {std::string(), "&encryption-key=" + key_a}) {
    CHECK(told("encryptor=aes-cbc" + key)
          == begin
               + "aes-cbc is only for konserve's files; for stores there "
                 "is aes-gcm");
    CHECK(told("encryptor=foo" + key)
          == begin + "there is no encryptor foo; there are none, aes-gcm");
  }
  CHECK(told("encryptor=aes-gcm")
        == begin
             + "aes-gcm needs \"encryption-key\" or \"passphrase\", or the "
               "-file form of either");
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

TEST_CASE("documents that are not encrypted have keys that are", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto how = at(path, "encryptor=none&encryption-key=" + key_a);
  {
    auto db = open(how);
    for (int i = 0; i < 200; ++i)
      db.assoc(i % 7, std::string(1000, 'x'));
    db.assoc("a-key-nobody-may-read", marker);
    db.compact();
  }
  CHECK(holds(all_bytes(path), marker));
  CHECK_FALSE(holds(all_bytes(path), "a-key"));
  auto db = open(how);
  CHECK(db.get("a-key-nobody-may-read") == value(marker));
  CHECK(db.keys().size() == 8);
}

TEST_CASE("the history of an encrypted store is read with its keys",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto with_key = at(path, "encryption-key=" + key_a);
  auto db = open(with_key);
  db.assoc_in({"alice", "age"}, 31);
  db.multi_assoc({{"bob", 1}, {"carol", 2}});
  db.dissoc("bob");
  db.close();
  auto again = open(with_key);
  auto told = std::string();
  for (const auto& c : again.changes({.from = beginning}))
    for (const auto& e : c.edits)
      told += to_string(e.key) + ' ';
  CHECK(told == "\"alice\" \"bob\" \"carol\" \"bob\" ");
}

TEST_CASE("encryption can begin in a store", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  open(path).assoc("plain", marker);
  CHECK(holds(bytes_of(path + "/store.edn"), ":format 1\n"));
  const auto with_key =
    at(path, "retention-revisions=1&encryption-key=" + key_a);
  {
    const log_lines log;
    open(with_key).assoc("sealed", 1);
    CHECK_THAT(log.text(),
               Catch::Contains("what is in this log was not sealed"));
  }
  CHECK(holds(bytes_of(path + "/store.edn"), ":format 2\n"));
  CHECK(holds(bytes_of(path + "/store.edn"), ":encryption {"));
  CHECK(holds(all_bytes(path), marker));
  const log_lines log;
  auto db = open(with_key);
  CHECK_FALSE(log.have("not sealed"));
  CHECK(db.get("plain") == value(marker));
  CHECK(db.get("sealed") == value(1));
  db.compact();
  db.close();
  auto again = open(with_key);
  CHECK(again.get("plain") == value(marker));
  CHECK(again.get("sealed") == value(1));
}

TEST_CASE("a reader learns the first key of a store from its writer",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  open(path).assoc("a", 1);
  auto reader = connect(at(path, "mode=read&encryption-key=" + key_a));
  CHECK(reader.get("a") == value(1));
  open(at(path, "encryption-key=" + key_a)).assoc("b", 2);
  auto late = connect(at(path, "mode=read&encryption-key=" + key_a));
  CHECK(late.get("b") == value(2));
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

TEST_CASE("documents can be saved from a store with its key only", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto with_key = at(path, "encryption-key=" + key_a);
  open(with_key).assoc("a", marker);
  const auto saved = [&](const config& where) {
    auto text = std::string();
    auto report = journal::salvage_store(
      journal::posix_disk(), path, codecs_of(where).known,
      [&](std::span<const journal::saved_edit> commit) -> result<void> {
        text += to_string(commit.front().what.content);
        return {};
      });
    if (!report)
      return text + report.failure().what();
    for (const auto& what : report->damage)
      text += what;
    return text;
  };
  CHECK(saved(with_key) == '"' + std::string(marker) + '"');
  for (const auto* keys : {"", "encryption-key=", "former-keys="}) {
    const auto settings = keys + (*keys ? key_b : std::string());
    INFO(settings);
    CHECK_THAT(saved(at(path, settings)), Catch::StartsWith("wrong_secret: "));
  }
  // Nor where the file is damaged that says so.
  put_bytes(path + "/store.edn", "{");
  CHECK_THAT(saved(path), Catch::StartsWith("wrong_secret: "));
  CHECK_THAT(saved(with_key), Catch::StartsWith('"' + std::string(marker)));
}

TEST_CASE("verify decodes what it has keys for", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  open(at(path, "encryption-key=" + key_a)).assoc("a", marker);
  const auto with_both =
    at(path, "encryption-key=" + key_b + "&former-keys=" + key_a);
  {
    auto db = open(with_both);
    db.assoc("b", marker);
    db.assoc("large", std::string(2'000'000, 'x'));
    db.dissoc("b");
  }
  const auto verified = [&](const config& where) {
    return journal::verify_store(journal::posix_disk(), path,
                                 codecs_of(where).known);
  };
  const auto unopened = [&](const std::string& settings) {
    const auto found = verified(at(path, settings)).or_throw();
    CHECK(found.damage.empty());
    CHECK(found.records == 4);
    CHECK(found.unopened_why.has_value() == (found.unopened > 0));
    return found.unopened;
  };
  const auto tombstones = unopened("") - 3; // sealed ones
  CHECK(unopened("encryption-key=" + key_b + "&former-keys=" + key_a) == 0);
  CHECK(unopened("encryption-key=" + key_b) == 1);
  CHECK(verified(at(path, "encryption-key=" + key_a)).failure().code()
        == errc::wrong_secret);
  // A value in a file of its own is checked in any case.
  for (const auto& file : fs::directory_iterator(path + "/blobs")) {
    auto bytes = bytes_of(file.path().string());
    bytes[bytes.size() / 2] ^= 1;
    put_bytes(file.path().string(), bytes);
  }
  CHECK(verified(path)->damage.size() == 1);
  CHECK(verified(with_both)->damage.size() == 1);
  CHECK(verified(path)->unopened == 2 + tombstones);
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
