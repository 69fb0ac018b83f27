// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>
#include <brine/backends/journal/verify.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "../log_lines.hpp"
#include "encrypted_store.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

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
