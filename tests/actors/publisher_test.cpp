// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/snapshot_view.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "faulty_backend.hpp"

using namespace brine;
using namespace brine::test;

namespace {

// More than is read of the history in one turn.
constexpr revision many = 5000;

void fill(const store& db, revision n) {
  for (revision i = 0; i < n; ++i)
    db.assoc("k", i);
}

subscribe_options from_beginning(filter where) {
  subscribe_options o;
  o.from = beginning;
  o.where = std::move(where);
  return o;
}

} // namespace

TEST_CASE("a subscription that passes over much of the history holds up no "
          "other one",
          "[hooks]") {
  auto f = std::make_shared<faults>();
  std::promise<void> entered;
  std::promise<void> go_on;
  std::promise<void> heard;
  auto was_heard = heard.get_future();
  auto in_time = false;
  auto db = faulty_store(f);
  fill(db, many);
  f->on_next = [&](revision r) {
    if (r == 1) {
      entered.set_value();
      go_on.get_future().wait();
    } else if (r == many) {
      // Where the other one has to wait for this, only that ends it.
      in_time = was_heard.wait_for(std::chrono::seconds(20))
                == std::future_status::ready;
    }
  };
  auto far = db.subscribe(from_beginning(key("none")), [](const change&) {});
  entered.get_future().wait();
  auto near = db.subscribe([&](const change&) { heard.set_value(); });
  db.assoc("k", 0);
  go_on.set_value();
  while (far.position().rev <= many)
    std::this_thread::yield();
  CHECK(in_time);
}

TEST_CASE("a position does not pass what a subscription has still to read (S6)",
          "[hooks]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  fill(db, many);
  auto c = make_ref<position_call>();
  f->on_next = [&](revision r) {
    if (r != many)
      return;
    // It is about to join those who are live, and is behind once more.
    std::thread([&] { fill(db, 2 * many); }).join();
    c->id = 1;
    c->released = db.machinery()->chain().released();
    db.machinery()->send(db.machinery()->publisher(),
                         courier<position_call>(c));
  };
  auto sub = db.subscribe(from_beginning(key("none")), [](const change&) {});
  c->wait();
  CHECK(c->answer >= many);
  CHECK(c->answer < 3 * many);
  while (sub.position().rev < 3 * many)
    std::this_thread::yield();
  CHECK(sub.position().rev == 3 * many);
}

TEST_CASE("an old value that cannot be read for a live subscription leaves no "
          "gap (S3, S6)",
          "[hooks]") {
  auto f = std::make_shared<faults>();
  std::atomic<int> loads{0};
  f->on_load = [&] {
    if (loads++ == 0)
      throw std::runtime_error("no disk");
  };
  auto db = faulty_store(f);
  std::vector<revision> seen;
  int known = 0;
  std::promise<void> first;
  std::promise<void> last;
  subscribe_options o;
  o.old_values = true;
  auto sub = db.subscribe(o, [&](const change& c) {
    seen.push_back(c.rev);
    known += c.edits.front().old == old_value::known;
    if (c.rev == 1)
      first.set_value();
    if (c.rev == 4)
      last.set_value();
  });
  db.assoc("k", 1);
  first.get_future().wait();
  for (int i = 2; i <= 4; ++i)
    db.async().assoc("k", i).get();
  last.get_future().wait();
  CHECK(seen == std::vector<revision>{1, 2, 3, 4});
  CHECK(known == 3);
  CHECK(db.assoc("k", 5) == 5); // it was not the storage that failed
}

TEST_CASE("old values are noted only as long as a subscription wants them",
          "[hooks]") {
  auto db = connect("memory:");
  std::vector<old_value> seen;
  std::atomic<int> heard{0};
  const auto write = [&](int n) {
    db.assoc("k", n);
    while (heard < n)
      std::this_thread::yield();
  };
  auto plain = db.subscribe([&](const change& c) {
    seen.push_back(c.edits.front().old);
    ++heard;
  });
  write(1);
  write(2);
  {
    subscribe_options o;
    o.old_values = true;
    auto first = db.subscribe(o, [](const change&) {});
    auto second = db.subscribe(o, [](const change&) {});
    first.end();
    first.end();
    CHECK(db.machinery()->store().want_old == 1);
    write(3);
  }
  CHECK(db.machinery()->store().want_old == 0);
  write(4);
  CHECK(seen.back() == old_value::not_asked);
}

TEST_CASE("what is kept for a stuck subscriber is bounded in bytes",
          "[hooks]") {
  auto f = std::make_shared<faults>();
  std::atomic<int> read{0};
  f->on_next = [&](revision) { ++read; };
  const auto large = value(std::string(std::size_t{1} << 20, 'x'));
  constexpr revision some = 100;
  std::promise<void> entered;
  std::promise<void> go_on;
  std::promise<void> seen_all;
  revision seen = 0;
  int wrong = 0;
  auto db = faulty_store(f);
  auto sub = db.subscribe([&](const change& c) {
    if (c.rev == 1) {
      entered.set_value();
      go_on.get_future().wait();
    }
    wrong += c.rev != seen + 1 || c.after() != large;
    seen = c.rev;
    if (seen == some)
      seen_all.set_value();
  });
  db.assoc("k", large);
  entered.get_future().wait();
  const auto before = read.load();
  for (revision r = 2; r <= some; ++r)
    db.assoc("k", large);
  go_on.set_value();
  seen_all.get_future().wait();
  CHECK(wrong == 0);
  CHECK(read > before);
}

TEST_CASE("a batch larger than what is kept goes to who is live", "[hooks]") {
  auto f = std::make_shared<faults>();
  std::atomic<int> read{0};
  f->on_next = [&](revision) { ++read; };
  const auto large = value(std::string(std::size_t{80} << 20, 'x'));
  std::promise<void> first;
  std::promise<void> second;
  auto db = faulty_store(f);
  auto sub = db.subscribe(
    [&](const change& c) { (c.rev == 1 ? first : second).set_value(); });
  db.assoc("k", 1);
  first.get_future().wait();
  const auto before = read.load();
  db.assoc("k", large);
  second.get_future().wait();
  CHECK(read == before);
}

TEST_CASE("a snapshot keeps places, not documents", "[actors]") {
  auto f = std::make_shared<faults>();
  std::atomic<int> loaded{0};
  f->on_load = [&] { ++loaded; };
  auto db = faulty_store(f, "ranges=4");
  db.assoc("k", 1);
  const auto then = db.snapshot();
  CHECK(then.get("k") == value(1));
  CHECK(loaded == 0); // from the cache
  db.assoc("k", 2);
  CHECK(then.get("k") == value(1));
  CHECK(loaded == 1);
}
