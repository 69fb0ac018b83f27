// SPDX-License-Identifier: MIT
#include <brine/brine.hpp>
#include <brine/core/document.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"
#include "places.hpp"
#include "task.hpp"

// Closing a store, and letting go of it, from inside its own functions.

using namespace brine;
using namespace brine::test;

namespace {

// One store in memory and one in a journal, since only one of them syncs.
const std::vector<std::string> settings = {"fsync=always"};

task close_after_writing(const store& db, revision& seen) {
  auto operation = db.async().assoc("a", 2);
  seen = co_await operation;
  db.close();
}

/// A journal's lock is free some time after the last handle went on a thread of
/// the store's own, since the rest happens on another.
store open_again(const std::string& where) {
  for (;;) {
    try {
      return connect(where);
    } catch (const error& e) {
      REQUIRE(e.code() == errc::store_in_use);
      std::this_thread::yield();
    }
  }
}

} // namespace

TEST_CASE("a store may be closed from inside its own functions", "[actors]") {
  auto scratch = scratch_directory();
  const auto kind = GENERATE(0u, 1u);
  auto db = create(places(scratch, settings)[kind]);
  db.assoc("a", 1);

  SECTION("an update function") {
    auto done = db.update("a", [&](const value&) {
      db.close();
      return value(2);
    });
    CHECK(done.rev == 2);
  }
  SECTION("a write hook") {
    db.add_write_hook("h", [&](const change&) { db.close(); });
    CHECK(db.assoc("a", 2) == 2);
  }
  SECTION("the function of a transaction") {
    const auto code = code_of([&] {
      db.transact({"a"}, [&](transaction& t) {
        db.close();
        t["a"] = 2;
      });
    });
    CHECK(code == errc::store_closed);
  }
  SECTION("a subscription's callback") {
    std::promise<void> closed;
    auto sub = db.subscribe([&](const change&) {
      db.close();
      closed.set_value();
    });
    db.assoc("a", 2);
    closed.get_future().wait();
  }
  SECTION("the callback of an asynchronous operation") {
    std::promise<bool> written;
    auto operation = db.async().assoc("a", 2);
    operation.then([&](const result<revision>& r) {
      db.close();
      written.set_value(static_cast<bool>(r));
    });
    CHECK(written.get_future().get());
  }
  SECTION("an update function on an I/O thread") {
    auto operation = db.async().update("a", [&](const value&) {
      db.close();
      return value(2);
    });
    CHECK(operation.get().rev == 2);
  }
  SECTION("a write hook on an I/O thread") {
    db.add_write_hook("h", [&](const change&) { db.close(); });
    auto operation = db.async().assoc("a", 2);
    CHECK(operation.get() == 2);
  }
  SECTION("the function of an asynchronous transaction") {
    auto operation = db.async().transact({"a"}, [&](transaction& t) {
      db.close();
      t["a"] = 2;
    });
    CHECK(code_of([&] { operation.get(); }) == errc::store_closed);
  }
  SECTION("a coroutine") {
    revision seen = 0;
    close_after_writing(db, seen).result.get();
    CHECK(seen == 2);
  }
  db.close(); // waits for what the close above left to others
  CHECK(code_of([&] { static_cast<void>(db.get("a")); }) == errc::store_closed);
}

TEST_CASE("letting go of the last handle in a callback closes the store",
          "[actors]") {
  auto scratch = scratch_directory();
  const auto where = "journal:" + (scratch / "db");
  auto db = std::optional(create(where));
  std::promise<void> gone;
  auto go = std::make_shared<std::promise<void>>();
  auto wait = std::make_shared<std::shared_future<void>>(go->get_future());
  auto last = std::make_shared<std::optional<shared_store>>(db->share());
  auto operation = (*last)->async().assoc("a", 2);
  db.reset();
  operation.then([&gone, last, wait](const result<revision>&) {
    wait->wait();
    last->reset();
    gone.set_value();
  });
  last.reset();
  go->set_value();
  gone.get_future().wait();
  CHECK(open_again(where).get<int>("a") == 2);
}

TEST_CASE("a store may be destroyed inside an update function", "[actors]") {
  auto scratch = scratch_directory();
  const auto where = "journal:" + (scratch / "db");
  auto db = std::optional(create(where));
  auto destroy = [&](const value&) {
    db.reset();
    return value(2);
  };
  SECTION("on an I/O thread") {
    auto operation = db->async().update("a", destroy);
    CHECK(operation.get().rev == 1);
  }
  SECTION("on the caller's thread") {
    // Not of the store itself, whose own function may not destroy it.
    const auto beside = shared_store(db->machinery());
    CHECK(beside.update("a", destroy).rev == 1);
  }
  CHECK(open_again(where).get<int>("a") == 2);
}

TEST_CASE("closing inside a walk over a snapshot ends the walk", "[actors]") {
  auto scratch = scratch_directory();
  const auto kind = GENERATE(0u, 1u);
  const auto destroys = GENERATE(false, true);
  auto config = parse_config(places(scratch, settings)[kind]).or_throw();
  auto db = std::optional(create(assoc_in(config, {"ranges"}, 1)));
  constexpr int many = 1000; // of one range: more than are asked for at once
  std::vector<std::pair<value, value>> all;
  for (int i = 0; i < many; ++i)
    all.emplace_back(i, i);
  db->multi_assoc(all);
  int seen = 0;
  const auto code = code_of([&] {
    db->snapshot().each([&](const value& key, const value& document) {
      CHECK(key == document);
      if (seen++ > 0)
        return true;
      if (destroys)
        db.reset();
      else
        db->close();
      return true;
    });
  });
  CHECK(code == errc::store_closed);
  CHECK(seen >= 1);
  CHECK(seen < many);
}
