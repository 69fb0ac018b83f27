// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../log_lines.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

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

/// Adds the revision and the keys, which are strings.
void add_keys(std::string& to, const change& c) {
  to += (to.empty() ? "" : ", ") + std::to_string(c.rev);
  for (const auto& e : c.edits)
    to += ' ' + std::string(e.key.as_string());
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

TEST_CASE("the edits of a change are in the order of keys, with any ranges",
          "[hooks]") {
  for (const auto* ranges : {"1", "2", "16"}) {
    INFO(ranges);
    auto db = connect(std::string("memory:?ranges=") + ranges);
    std::vector<value> seen;
    db.add_write_hook("keys", [&](const change& c) {
      for (const auto& e : c.edits)
        seen.push_back(e.key);
    });
    std::vector<std::pair<value, value>> documents;
    std::vector<value> keys;
    for (int i = 0; i < 20; ++i) {
      keys.emplace_back(i);
      documents.emplace_back(19 - i, i);
    }
    db.multi_assoc(documents);
    CHECK(seen == keys);
    seen.clear();
    for (const auto& c : db.changes({.from = beginning}))
      for (const auto& e : c.edits)
        seen.push_back(e.key);
    CHECK(seen == keys);
  }
}

TEST_CASE("filters choose by key, prefix, path and operation", "[hooks]") {
  auto db = create("memory:?ranges=1"); // edits of one change by their keys
  const auto age = filter(path{"alice", "age"});
  const auto put = op(operation::assoc);
  const std::vector<std::pair<filter, std::string>> cases{
    {filter(), "1 alice, 2 alice, 3 alan, 4 alan, 5 alice bob, 6 bob, 7 alice, "
               "8 alice"},
    {key("alice"), "1 alice, 2 alice, 5 alice, 7 alice, 8 alice"},
    {key("al"), ""},
    {prefix("al"), "1 alice, 2 alice, 3 alan, 4 alan, 5 alice, 7 alice, "
                   "8 alice"},
    {path{"alice"}, "1 alice, 2 alice, 5 alice, 7 alice, 8 alice"},
    // What lies above contains it; what lies beside does not.
    {age, "1 alice, 2 alice, 5 alice, 8 alice"},
    {path{"alice", "age", "years"}, "1 alice, 2 alice, 5 alice, 8 alice"},
    {path{"alice", "name"}, "1 alice, 5 alice, 7 alice"},
    {put, "1 alice, 3 alan"},
    {op(operation::dissoc), "4 alan"},
    {op(operation::multi_assoc), "5 alice bob"},
    {op(operation::assoc_in), "2 alice, 7 alice, 8 alice"},
    {!prefix("al"), "5 bob, 6 bob"},
    {prefix("al") && !put, "2 alice, 4 alan, 5 alice, 7 alice, 8 alice"},
    {key("alan") || key("bob"), "3 alan, 4 alan, 5 bob, 6 bob"},
    {age && put, "1 alice"},
    {age || put, "1 alice, 2 alice, 3 alan, 5 alice, 8 alice"},
    {(key("bob") || age) && !op(operation::multi_assoc),
     "1 alice, 2 alice, 6 bob, 8 alice"},
    {!(key("alice") || op(operation::dissoc)), "3 alan, 5 bob, 6 bob"},
    {key("alice") && key("bob"), ""},
    {filter() && put, "1 alice, 3 alan"},
    {!filter(), ""},
  };
  auto live = std::vector<std::string>(cases.size());
  std::vector<subscription> subs;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    subscribe_options o;
    o.where = cases[i].first;
    subs.push_back(
      db.subscribe(o, [&live, i](const change& c) { add_keys(live[i], c); }));
  }
  db.assoc("alice", {{"name", "A"}, {"age", {{"years", 30}}}});
  db.assoc_in({"alice", "age"}, {{"years", 31}});
  db.assoc("alan", 1);
  db.dissoc("alan");
  db.multi_assoc({{"bob", {{"age", 5}}}, {"alice", {{"age", map({})}}}});
  db.update_in({"bob", "age"}, [](const value&) { return value(6); });
  db.assoc_in({"alice", "name"}, "Alice");
  db.assoc_in({"alice", "age", "years"}, 32);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    INFO("filter " << i);
    while (subs[i].position().rev < db.last_revision())
      std::this_thread::yield();
    CHECK(live[i] == cases[i].second);
    std::string pulled;
    for (const auto& c :
         db.changes({.where = cases[i].first, .from = beginning}))
      add_keys(pulled, c);
    CHECK(pulled == cases[i].second);
  }
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

TEST_CASE("a write hook that throws loses nothing, and is logged", "[hooks]") {
  auto db = connect("memory:");
  const log_lines lines;
  int after = 0;
  db.add_write_hook("a", [](const change&) { throw std::runtime_error("no"); });
  db.add_write_hook("b", [](const change&) { throw 1; });
  db.add_write_hook("c", [&](const change&) { ++after; });
  CHECK(db.assoc("a", 1) == 1);
  CHECK(after == 1);
  CHECK(db.write_hook_failures() == 2);
  CHECK(lines.text()
        == "error: write hook a threw at revision 1: no\n"
           "error: write hook b threw at revision 1\n");
  CHECK(db.get<int>("a") == 1);
}

TEST_CASE("a subscription that throws is logged and counted, and goes on",
          "[hooks]") {
  auto db = connect("memory:");
  const log_lines lines;
  collector got;
  auto sub = db.subscribe([&](const change& c) {
    got(c);
    if (c.rev == 1)
      throw std::runtime_error("no");
    if (c.rev == 2)
      throw 2;
  });
  for (int i = 1; i <= 3; ++i)
    db.assoc("a", i);
  CHECK(text(got.wait_for(3).back()) == "3 assoc \"a\" 3");
  CHECK(sub.failures() == 2);
  CHECK(lines.text()
        == "error: a subscription threw at revision 1: no\n"
           "error: a subscription threw at revision 2\n");
}

TEST_CASE("memory keeps so many commits of history, and says what it lost",
          "[hooks]") {
  auto db = create("memory:?history=3");
  for (int i = 1; i <= 3; ++i)
    db.assoc("a", i);
  changes_options o;
  o.from = beginning;
  auto slow = db.changes(o);
  CHECK(slow.next()->rev == 1);
  for (int i = 4; i <= 10; ++i)
    db.assoc("a", i);
  CHECK(db.history().oldest == 8);
  const auto lost = [](revision first, revision asked) {
    return "history_lost: the history begins at revision "
           + std::to_string(first) + ", asked for " + std::to_string(asked);
  };
  CHECK(failure_of([&] { static_cast<void>(slow.next()); }) == lost(8, 2));
  const auto all_after = [&](revision r) {
    o.from = cursor{db.history().log, r};
    std::string all;
    for (const auto& c : db.changes(o))
      add_keys(all, c);
    return all;
  };
  CHECK(all_after(7) == "8 a, 9 a, 10 a");
  CHECK(failure_of([&] { all_after(6); }) == lost(8, 7));
  subscribe_options s;
  s.from = o.from;
  CHECK(code_of([&] { auto sub = db.subscribe(s, [](const change&) {}); })
        == errc::history_lost);
  o.snapshot = true;
  auto stream = db.changes(o);
  CHECK(stream.next()->after() == value(10));
  CHECK(stream.next()->event == event::mark);
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
