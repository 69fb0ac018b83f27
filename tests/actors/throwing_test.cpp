// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/calls.hpp>
#include <brine/actors/index.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/core/key.hpp>

#include <caf/mailbox_element.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>

#include "../log_lines.hpp"
#include "../no_memory.hpp"
#include "../own_new.hpp"
#include "failures.hpp"
#include "faulty_backend.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("a writer that throws leaves nobody waiting", "[actors]") {
  const auto kind = GENERATE(0, 1);
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  std::promise<void> entered;
  std::promise<void> go_on;
  f->on_write = [&] {
    entered.set_value();
    go_on.get_future().wait();
    if (kind == 0)
      throw std::bad_alloc();
    throw 1;
  };
  auto first = db.async().assoc("a", 2);
  entered.get_future().wait();
  // Built on the first, beside it, and behind both of them.
  auto built = db.async().update("a", [](const value&) { return value(3); });
  auto beside = db.async().multi_assoc({{"b", 1}, {"c", 1}, {"d", 1}});
  write_options o;
  o.expected = 1;
  auto behind = db.async().assoc("a", 4, o);
  go_on.set_value();
  CHECK(code_of([&] { first.get(); }) == errc::outcome_unknown);
  CHECK(code_of([&] { built.get(); }) != errc{});
  CHECK(code_of([&] { beside.get(); }) == errc::storage_failed);
  CHECK(code_of([&] { behind.get(); }) != errc{});
  CHECK(code_of([&] { db.assoc("e", 1); }) == errc::storage_failed);
  CHECK(code_of([&] { db.sync(); }) == errc::storage_failed);
  CHECK(db.get<int>("a") == 1);
  int changes = 0;
  for (const auto& c : db.changes({.from = beginning}))
    changes += c.rev == 1;
  CHECK(changes == 1);
  db.close();
}

TEST_CASE("a sync that throws does not leave its caller waiting", "[actors]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  f->on_sync = [] { throw std::runtime_error("no disk"); };
  CHECK(failure_of([&] { db.sync(); })
        == "outcome_unknown: io_failed: no disk");
  CHECK(code_of([&] { db.assoc("a", 2); }) == errc::storage_failed);
}

TEST_CASE("a commit whose write hooks cannot be told is answered, and writing "
          "goes on",
          "[actors]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  int told = 0;
  db.add_write_hook("h", [&](const change&) { ++told; });
  f->on_load = [] { throw std::bad_alloc(); }; // the old value, for the hook
  CHECK(db.assoc("a", 2) == 2);
  CHECK(told == 0);
  CHECK(db.assoc("b", 1) == 3);
  CHECK(told == 1);
  f->on_load = [] {};
  CHECK(db.get<int>("a") == 2);
  int changes = 0;
  for (const auto& c : db.changes({.from = beginning}))
    changes += c.rev <= 2;
  CHECK(changes == 2);
}

TEST_CASE("a call that waited for a key and then throws is answered with that, "
          "and holds nobody up",
          "[actors]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  std::promise<void> entered;
  std::promise<void> go_on;
  auto holder = std::thread([&] {
    db.transact({"a"}, [&](transaction& t) {
      t["a"] = 2;
      entered.set_value();
      go_on.get_future().wait();
    });
  });
  entered.get_future().wait();
  auto waiting = db.async().update("a", [](const value& x) { return x; });
  f->on_load = [] { throw std::bad_alloc(); };
  go_on.set_value();
  CHECK(code_of([&] { waiting.get(); }) == errc::io_failed);
  holder.join();
  f->on_load = [] {};
  CHECK(db.assoc("a", 3) == 3);
  int changes = 0;
  for (const auto& c : db.changes({.from = beginning}))
    changes += c.rev <= 3;
  CHECK(changes == 3);
}

TEST_CASE("a subscription whose snapshot cannot be read is told, whatever its "
          "error callback throws",
          "[hooks]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  f->on_load = [] { throw std::runtime_error("no disk"); };
  std::promise<errc> told;
  subscribe_options o;
  o.snapshot = true;
  o.on_error = [&](const error& e) {
    told.set_value(e.code());
    throw 1;
  };
  auto sub = db.subscribe(o, [](const change&) {});
  CHECK(told.get_future().get() == errc::io_failed);
  sub.end();
}

TEST_CASE(
  "what a backend throws comes out as an error, what the user's function "
  "throws as it is",
  "[actors]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  f->on_load = [] { throw std::runtime_error("no disk"); };
  const auto as_is = [](const value& x) { return x; };
  const auto why = "io_failed: no disk (key \"a\")";
  CHECK(failure_of([&] { (void)db.get("a"); }) == why);
  CHECK(failure_of([&] { db.update("a", as_is); }) == why);
  CHECK(failure_of([&] { (void)db.snapshot().get("a"); }) == why);
  CHECK(code_of([&] { db.async().get("a").get(); }) == errc::io_failed);
  CHECK(failure_of([&] { db.async().update("a", as_is).get(); }) == why);
  CHECK(code_of([&] { db.transact({"a"}, [](transaction&) {}); })
        == errc::io_failed);
  f->on_load = [] {};
  CHECK_THROWS_AS(db.update("a", [](const value&) -> value { throw 1; }), int);
  CHECK(db.assoc("a", 2) == 2);
}

TEST_CASE("who waits for a keeper that throws is told why", "[actors]") {
  const auto kind = GENERATE(0, 1);
  auto f = std::make_shared<faults>();
  f->on_keep = [&] {
    if (kind == 0)
      throw std::runtime_error("no disk");
    throw 1;
  };
  auto db = faulty_store(f);
  CHECK(code_of([&] { (void)db.consumers(); }) == errc::io_failed);
  CHECK(code_of([&] { db.backup("b"); }) == errc::io_failed);
  CHECK(code_of([&] { db.remove_consumer("c"); }) == errc::io_failed);
  db.close();
}

namespace {

/// Bytes of what a range keeps of a key; no other allocation is of this size.
[[maybe_unused]] std::size_t entry_size(const value& key) {
  return sizeof(key_entry) + encode_key(key).or_throw().size();
}

/// A key of which there is no other of this length.
[[maybe_unused]] value long_key(char c) {
  return std::string(3001, c);
}

} // namespace

#if BRINE_OWN_NEW
TEST_CASE("a call that there is no memory for fails alone, and holds no key",
          "[actors]") {
  auto db = faulty_store(std::make_shared<faults>());
  const auto many = [&](char c) {
    db.multi_assoc({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {long_key(c), 1}});
  };
  const auto run = [&](char c) {
    switch (c % 3) {
    case 0:
      return many(c);
    case 1:
      db.assoc(long_key(c), 1);
      return;
    default:
      db.transact({"a", "b", "c", "d", long_key(c)},
                  [](transaction& t) { t["a"] = 3; });
    }
  };
  for (char c = 'a'; c <= 'z'; ++c) {
    INFO(c);
    {
      const no_memory none(entry_size(long_key(c)));
      CHECK(failure_of([&] { run(c); }) == "io_failed: std::bad_alloc");
      CHECK(none.met());
    }
    REQUIRE(db.assoc("e", 1) > 0);
    for (const auto* key : {"a", "b", "c", "d"})
      db.assoc(key, 2);
    CHECK(!db.exists(long_key(c)));
    CHECK(db.get<int>("a") == 2);
    many('A');
  }
}

TEST_CASE("a call that cannot be passed on to be written fails alone",
          "[actors]") {
  auto db = faulty_store(std::make_shared<faults>());
  db.assoc("a", 1);
  auto missing = std::optional<no_memory>();
  const auto update = [&](const value& v) {
    missing.emplace(sizeof(caf::mailbox_element_vals<courier<commit_call>>));
    return v;
  };
  CHECK(failure_of([&] { db.update("a", update); })
        == "io_failed: std::bad_alloc");
  CHECK(missing->met());
  CHECK(db.get<int>("a") == 1);
  CHECK(db.update("a", [](const value&) { return value(2); }).rev == 2);
}

TEST_CASE("what was written and cannot be shown is not known to be there, and "
          "ends writing",
          "[actors]") {
  const log_lines lines;
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  const auto key = long_key('k');
  db.assoc(key, 1);
  const auto before = db.snapshot();
  // A snapshot that is open keeps the key of what is replaced.
  auto missing = std::optional<no_memory>();
  f->on_written = [&] {
    missing.emplace(encode_key(key).or_throw().size() + 1);
  };
  CHECK(code_of([&] { db.assoc(key, 2); }) == errc::outcome_unknown);
  CHECK(missing->met());
  CHECK(db.get<int>(key) == 1);
  CHECK(before.get(key) == value(1));
  CHECK(code_of([&] { db.assoc(key, 3); }) == errc::storage_failed);
  CHECK(code_of([&] { db.assoc("other", 3); }) == errc::storage_failed);
  db.close();
}
#endif
