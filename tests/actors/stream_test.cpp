// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

using namespace brine;

namespace {

/// Collects changes on callback threads and waits for them.
class collector {
public:
  void operator()(const change& c) {
    auto guard = std::lock_guard(mutex_);
    got_.push_back(c);
    came_.notify_all();
  }

  std::vector<change> wait_for(std::size_t n) {
    auto guard = std::unique_lock(mutex_);
    came_.wait(guard, [&] { return got_.size() >= n; });
    return got_;
  }

private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<change> got_;
};

std::string text(const change& c) {
  auto s = std::to_string(c.rev) + ' ' + std::string(name(c.what));
  for (const auto& e : c.edits)
    s +=
      ' ' + to_string(e.key) + (e.removed ? " gone" : ' ' + to_string(e.after));
  return s;
}

} // namespace

TEST_CASE("a subscriber sees what is written after it, in order", "[hooks]") {
  auto db = connect("memory:");
  db.assoc("early", 0);
  collector got;
  auto sub = db.subscribe(std::ref(got));
  for (int i = 0; i < 100; ++i)
    db.assoc("k", i);
  auto all = got.wait_for(100);
  REQUIRE(all.size() == 100);
  for (int i = 0; i < 100; ++i)
    CHECK(text(all[static_cast<std::size_t>(i)])
          == std::to_string(i + 2) + " assoc \"k\" " + std::to_string(i));
}

TEST_CASE("a subscriber resumes from its cursor", "[hooks]") {
  auto db = connect("memory:");
  for (int i = 0; i < 1000; ++i)
    db.assoc(i, i);
  collector got;
  subscribe_options o;
  o.from = cursor{{}, 900};
  auto sub = db.subscribe(o, std::ref(got));
  auto all = got.wait_for(100);
  CHECK(all.front().rev == 901);
  CHECK(all.back().rev == 1000);
}

TEST_CASE("filters choose by key, prefix, path and operation", "[hooks]") {
  auto db = connect("memory:");
  collector got;
  subscribe_options o;
  o.where = prefix("al") && !op(operation::dissoc);
  auto sub = db.subscribe(o, std::ref(got));
  db.assoc("bob", 1);
  db.assoc("alice", 2);
  db.dissoc("alice");
  db.multi_assoc({{"albert", 3}, {"carl", 4}});
  auto all = got.wait_for(2);
  CHECK(text(all[0]) == "2 assoc \"alice\" 2");
  CHECK(text(all[1]) == "4 multi-assoc \"albert\" 3");
}

TEST_CASE("changes end at the newest revision", "[hooks]") {
  auto db = connect("memory:");
  db.assoc("a", 1);
  db.assoc("a", 2);
  db.dissoc("a");
  std::vector<std::string> all;
  changes_options o;
  o.from = beginning;
  o.old_values = true;
  for (const auto& c : db.changes(o))
    all.push_back(text(c) + " was " + to_string(c.only().before));
  CHECK(all
        == std::vector<std::string>{"1 assoc \"a\" 1 was nil",
                                    "2 assoc \"a\" 2 was 1",
                                    "3 dissoc \"a\" gone was 2"});
}

TEST_CASE("a stream may begin with the state as of its start", "[hooks]") {
  auto db = connect("memory:");
  db.assoc("a", 1);
  db.assoc("b", 2);
  db.assoc("a", 3);
  changes_options o;
  o.snapshot = true;
  auto stream = db.changes(o);
  auto first = stream.next();
  CHECK(first->event == event::state);
  CHECK(first->key() == value("a"));
  CHECK(first->after() == value(3));
  CHECK(stream.next()->key() == value("b"));
  auto mark = stream.next();
  CHECK(mark->event == event::mark);
  CHECK(mark->rev == 3);
  db.assoc("c", 4);
  CHECK(text(*stream.next()) == "4 assoc \"c\" 4");
  CHECK(!stream.next());
}

TEST_CASE("a write hook runs before the call returns, once per commit",
          "[hooks]") {
  auto db = connect("memory:");
  std::vector<std::string> seen;
  db.add_write_hook("audit", [&](const change& c) { seen.push_back(text(c)); });
  db.assoc("a", 1);
  CHECK(seen.size() == 1);
  db.multi_assoc({{"x", 1}, {"y", 2}});
  db.multi_dissoc({"x", "nope"});
  CHECK(seen.size() == 3);
  CHECK(seen[2] == "3 multi-dissoc \"x\" gone");
  CHECK(db.remove_write_hook("audit"));
  db.assoc("a", 2);
  CHECK(seen.size() == 3);
}

TEST_CASE("a write sees the write hooks as they were when it began",
          "[hooks]") {
  auto db = create("memory:?ranges=8");
  for (int i = 0; i < 100; ++i) {
    int heard = 0;
    db.add_write_hook("a", [&](const change&) { ++heard; });
    db.assoc(i, i);
    db.multi_assoc({{i, 1}, {i + 1, 2}, {i + 2, 3}});
    CHECK(db.remove_write_hook("a"));
    db.assoc(i, 0);
    CHECK(heard == 2);
  }
  CHECK_FALSE(db.remove_write_hook("a"));
  db.close();
  CHECK_THROWS_AS(db.add_write_hook("a", [](const change&) {}), error);
}

TEST_CASE("a write hook that throws loses nothing", "[hooks]") {
  auto db = connect("memory:");
  int after = 0;
  db.add_write_hook("a", [](const change&) { throw std::runtime_error("no"); });
  db.add_write_hook("b", [&](const change&) { ++after; });
  CHECK(db.assoc("a", 1) == 1);
  CHECK(after == 1);
  CHECK(db.write_hook_failures() == 1);
  CHECK(db.get<int>("a") == 1);
}

TEST_CASE("ending a subscription from inside its callback does not wait",
          "[hooks]") {
  auto db = connect("memory:");
  std::optional<subscription> sub;
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  sub.emplace(db.subscribe([&](const change&) {
    sub->end();
    auto guard = std::lock_guard(mutex);
    done = true;
    ended.notify_all();
  }));
  db.assoc("a", 1);
  auto guard = std::unique_lock(mutex);
  ended.wait(guard, [&] { return done; });
  guard.unlock();
  db.assoc("a", 2);
  sub.reset();
}

TEST_CASE("a position moves over changes that do not match", "[hooks]") {
  auto db = connect("memory:");
  subscribe_options o;
  o.where = key("x");
  auto sub = db.subscribe(o, [](const change&) {});
  for (int i = 0; i < 10; ++i)
    db.assoc("y", i);
  CHECK(sub.position().rev == 10);
}
