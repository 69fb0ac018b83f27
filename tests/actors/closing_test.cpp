// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"
#include "places.hpp"

using namespace brine;
using namespace brine::test;

namespace {

// One store in memory and one in a journal, since only one of them syncs.
const std::vector<std::string> settings = {"fsync=always"};

} // namespace

TEST_CASE("closing ends a transaction that others wait for", "[actors]") {
  auto db = create("memory:?max-operations=2");
  std::promise<void> entered;
  std::promise<void> go_on;
  auto first = std::thread([&] {
    CHECK(code_of([&] {
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
  const auto kind = GENERATE(0u, 1u);
  auto db = create(places(scratch, settings)[kind]);
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
    auto again = connect(places(scratch, settings)[kind]);
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
  CHECK(code_of([&] { static_cast<void>(sub->position()); })
        == errc::store_closed);
  sub->end();
}
