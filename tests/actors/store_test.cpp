// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>
#include <brine/actors/snapshot_view.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "failures.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("a document is found as it was written", "[actors]") {
  auto db = connect("memory:");
  CHECK(!db.get("alice"));
  CHECK(db.assoc("alice", {{"name", "Alice"}, {"age", 30}}) == 1);
  CHECK(db.get("alice") == value{{"name", "Alice"}, {"age", 30}});
  CHECK(db.get_in<int>({"alice", "age"}) == 30);
  CHECK(!db.get_in<int>({"alice", "size"}));
  CHECK(!db.get_in<int>({"bob", "size"}));
}

TEST_CASE("a stored nil is there, an absent key is not", "[actors]") {
  auto db = connect("memory:");
  db.assoc("nothing", nullptr);
  CHECK(db.exists("nothing"));
  CHECK(db.get("nothing") == std::optional<value>(value()));
  CHECK(!db.exists("other"));
  db.assoc("no", false);
  CHECK(db.get<bool>("no") == false);
}

TEST_CASE("an update by path keeps what is beside it", "[actors]") {
  auto db = connect("memory:");
  db.assoc("baz", {{"bar", 42}});
  db.assoc_in({"baz", "barf"}, 43);
  CHECK(db.get_in<int>({"baz", "bar"}) == 42);
  auto done = db.update_in({"baz", "bar"},
                           [](const value& v) { return v.as_int(0) + 1; });
  CHECK(done.before == value{{"bar", 42}, {"barf", 43}});
  CHECK(done.after == value{{"bar", 43}, {"barf", 43}});
  CHECK(done.rev == 3);
  db.update_in({"new", "a", "b"}, [](const value& v) {
    CHECK(v.is_nil());
    return value(1);
  });
  CHECK(db.get("new") == value{{"a", {{"b", 1}}}});
}

TEST_CASE("an update to an equal value is a commit, a transaction that changes "
          "nothing is none",
          "[actors]") {
  auto db = connect("memory:");
  db.assoc("a", {{"b", 1}});
  std::string seen;
  db.add_write_hook("all", [&](const change& c) {
    seen += std::to_string(c.rev) + to_string(c.after()) + ' ';
  });
  const auto same = [](const value& v) { return v; };
  CHECK(db.update("a", same).rev == 2);
  CHECK(db.update_in({"a", "b"}, same).rev == 3);
  CHECK(db.update("none", same).rev == 4);
  CHECK(db.exists("none"));
  CHECK(seen == R"(2{"b" 1} 3{"b" 1} 4nil )");
  CHECK(db.transact({"a"}, [](transaction& t) { t["a"] = {{"b", 1}}; }) == 0);
  CHECK(db.last_revision() == 4);
}

TEST_CASE("a step into a number is an error that says where", "[actors]") {
  auto db = connect("memory:");
  db.assoc("n", {{"a", 5}});
  try {
    db.assoc_in({"n", "a", "b"}, 1);
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::wrong_kind);
    CHECK(e.key() == "\"n\"");
  }
  CHECK(db.get("n") == value{{"a", 5}});
}

TEST_CASE("dissoc tells whether something was removed", "[actors]") {
  auto db = connect("memory:");
  db.assoc("a", 1);
  CHECK(db.dissoc("a"));
  CHECK(!db.dissoc("a"));
  CHECK(!db.get("a"));
  CHECK(db.last_revision() == 2);
}

TEST_CASE("an update function that throws aborts its operation only",
          "[actors]") {
  struct own {};

  auto db = connect("memory:");
  db.assoc("a", 1);
  CHECK_THROWS_AS(db.update("a", [](const value&) -> value { throw own(); }),
                  own);
  auto op = db.async().update("a", [](const value&) -> value { throw own(); });
  CHECK_THROWS_AS(op.get(), own);
  CHECK(db.get<int>("a") == 1);
  CHECK(db.last_revision() == 1);
}

TEST_CASE("a write is made only at the revision it expects", "[actors]") {
  auto db = connect("memory:");
  auto at = [](revision r) {
    write_options o;
    o.expected = r;
    return o;
  };
  CHECK(db.assoc("a", 1, at(0)) == 1);
  CHECK(code_of([&] { db.assoc("a", 2, at(0)); }) == errc::conflict);
  CHECK(db.assoc("a", 2, at(1)) == 2);
  CHECK(code_of([&] {
          db.update(
            "a",
            [](const value&) -> value {
              FAIL("ran");
              return {};
            },
            at(1));
        })
        == errc::conflict);
  CHECK(code_of([&] { db.dissoc("b", at(7)); }) == errc::conflict);
  CHECK(!db.exists("b"));
  CHECK(db.get<int>("a") == 2);
}

TEST_CASE("metadata has key, revision, time and custom fields", "[actors]") {
  auto db = connect("memory:");
  write_options o;
  o.metadata = {{"by", "me"}};
  db.assoc("a", 1, o);
  auto meta = db.get_meta("a");
  REQUIRE(meta);
  CHECK(meta->key == value("a"));
  CHECK(meta->type == "edn");
  CHECK(meta->rev == 1);
  CHECK(meta->last_write.microseconds > 0);
  CHECK(meta->custom == value{{"by", "me"}});
  db.update("a", [](const value&) { return value(2); });
  CHECK(db.get_meta("a")->custom == value{{"by", "me"}});
  db.assoc("a", 3);
  CHECK(db.get_meta("a")->custom.is_nil());
  CHECK(!db.get_meta("b"));
}

TEST_CASE("many keys are written in one revision", "[actors]") {
  auto db = connect("memory:");
  CHECK(db.multi_assoc({{"a", 1}, {"b", 2}, {"c", 3}}) == 1);
  auto found = db.multi_get({"a", "c", "x"});
  CHECK(found.size() == 2);
  CHECK(found.at("c") == value(3));
  auto gone = db.multi_dissoc({"a", "x"});
  CHECK(gone.at("a"));
  CHECK(!gone.at("x"));
  CHECK(db.last_revision() == 2);
  CHECK(db.keys() == std::vector<value>{"b", "c"});
  CHECK(db.multi_get({}).empty());
  CHECK(db.multi_dissoc({}).empty());
}

TEST_CASE("of a key named twice the last document counts", "[actors]") {
  auto db = connect("memory:");
  db.multi_assoc({{"a", 1}, {"a", 2}});
  CHECK(db.get<int>("a") == 2);
}

TEST_CASE("a transaction swaps two documents at once", "[actors]") {
  auto db = connect("memory:");
  db.multi_assoc({{"a", 1}, {"b", 2}});
  auto rev =
    db.transact({"a", "b"}, [](transaction& t) { std::swap(t["a"], t["b"]); });
  CHECK(rev == 2);
  CHECK(db.get<int>("a") == 2);
  CHECK(db.get<int>("b") == 1);
  db.transact({"a", "c"}, [](transaction& t) {
    CHECK(!t["c"]);
    t["c"] = t["a"];
    t["a"] = std::nullopt;
  });
  CHECK(!db.exists("a"));
  CHECK(db.get<int>("c") == 2);
}

TEST_CASE("a transaction that throws changes nothing and frees its keys",
          "[actors]") {
  auto db = connect("memory:");
  db.assoc("a", 1);
  CHECK(code_of([&] {
          db.transact({"a"}, [](transaction& t) {
            t["a"] = 5;
            t["b"] = 6;
          });
        })
        == errc::bad_argument);
  CHECK(db.get<int>("a") == 1);
  CHECK(db.transact({"a"}, [](transaction&) {}) == 0);
  CHECK(db.last_revision() == 1);
  CHECK(db.assoc("a", 2) == 2);
}

TEST_CASE("keys come in the order of keys, and by prefix", "[actors]") {
  auto db = connect("memory:");
  for (int i = 0; i < 600; ++i)
    db.assoc(vec("user", 599 - i), i);
  db.assoc("z", 1);
  auto all = db.keys();
  CHECK(all.size() == 601);
  CHECK(std::is_sorted(all.begin(), all.end(), key_less()));
  auto users = db.scan(vec("user"));
  REQUIRE(users.size() == 600);
  CHECK(users.front().first == vec("user", 0));
  CHECK(users.front().second == value(599));
}

TEST_CASE("a snapshot stays as it was", "[actors]") {
  auto db = connect("memory:");
  for (int i = 0; i < 100; ++i)
    db.assoc(i, i);
  auto view = db.snapshot();
  CHECK(view.revision() == 100);
  for (int i = 0; i < 100; i += 2)
    db.dissoc(i);
  for (int i = 50; i < 150; ++i)
    db.assoc(i, -i);
  int n = 0;
  view.each([&](const value& k, const value& v) {
    CHECK(k == v);
    ++n;
    return true;
  });
  CHECK(n == 100);
  CHECK(view.get(2) == value(2));
  CHECK(!view.get(120));
  CHECK(db.keys().size() == 125);
}

TEST_CASE("async operations start at once and answer later", "[actors]") {
  auto db = connect("memory:");
  auto op = db.async().assoc("alice", {{"age", 32}});
  CHECK(op.get() == 1);
  CHECK(db.async().get("alice").get() == value{{"age", 32}});
  std::vector<async_result<updated>> all;
  for (int i = 0; i < 1000; ++i)
    all.push_back(
      db.async().update("n", [](const value& v) { return v.as_int(0) + 1; }));
  revision last = 1;
  for (auto& one : all) {
    auto done = one.get();
    CHECK(done.rev > last);
    last = done.rev;
  }
  CHECK(db.get<int>("n") == 1000);
}

TEST_CASE("a blocking call inside an update function is refused", "[actors]") {
  auto db = connect("memory:");
  auto other = connect("memory:");
  CHECK(code_of([&] {
          db.update("a", [&](const value&) { return *other.get("b"); });
        })
        == errc::reentrant_call);
  db.update("a", [&](const value&) {
    auto started = other.async().assoc("b", 1);
    return value(1);
  });
  CHECK(db.get<int>("a") == 1);
}

TEST_CASE("after close every call says so", "[actors]") {
  auto db = connect("memory:");
  auto shared = db.share();
  db.assoc("a", 1);
  shared.close();
  shared.close();
  CHECK(code_of([&] { (void)db.get("a"); }) == errc::store_closed);
  auto op = db.async().assoc("a", 2);
  CHECK(code_of([&] { op.get(); }) == errc::store_closed);
}
