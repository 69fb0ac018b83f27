// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>
#include <brine/actors/snapshot_view.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "documents.hpp"
#include "places.hpp"

using namespace brine;
using namespace brine::test;

namespace {

constexpr int writers = 6;
constexpr int rounds = 200;
constexpr auto total = revision{writers} * rounds;

template <class F>
void at_once(int n, F f) {
  std::vector<std::thread> threads;
  for (int t = 0; t < n; ++t)
    threads.emplace_back([&f, t] { f(t); });
  for (auto& t : threads)
    t.join();
}

} // namespace

TEST_CASE("updates of one key from many threads lose nothing (P3)",
          "[actors]") {
  scratch_directory folder;
  for (const auto& where : places(folder)) {
    INFO(where);
    auto db = create(where);
    at_once(writers, [&](int t) {
      for (int i = 0; i < rounds; ++i) {
        auto add = [](const value& v) { return v.as_int(0) + 1; };
        if (t % 2 == 0)
          db.update_in({"hot", "n"}, add);
        else
          db.async().update_in({"hot", "n"}, add).get();
      }
    });
    CHECK(db.get_in<int>({"hot", "n"}) == writers * rounds);
    CHECK(db.last_revision() == total);
  }
}

TEST_CASE("no snapshot shows a state that did not exist", "[actors]") {
  scratch_directory folder;
  constexpr int accounts = 10;
  constexpr auto all_money = std::int64_t{accounts} * 100;
  for (const auto& where : places(folder)) {
    INFO(where);
    auto db = create(where);
    std::vector<std::pair<value, value>> all;
    for (int i = 0; i < accounts; ++i)
      all.emplace_back(vec("account", i), 100);
    db.multi_assoc(all);
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    std::vector<value> keys;
    for (const auto& [key, v] : all)
      keys.push_back(key);
    auto reader = std::thread([&] {
      while (!stop) {
        std::int64_t sum = 0;
        for (const auto& [key, v] : db.scan(vec("account")))
          sum += v.as_int();
        wrong += sum != all_money;
        sum = 0;
        for (const auto& [key, v] : db.multi_get(keys))
          sum += v.as_int();
        wrong += sum != all_money;
      }
    });
    at_once(writers, [&](int t) {
      for (int i = 0; i < rounds / 4; ++i) {
        auto from = vec("account", (t + i) % accounts);
        auto to = vec("account", (t * 3 + i * 7 + 1) % accounts);
        if (from == to)
          continue;
        db.transact({from, to}, [&](transaction& both) {
          both[from] = both[from]->as_int() - 1;
          both[to] = both[to]->as_int() + 1;
        });
      }
    });
    stop = true;
    reader.join();
    CHECK(wrong == 0);
  }
}

TEST_CASE("under load a stream is ordered, whole and without repetition "
          "(S1, S2, S3, S4)",
          "[hooks]") {
  scratch_directory folder;
  for (const auto& where : places(folder)) {
    INFO(where);
    auto db = create(where);
    std::mutex mutex;
    std::condition_variable came;
    revision seen = 0;
    int wrong = 0;
    auto sub = db.subscribe([&](const change& c) {
      auto guard = std::lock_guard(mutex);
      wrong += c.rev != seen + 1;
      wrong += c.what == operation::multi_assoc && c.edits.size() != 3;
      seen = c.rev;
      came.notify_all();
    });
    at_once(writers, [&](int t) {
      for (int i = 0; i < rounds; ++i)
        if (i % 10 == 0)
          db.multi_assoc({{vec(t, 1), i}, {vec(t, 2), i}, {vec(t, 3), i}});
        else
          db.assoc(vec(t, i % 5), i);
    });
    auto guard = std::unique_lock(mutex);
    came.wait(guard, [&] { return seen == total; });
    CHECK(wrong == 0);
  }
}

TEST_CASE("whoever sees a change reads a state at least as new (S11)",
          "[hooks]") {
  scratch_directory folder;
  for (const auto& where : places(folder)) {
    INFO(where);
    auto db = create(where);
    std::mutex mutex;
    std::condition_variable came;
    int wrong = 0;
    int last = -1;
    auto sub = db.subscribe([&](const change& c) {
      auto now = *db.get<int>(c.key());
      auto guard = std::lock_guard(mutex);
      wrong += now < c.after().as_int();
      last = static_cast<int>(c.after().as_int());
      came.notify_all();
    });
    for (int i = 0; i < rounds; ++i)
      db.assoc("k", i);
    auto guard = std::unique_lock(mutex);
    came.wait(guard, [&] { return last == rounds - 1; });
    CHECK(wrong == 0);
  }
}

TEST_CASE("state and stream together give the state (S8)", "[hooks]") {
  scratch_directory folder;
  for (const auto& where : places(folder)) {
    INFO(where);
    auto db = create(where);
    std::atomic<bool> go{false};
    auto writer = std::thread([&] {
      for (int i = 0; i < 2000; ++i) {
        if (i == 500)
          go = true;
        if (i % 7 == 0)
          db.dissoc(i % 50);
        else
          db.assoc(i % 50, i);
      }
      db.assoc("end", true);
    });
    while (!go)
      std::this_thread::yield();
    changes_options o;
    o.snapshot = true;
    o.follow = true;
    auto stream = db.changes(o);
    document_map copy;
    while (auto c = stream.next()) {
      replay(copy, *c);
      if (copy.count("end") > 0)
        break;
    }
    writer.join();
    CHECK(copy == all_of(db));
  }
}

TEST_CASE("a stuck subscriber delays no writer and misses nothing (S10)",
          "[hooks]") {
  scratch_directory folder;
  // More than the publisher keeps at hand: the rest comes from the history.
  constexpr int many = 20'000;
  for (const auto& where : places(folder, {"fsync=never&segment-size=1MiB"})) {
    INFO(where);
    auto db = create(where);
    std::mutex mutex;
    std::condition_variable changed;
    bool stuck = true;
    revision seen = 0;
    int wrong = 0;
    auto sub = db.subscribe([&](const change& c) {
      auto guard = std::unique_lock(mutex);
      changed.wait(guard, [&] { return !stuck; });
      wrong += c.rev != seen + 1;
      seen = c.rev;
      changed.notify_all();
    });
    for (int i = 0; i < many; ++i)
      db.assoc(i % 100, i);
    CHECK(db.last_revision() == many);
    auto guard = std::unique_lock(mutex);
    CHECK(seen == 0);
    stuck = false;
    changed.notify_all();
    changed.wait(guard, [&] { return seen == many; });
    CHECK(wrong == 0);
  }
}
