// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

namespace {

std::vector<std::string> history(const store& db, const cursor& from) {
  std::vector<std::string> all;
  changes_options o;
  o.from = from;
  for (const auto& c : db.changes(o))
    all.push_back(std::to_string(c.rev) + ' ' + std::string(name(c.what)) + ' '
                  + to_string(c.key()) + ' ' + to_string(c.after()));
  return all;
}

} // namespace

TEST_CASE("open takes a path, a URI or a config, and makes what is missing",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  for (const auto& where :
       {config(path), config("journal:" + path + "?ranges=2"),
        config(value{{"backend", "journal"}, {"path", path}})}) {
    auto db = open(where);
    db.update("n", [](const value& n) { return value(n.as_int(0) + 1); });
  }
  CHECK(connect(path).get<int>("n") == 3);
  CHECK(open("memory:").get("n") == std::nullopt);
}

TEST_CASE("a journal has what was written when it is opened again",
          "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  {
    auto db = open(path);
    db.assoc("alice", {{"age", 30}});
    db.assoc_in({"alice", "age"}, 31);
    db.assoc("bob", 1);
    db.dissoc("bob");
    db.multi_assoc({{"x", 1}, {"y", 2}});
  }
  auto db = open(path);
  CHECK(db.get("alice") == value{{"age", 31}});
  CHECK(!db.exists("bob"));
  CHECK(db.keys() == std::vector<value>{"alice", "x", "y"});
  CHECK(db.last_revision() == 5);
  CHECK(db.assoc("z", 3) == 6);
  CHECK(db.get_meta("alice")->rev == 2);
}

TEST_CASE("a journal's history is replayed across openings and segments",
          "[actors]") {
  scratch_directory folder;
  const auto where =
    "journal:" + (folder / "data") + "?segment-size=64KiB&fsync=never&cache=0";
  {
    auto db = create(where);
    for (int i = 0; i < 2000; ++i)
      db.assoc(i % 10, std::string(100, static_cast<char>('a' + i % 26)));
  }
  auto db = connect(where);
  for (int i = 2000; i < 2100; ++i)
    db.assoc(i % 10, i);
  revision seen = 0;
  changes_options o;
  o.from = beginning;
  o.old_values = true;
  int n = 0;
  for (const auto& c : db.changes(o)) {
    CHECK(c.rev == seen + 1);
    seen = c.rev;
    if (++n > 1500) {
      CHECK(c.only().old == old_value::known);
      CHECK(c.only().previous + 10 == c.rev);
      if (n > 1510)
        break; // old values are looked up one by one
    }
  }
  auto late = history(db, {{}, 2099});
  CHECK(late == std::vector<std::string>{"2100 assoc 9 2099"});
  CHECK(db.get(3) == value(2093));
}

TEST_CASE("a cursor resumes after the store was opened again", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  std::optional<cursor> at;
  {
    auto db = open(path);
    db.assoc("a", 1);
    db.assoc("a", 2);
    changes_options o;
    o.from = beginning;
    auto stream = db.changes(o);
    at = stream.next()->position();
  }
  auto text = to_string(*at);
  auto db = open(path);
  CHECK(history(db, parse_cursor(text).or_throw())
        == std::vector<std::string>{"2 assoc \"a\" 2"});
  auto other = *at;
  other.log.bytes[0] ^= 1;
  CHECK(code_of([&] { history(db, other); }) == errc::history_lost);
}

TEST_CASE("a value above a megabyte is kept in a file of its own", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  const auto large = std::string(3 << 20, 'x');
  {
    auto db = open(path);
    db.assoc("large", large);
    CHECK(db.get<std::string>("large") == large);
  }
  auto db = open(path);
  CHECK(db.get<std::string>("large") == large);
  using files = std::filesystem::directory_iterator;
  CHECK(std::distance(files(path + "/blobs"), files()) == 1);
}

TEST_CASE("a second opening of a journal is refused", "[actors]") {
  scratch_directory folder;
  auto db = open(folder / "data");
  CHECK(code_of([&] { auto again = open(folder / "data"); })
        == errc::store_in_use);
}

TEST_CASE("what is no journal is not opened as one", "[actors]") {
  scratch_directory folder;
  std::ofstream(folder / "file") << "text";
  std::filesystem::create_directory(folder / "other");
  std::ofstream(folder / "other/notes.txt") << "text";
  CHECK(code_of([&] { auto db = open(folder / "file"); }) == errc::not_a_store);
  CHECK(code_of([&] { auto db = open(folder / "other"); })
        == errc::not_a_store);
  CHECK(code_of([&] { auto db = connect(folder / "none"); })
        == errc::store_missing);
  auto db = create(folder / "made");
  CHECK(code_of([&] { auto again = create(folder / "made"); })
        == errc::store_exists);
  db.close();
  CHECK(exists(folder / "made"));
  destroy(folder / "made");
  CHECK(!exists(folder / "made"));
}

TEST_CASE("a config names what is wrong with it", "[actors]") {
  scratch_directory folder;
  auto message = [](const std::string& where) {
    try {
      auto db = connect(where);
    } catch (const error& e) {
      return std::string(name(e.code())) + ": " + e.message();
    }
    return std::string();
  };
  CHECK(message("jurnal:x")
        == "unknown_backend: there is no backend jurnal: choose journal or "
           "memory");
  CHECK(message("journal:x?fsnc=never").find("fsnc") != std::string::npos);
  CHECK(message("journal:x?fsync=often").find("fsync") != std::string::npos);
}
