// SPDX-License-Identifier: MIT
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"

// The documented ways to call a store that no listing of examples/ shows.

using brine::test::scratch_directory;

namespace {

struct user_t {
  std::string name;
  int age = 0;

  template <class Archive>
  void serialize(Archive& a) {
    a(CEREAL_NVP(name), CEREAL_NVP(age));
  }
};

} // namespace

TEST_CASE("documents are written and read as documented", "[actors]") {
  scratch_directory folder;
  auto db = brine::open(folder / "data");
  db.assoc("alice", {{"name", "Alice"}, {"age", 30}});
  db.assoc_in({"alice", "age"}, 31);
  auto done = db.update_in(
    {"alice", "visits"}, [](const brine::value& v) { return v.as_int(0) + 1; });
  auto age = db.get_in<int>({"alice", "age"});
  CHECK(age == 31);
  CHECK(done.before == brine::value{{"name", "Alice"}, {"age", 31}});
  CHECK(done.after["visits"] == 1);
  CHECK(done.rev == 3);

  auto user = user_t{"Bob", 7};
  db.assoc("bob", user);
  auto bob = db.get<user_t>("bob");
  CHECK(bob->age == 7);
  CHECK(db.get_in<std::string>({"bob", "name"}) == "Bob");
}

TEST_CASE("many documents are written as documented", "[actors]") {
  auto db = brine::connect("memory:");
  CHECK(db.multi_assoc({{"a", 1}, {"b", 2}}) == 1);
  db.transact({"a", "b"},
              [](brine::transaction& t) { std::swap(t["a"], t["b"]); });
  CHECK(db.get<int>("a") == 2);
  CHECK(db.get<int>("b") == 1);
}

TEST_CASE("changes are followed as documented", "[hooks]") {
  auto db = brine::connect("memory:");
  db.assoc("alice", 1);
  auto cursor = brine::beginning;
  std::promise<brine::change> first;
  auto sub = db.subscribe({.where = brine::prefix("alice"), .from = cursor},
                          [&](const brine::change& c) { first.set_value(c); });
  CHECK(first.get_future().get().key() == "alice");
  int n = 0;
  for (const auto& c : db.changes({.from = brine::beginning}))
    n += c.rev == 1 ? 1 : 100;
  CHECK(n == 1);
  std::vector<brine::revision> audited;
  db.add_write_hook("audit",
                    [&](const brine::change& c) { audited.push_back(c.rev); });
  CHECK(db.assoc("bob", 2) == 2);
  CHECK(audited == std::vector<brine::revision>{2});
}

TEST_CASE("asynchronous operations are used as documented", "[actors]") {
  auto db = brine::connect("memory:");
  auto op = db.async().assoc("alice", {{"age", 32}});
  CHECK(op.get() == 1);
  std::promise<brine::revision> called;
  db.async().assoc("bob", 1).then([&](brine::result<brine::revision> r) {
    called.set_value(std::move(r).or_throw());
  });
  CHECK(called.get_future().get() == 2);
}

TEST_CASE("values are spelled as documented", "[core]") {
  using brine::value;
  CHECK(value{{1, 2}, {3, 4}}.is_map());
  CHECK(to_string(brine::vec(1, 2)) == "[1 2]");
  CHECK(to_string(brine::list(1, 2)) == "(1 2)");
  CHECK(to_string(brine::set(1, 2)) == "#{1 2}");
  CHECK(to_string(brine::map()) == "{}");
  CHECK(value{}.is_nil());
  CHECK(value{}.as_int(0) == 0);
  CHECK_THROWS_AS(value("text").as_int(0), brine::error);
}

TEST_CASE("a transaction says what is absent, and keeps what is not touched",
          "[actors]") {
  auto db = brine::connect("memory:");
  db.multi_assoc({{"a", 1}, {"b", 2}});
  db.transact({"a", "b", "c"}, [](brine::transaction& t) {
    CHECK(!t["c"]);
    t["a"] = std::nullopt;
    CHECK_THROWS_AS(t["d"], brine::error);
  });
  CHECK(!db.exists("a"));
  CHECK(db.get_meta("b")->rev == 1);
}

TEST_CASE("stores are opened, shared, closed and destroyed as documented",
          "[actors]") {
  scratch_directory folder;
  const auto where = "journal:" + (folder / "data") + "?fsync=always";
  CHECK(!brine::exists(where));
  auto handle = std::optional<brine::shared_store>();
  {
    auto db = brine::create(where);
    handle = db.share();
  }
  handle->assoc("still", "open");
  handle->close();
  CHECK_THROWS_AS(handle->assoc("not", "any more"), brine::error);
  {
    auto db = brine::connect(
      brine::value{{"backend", "journal"}, {"path", folder / "data"}});
    CHECK(db.get<std::string>("still") == "open");
  }
  brine::destroy(where);
  CHECK(!brine::exists(where));
}
