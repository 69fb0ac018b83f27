// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/brine.hpp>
#include <brine/core/document.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <coroutine>
#include <exception>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "../backends/scratch_directory.hpp"

using namespace brine;
using test::scratch_directory;

namespace {

/// A store in memory and one in a journal, since only one of them syncs.
std::string place(int kind, const scratch_directory& scratch) {
  return kind == 0 ? "memory:" : "journal:" + (scratch / "db");
}

errc refusal(const std::function<void()>& f) {
  try {
    f();
  } catch (const error& e) {
    return e.code();
  }
  FAIL("nothing was thrown");
  return errc::bad_argument;
}

/// A coroutine that nobody waits for.
struct detached {
  struct promise_type {
    detached get_return_object() {
      return {};
    }

    std::suspend_never initial_suspend() noexcept {
      return {};
    }

    std::suspend_never final_suspend() noexcept {
      return {};
    }

    void return_void() {}

    void unhandled_exception() {
      std::terminate();
    }
  };
};

detached close_after_writing(const store& db, std::promise<revision>& seen) {
  auto operation = db.async().assoc("a", 2);
  const auto rev = co_await operation;
  db.close();
  seen.set_value(rev);
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
  const auto kind = GENERATE(0, 1);
  auto db = create(place(kind, scratch));
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
    const auto code = refusal([&] {
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
    CHECK(refusal([&] { operation.get(); }) == errc::store_closed);
  }
  SECTION("a coroutine") {
    std::promise<revision> seen;
    close_after_writing(db, seen);
    CHECK(seen.get_future().get() == 2);
  }
  db.close(); // waits for what the close above left to others
  CHECK(refusal([&] { static_cast<void>(db.get("a")); }) == errc::store_closed);
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
  const auto kind = GENERATE(0, 1);
  const auto destroys = GENERATE(false, true);
  auto config = parse_config(place(kind, scratch)).or_throw();
  auto db = std::optional(create(assoc_in(config, {"ranges"}, 1)));
  constexpr int many = 1000; // of one range: more than are asked for at once
  std::vector<std::pair<value, value>> all;
  for (int i = 0; i < many; ++i)
    all.emplace_back(i, i);
  db->multi_assoc(all);
  int seen = 0;
  const auto code = refusal([&] {
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

TEST_CASE("closing ends a transaction that others wait for", "[actors]") {
  auto db = create("memory:?max-operations=2");
  std::promise<void> entered;
  std::promise<void> go_on;
  auto first = std::thread([&] {
    CHECK(refusal([&] {
            db.transact({"a"}, [&](transaction& t) {
              entered.set_value();
              go_on.get_future().wait();
              t["a"] = 1;
            });
          })
          == errc::store_closed);
  });
  entered.get_future().wait();
  // It waits for the key, and with it the store is full.
  auto second = db.async().assoc("a", 2);
  auto closer = std::thread([&] { db.close(); });
  while (!db.machinery()->closed())
    std::this_thread::yield();
  go_on.set_value();
  first.join();
  closer.join();
  CHECK(second.get() == 1);
}

TEST_CASE("operations of many calls do not wait for room that they have",
          "[actors]") {
  auto db = create("memory:?max-operations=2&callback-threads=1");
  db.assoc("a", 1);
  auto one = db.async().scan();
  auto other = db.async().keys();
  CHECK(one.get().size() == 1);
  CHECK(other.get().size() == 1);
}

TEST_CASE("closing answers every call that is open", "[actors]") {
  auto scratch = scratch_directory();
  const auto kind = GENERATE(0, 1);
  auto db = create(place(kind, scratch));
  std::atomic<int> written{0};
  std::vector<std::thread> threads;
  std::atomic<int> started{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      try {
        for (int i = 0;; ++i) {
          db.assoc(vec(t, i), i);
          ++written;
          if (i == 0)
            ++started;
        }
      } catch (const error& e) {
        if (e.code() != errc::store_closed)
          std::terminate();
      }
    });
  std::atomic<int> answers{0};
  for (int i = 0; i < 1000; ++i) {
    auto operation = db.async().assoc("async", i);
    operation.then([&](const result<revision>&) { ++answers; });
  }
  while (started < 4)
    std::this_thread::yield();
  auto other = std::thread([&] { db.close(); });
  db.close();
  other.join();
  for (auto& t : threads)
    t.join();
  CHECK(answers == 1000);
  if (kind == 1) {
    auto again = connect(place(kind, scratch));
    CHECK(again.keys().size() >= static_cast<std::size_t>(written.load()));
  }
}

TEST_CASE("closing ends who waits for changes", "[actors]") {
  auto db = create("memory:");
  auto stream = db.changes({.from = beginning, .follow = true});
  auto reader = std::thread([&] {
    int seen = 0;
    while (stream.next())
      ++seen;
    CHECK(seen == 1);
  });
  db.assoc("a", 1);
  db.close();
  reader.join();
}

TEST_CASE("closing waits for a callback that runs", "[actors]") {
  const auto lent = GENERATE(false, true);
  auto threads = callback_threads(2);
  connect_options options;
  if (lent)
    options.executor = &threads;
  auto db = create("memory:", options);
  std::promise<void> entered;
  std::promise<void> go_on;
  std::atomic<bool> over{false};
  auto sub = db.subscribe([&](const change&) {
    entered.set_value();
    go_on.get_future().wait();
    over = true;
  });
  db.assoc("a", 1);
  entered.get_future().wait();
  auto closer = std::thread([&] {
    db.close();
    CHECK(over);
  });
  go_on.set_value();
  closer.join();
}

TEST_CASE("closing waits for who is leaving a message", "[actors]") {
  for (int i = 0; i < 100; ++i) {
    auto db = create("memory:");
    std::atomic<bool> heard{false};
    auto sub = db.subscribe([&](const change&) {
      heard = true;
      heard.notify_all();
    });
    db.assoc("a", i);
    heard.wait(false); // its answer is now on its way to the publisher
  }
}

TEST_CASE("an executor of the user's goes on after a store, without it",
          "[actors]") {
  auto threads = callback_threads(1);
  connect_options options;
  options.executor = &threads;
  for (int i = 0; i < 50; ++i) {
    std::promise<void> release;
    threads.run([&] { release.get_future().wait(); });
    std::atomic<int> answers{0};
    auto db = std::optional(create("memory:", options));
    auto sub = std::optional(db->subscribe([](const change&) {}));
    auto operation = db->async().assoc("a", i);
    operation.then([&](const result<revision>&) { ++answers; });
    sub.reset();
    auto last = std::thread([&] { db.reset(); });
    release.set_value();
    last.join();
    CHECK(answers == 1);
  }
}

TEST_CASE("a store may be opened, used and let go of on different threads",
          "[actors]") {
  auto db = std::optional(create("memory:"));
  db->assoc("a", 1);
  std::promise<void> used;
  std::promise<void> end;
  auto user = std::thread([&] {
    db->assoc("b", 1);
    CHECK(db->get<int>("a") == 1);
    used.set_value();
    end.get_future().wait(); // the thread is still there
  });
  used.get_future().wait();
  std::thread([&] { db.reset(); }).join();
  end.set_value();
  user.join();
}

TEST_CASE("a task that the user's executor drops holds up no closing",
          "[actors]") {
  struct : executor {
    void run(std::function<void()>) override {}
  } forgetful;

  connect_options options;
  options.executor = &forgetful;
  auto db = create("memory:", options);
  auto operation = db.async().assoc("a", 1);
  operation.then([](const result<revision>&) {});
  db.close();
}

TEST_CASE("a subscription may outlive its store", "[actors]") {
  std::optional<subscription> sub;
  {
    auto db = create("memory:");
    sub = db.subscribe([](const change&) {});
    db.assoc("a", 1);
    db.close();
  }
  CHECK(refusal([&] { static_cast<void>(sub->position()); })
        == errc::store_closed);
  sub->end();
}
