// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/actors/gate.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "faulty_backend.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// Callback threads that know on which thread they were last given work.
struct watched_callbacks final : executor {
  callback_threads threads{2};
  std::atomic<std::thread::id> giver{};

  void run(std::function<void()> task) override {
    giver = std::this_thread::get_id();
    threads.run(std::move(task));
  }
};

/// Returns when `sub` is live, and the publisher at rest.
void settle(const subscription& sub, const store& db) {
  while (sub.position().rev < db.last_revision())
    std::this_thread::yield();
}

} // namespace

TEST_CASE("a change is on its way to a subscriber when its write returns",
          "[hooks]") {
  scratch_directory folder;
  const auto journal = "journal:" + (folder / "data");
  for (const auto& where : {std::string("memory:"), journal + "?fsync=never",
                            journal + "-synced?fsync=always"}) {
    INFO(where);
    watched_callbacks callbacks;
    connect_options options;
    options.executor = &callbacks;
    auto db = create(where, options);
    auto sub = db.subscribe([](const change&) {});
    // Not always: the answer to the last change may keep the publisher busy.
    auto here = 0;
    for (int i = 0; i < 100; ++i) {
      settle(sub, db);
      callbacks.giver = std::thread::id();
      db.assoc("k", i);
      here += callbacks.giver.load() == std::this_thread::get_id();
    }
    CHECK(here > 0);
  }
}

TEST_CASE("a change for many subscribers does not take its writer's time",
          "[hooks]") {
  watched_callbacks callbacks;
  connect_options options;
  options.executor = &callbacks;
  auto db = connect("memory:", options);
  std::vector<subscription> subs;
  for (int i = 0; i < 100; ++i)
    subs.push_back(db.subscribe([](const change&) {}));
  for (const auto& s : subs)
    settle(s, db);
  const auto self = std::this_thread::get_id();
  callbacks.giver = std::thread::id();
  db.assoc("k", 1);
  for (const auto& s : subs)
    settle(s, db);
  CHECK(callbacks.giver.load() != std::thread::id());
  CHECK(callbacks.giver.load() != self);
}

TEST_CASE("a publisher that writers outrun holds a bounded part of what they "
          "write, and its subscribers miss nothing (S10)",
          "[hooks]") {
  auto f = std::make_shared<faults>();
  std::promise<void> entered;
  std::promise<void> go_on;
  std::atomic<revision> read{0};
  auto db = faulty_store(f);
  db.assoc("k", 0);
  f->on_next = [&](revision) {
    if (read++ == 0) {
      entered.set_value();
      go_on.get_future().wait();
    }
  };
  // Twice what may be on the way, while the publisher reads.
  const auto large = value(std::string(std::size_t{1} << 20, 'x'));
  constexpr revision last = 1 + 2 * (gate::most_on_way >> 20);
  std::promise<void> seen_all;
  revision seen = 1;
  int wrong = 0;
  auto live = db.subscribe([&](const change& c) {
    wrong += c.rev != ++seen || c.after() != large;
    if (seen == last)
      seen_all.set_value();
  });
  settle(live, db);
  subscribe_options o;
  o.from = beginning;
  o.where = key("none");
  auto far = db.subscribe(o, [](const change&) {});
  entered.get_future().wait();
  for (revision r = 2; r <= last; ++r)
    db.assoc("k", large);
  far.end();
  go_on.set_value();
  seen_all.get_future().wait();
  CHECK(wrong == 0);
  CHECK(read > last + 32); // once by `far`, and then by who is live
}
