// SPDX-License-Identifier: MIT
#include <brine/backends/journal/identity.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <string>

#include "atomicity.hpp"
#include "flipped_bytes.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

constexpr auto path = "/store.edn";

const auto literal =
  std::string(R"(; A brine store. Without this file it cannot be opened.
{:format 1
 :id #uuid "3997818b-5bf3-42f0-890b-59bfac2fc54e"
 :log "03000000000000000000000000000000"
 :former [{:log "01000000000000000000000000000000" :last-common 100}
          {:log "02000000000000000000000000000000" :last-common 250}]
 :codecs {:serializer "cereal"}
 :boot "07000000000000000000000000000000"
 :clean false
 :fsync :interval
 :backup false}
)");

identity some_identity() {
  auto x = identity{};
  x.id = uuid("3997818b-5bf3-42f0-890b-59bfac2fc54e");
  x.log.bytes[0] = 3;
  x.former.resize(2);
  x.former[0].id.bytes[0] = 1;
  x.former[0].last_common = 100;
  x.former[1].id.bytes[0] = 2;
  x.former[1].last_common = 250;
  x.codecs = map({{keyword("serializer"), "cereal"}});
  x.boot.bytes[0] = 7;
  x.clean = false;
  x.fsync = "interval";
  return x;
}

/// The listing under "store.edn" in docs/journal-files.md.
std::string documented() {
  auto page = std::ifstream(BRINE_SOURCE_DIR "/docs/journal-files.md");
  auto line = std::string{};
  for (const auto* wanted : {"## store.edn", "```"})
    while (std::getline(page, line) && line != wanted)
      continue;
  auto text = std::string{};
  while (std::getline(page, line) && line != "```")
    text += line + '\n';
  return text;
}

/// What reading gives for another text: the error.
std::string refusal(const std::string& from, const std::string& to) {
  auto where = sim_disk{};
  write_identity(where, "", some_identity()).or_throw();
  auto text = literal;
  text.replace(text.find(from), from.size(), to);
  where.damage(path, text);
  auto x = read_identity(where, "");
  return x ? "read" : x.failure().what();
}

std::string look(disk& where, const std::string& folder) {
  auto x = look_at(where, folder);
  if (!x)
    return x.failure().what();
  return *x == place::nothing ? "nothing"
         : *x == place::empty ? "empty"
                              : "store";
}

boot_id boot_of(std::uint8_t x) {
  auto id = boot_id{};
  id.bytes[0] = x;
  return id;
}

} // namespace

TEST_CASE("store.edn is text that a person can read", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_identity(where, "", some_identity()).ok());
  auto text = where.bytes(path);
  CHECK(text == documented());
  CHECK(text.substr(0, text.rfind("; crc32c ")) == literal);
  CHECK(read_identity(where, "").or_throw() == some_identity());
  REQUIRE(write_identity(where, "", identity{}).ok());
  CHECK(read_identity(where, "").or_throw() == identity{});
}

TEST_CASE("store.edn of a store with a key has what it needs", "[backends]") {
  auto with = some_identity();
  with.encryption.emplace();
  with.encryption->scrypt.salt.fill(0xab);
  with.encryption->check = "check";
  with.encryption->sealed = true;
  auto where = sim_disk{};
  REQUIRE(write_identity(where, "", with).ok());
  auto text = where.bytes(path);
  CHECK(text.find("{:format 2\n") != std::string::npos);
  const auto last = std::string(
    R"( :backup false
 :encryption {:scrypt {:salt "abababababababababababababababab" :log2-n 17 :r 8 :p 1}
              :check "636865636b"
              :sealed true}}
)");
  CHECK(text.find(last) != std::string::npos);
  CHECK(read_identity(where, "").or_throw() == with);
  CHECK(unnoticed_damage(where, path,
                         [&](auto& disk) {
                           auto x = read_identity(disk, "");
                           return x && *x != with;
                         })
        == std::vector<std::string>{});
  const auto bad = [&](const std::string& from, const std::string& to) {
    auto other = text.substr(0, text.rfind("; crc32c "));
    other.replace(other.find(from), from.size(), to);
    where.damage(path, other);
    auto x = read_identity(where, "");
    return !x
           && std::string(x.failure().what())
                .starts_with("damaged: /store.edn: :encryption is ");
  };
  CHECK(bad("abab", "ab"));
  CHECK(bad(":r 8", ":r -8"));
  CHECK(bad(":log2-n 17", ":log2-n 9999999999"));
  CHECK(bad("636865636b", "636865636"));
  CHECK(bad("636865636b", "63686563zz"));
  CHECK(bad(" :check", " :other"));
}

TEST_CASE("store.edn without its checksum may have been edited", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_identity(where, "", some_identity()).ok());
  where.damage(path, literal);
  CHECK(read_identity(where, "").or_throw() == some_identity());
}

TEST_CASE("each damaged byte of store.edn is found or means nothing",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_identity(where, "", some_identity()).ok());
  auto expected = some_identity();
  CHECK(unnoticed_damage(where, path,
                         [&](auto& disk) {
                           auto x = read_identity(disk, "");
                           return x && *x != expected;
                         })
        == std::vector<std::string>{});
}

TEST_CASE("a store of a newer format is refused, whatever else it says",
          "[backends]") {
  CHECK(refusal(":format 1\n :id", ":format 3\n :name")
        == "newer_format: /store.edn: the store is of format 3, this brine "
           "knows 2");
}

TEST_CASE("store.edn says what in it cannot be", "[backends]") {
  CHECK(refusal(":format 1", "") == "damaged: /store.edn: :format is nil");
  CHECK(refusal("#uuid \"3997818b-5bf3-42f0-890b-59bfac2fc54e\"", "7")
        == "damaged: /store.edn: :id is 7");
  CHECK(refusal(":log \"03", ":log \"3")
        == "damaged: /store.edn: :log is \"3000000000000000000000000000000\"");
  CHECK(refusal(":clean false", ":clean 0")
        == "damaged: /store.edn: :clean is 0");
  CHECK(refusal("100}", "-1}").rfind("damaged: /store.edn: :former is", 0)
        == 0);
  CHECK(refusal(literal, "[]") == "damaged: /store.edn: not a map");
  CHECK(refusal(literal, "{:format").rfind("damaged: /store.edn: line 1", 0)
        == 0);
}

TEST_CASE("what is no store is not taken for one", "[backends]") {
  auto where = sim_disk{};
  CHECK(look(where, "/s") == "nothing");
  REQUIRE(where.make_directory("/s").ok());
  CHECK(look(where, "/s") == "empty");
  for (const auto* name : {"/s/lock", "/s/store.edn.new"})
    where.open(name, open_mode::create).or_throw();
  REQUIRE(where.make_directory("/s/segments").ok());
  CHECK(look(where, "/s") == "empty");
  where.open("/s/segments/x", open_mode::create).or_throw();
  CHECK(look(where, "/s")
        == "not_a_store: /s: holds segments, but no store.edn");
  REQUIRE(write_identity(where, "/s", some_identity()).ok());
  CHECK(look(where, "/s") == "store");
  CHECK(look(where, "/s/lock") == "not_a_store: /s/lock: not a folder");
  REQUIRE(where.make_directory("/t").ok());
  where.open("/t/notes", open_mode::create).or_throw();
  CHECK(look(where, "/t") == "not_a_store: /t: holds notes, but no store.edn");
}

TEST_CASE("a new log is needed where seen history may be gone", "[backends]") {
  auto x = some_identity();
  CHECK(history_may_differ(x, boot_of(8)));
  CHECK_FALSE(history_may_differ(x, boot_of(7)));
  x.boot = {};
  CHECK(history_may_differ(x, boot_of(0)));
  x.fsync = "always";
  CHECK_FALSE(history_may_differ(x, boot_of(8)));
  x.backup = true;
  CHECK(history_may_differ(x, boot_of(7)));
  x = some_identity();
  x.clean = true;
  CHECK_FALSE(history_may_differ(x, boot_of(8)));
}

TEST_CASE("taking a new log keeps what the former ones share", "[backends]") {
  auto x = some_identity();
  x.backup = true;
  auto next = new_log_id();
  take_log(x, next, 240);
  CHECK(x.log == next);
  CHECK_FALSE(x.backup);
  REQUIRE(x.former.size() == 3);
  CHECK(x.former[0].last_common == 100);
  CHECK(x.former[1].last_common == 240);
  CHECK(x.former[2] == former_log{some_identity().log, 240});
  for (int i = 0; i < 2000; ++i)
    take_log(x, new_log_id(), 300);
  CHECK(x.former.size() == 1000);
}

TEST_CASE("ids are random", "[backends]") {
  CHECK(new_log_id() != new_log_id());
  CHECK(new_store_id() != new_store_id());
  CHECK(new_store_id().to_string()[14] == '4');
}

TEST_CASE("replacing store.edn is all or nothing at a crash", "[backends]") {
  auto other = some_identity();
  other.clean = true;
  auto look_after = [=](sim_disk& where) -> result<seen> {
    auto x = read_identity(where, "");
    if (!x)
      return x.failure();
    if (*x == some_identity())
      return seen::before;
    return *x == other ? seen::after : seen::mixture;
  };
  auto change = atomicity_case{
    .prepare =
      [](auto& where) { return write_identity(where, "", some_identity()); },
    .step = [=](auto& where) { return write_identity(where, "", other); },
    .look = look_after};
  CHECK(atomic_at_crashes(change) == "");
  CHECK(atomic_at_crashes(change, {.files = false}) != "");
  CHECK(atomic_at_crashes(change, {.folders = false}) != "");
}
