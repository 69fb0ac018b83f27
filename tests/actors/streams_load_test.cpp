// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "../backends/dice.hpp"
#include "documents.hpp"
#include "model.hpp"
#include "places.hpp"

using namespace brine;
using namespace brine::test;

namespace {

constexpr std::uint8_t writers = 4;
constexpr std::uint8_t rounds = 120;

/// What a writer does, and what it is answered. Each step has an id of its own.
struct script {
  std::vector<step> steps;
  std::vector<std::string> answers;
};

/// Some keys are the writer's own, most meet those of others.
step make_step(std::uint8_t writer, std::uint8_t number, dice& roll) {
  step s;
  s.id.bytes = {static_cast<std::uint8_t>(writer + 1), number};
  const auto one = vec("one", roll.below(4));
  const auto document = value{{"n", number}, {"by", writer}};
  switch (roll.below(8)) {
  case 0:
    s.what = step::call::assoc;
    s.keys = {vec("own", writer)};
    break;
  case 1:
    s.what = step::call::assoc;
    s.keys = {one};
    break;
  case 2:
    s.what = step::call::assoc_in;
    s.keys = {one};
    s.steps = {"n"};
    s.documents = {number};
    break;
  case 3:
    s.what = step::call::update_in;
    s.keys = {one};
    s.steps = {"count"};
    s.documents = {1};
    break;
  case 4:
    s.what = step::call::dissoc;
    s.keys = {one};
    break;
  case 5:
    s.what =
      roll.one_in(3) ? step::call::multi_dissoc : step::call::multi_assoc;
    s.keys = {one, vec("many", 1), vec("many", 2 + roll.below(2))};
    break;
  default: // Whoever sees these sees two equal numbers.
    s.what = step::call::transact;
    s.keys = {vec("count", "left"), vec("count", "right")};
    s.documents = {keyword("count"), keyword("count")};
  }
  s.async = roll.one_in(4);
  s.documents.resize(s.keys.size(), document);
  return s;
}

/// What a subscription asks for, and the same said without a filter.
struct wish {
  std::string name;
  bool of_keys = true; ///< A snapshot shows documents by their keys.
  filter where;
  std::function<bool(operation, const edit&)> takes;
};

bool begins_with(const edit& e, const value& first) {
  return e.key.at(0) == first;
}

std::vector<wish> make_wishes() {
  return {
    {"all", true, {}, [](auto, const auto&) { return true; }},
    {"a key", true, key(vec("one", 1)),
     [](auto, const auto& e) { return e.key == vec("one", 1); }},
    {"a prefix", true, prefix(vec("many")),
     [](auto, const auto& e) { return begins_with(e, "many"); }},
    {"a path", false, path(vec("one", 2), "n"),
     [](auto, const auto& e) {
       return e.key == vec("one", 2)
              && (e.path.empty() || e.path.front() == value("n"));
     }},
    {"an operation", false, op(operation::multi_assoc),
     [](auto what, const auto&) { return what == operation::multi_assoc; }},
    {"one counter", true, key(vec("count", "left")),
     [](auto, const auto& e) { return e.key == vec("count", "left"); }},
    {"both counters", true, prefix(vec("count")),
     [](auto, const auto& e) { return begins_with(e, "count"); }},
    {"a part of many keys, not removed", false,
     (key(vec("many", 2)) || prefix(vec("one"))) && !op(operation::dissoc)
       && !op(operation::multi_dissoc),
     [](auto what, const auto& e) {
       return (e.key == vec("many", 2) || begins_with(e, "one"))
              && what != operation::dissoc && what != operation::multi_dissoc;
     }},
  };
}

/// Of a change, what a wish takes; nothing if that is no edit.
std::optional<change> part_of(const change& c, const wish& w) {
  auto part = c;
  std::erase_if(part.edits, [&](const edit& e) { return !w.takes(c.what, e); });
  return part.edits.empty() ? std::nullopt : std::optional(part);
}

/// What one subscription got.
class listener {
public:
  listener(const store& db, const wish& w, subscribe_options o) : wish_(w) {
    o.where = w.where;
    o.old_values = true;
    after_ = o.from ? o.from->rev : 0;
    snapshot_ = o.snapshot;
    subscription_.emplace(
      db.subscribe(o, [this, &db](const change& c) { hear(db, c); }));
  }

  /// Waits until that much was seen of all that is written.
  void wait_for(revision rev) {
    auto guard = std::unique_lock(mutex_);
    came_.wait(guard, [&] { return seen_ >= rev; });
  }

  /// Compares with the whole history, once all of that was written.
  void check(const std::vector<change>& history) {
    auto guard = std::unique_lock(mutex_);
    came_.wait(guard, [&] { return mark_.has_value() == snapshot_; });
    const auto after = mark_.value_or(after_);
    INFO(wish_.name << " after revision " << after);
    std::vector<std::string> expected;
    document_map state;
    for (const auto& c : history) {
      const auto part = part_of(c, wish_);
      if (part && c.rev > after)
        expected.push_back(text(*part));
      else if (part)
        replay(state, *part);
    }
    came_.wait(guard, [&] { return got_.size() >= expected.size(); });
    guard.unlock();
    subscription_->end();
    CHECK(got_ == expected);
    CHECK((!snapshot_ || text(state_) == text(state)));
    CHECK(behind_ == 0);
  }

private:
  void hear(const store& db, const change& c) {
    // A counter is at least what the change says, and both are equal (S11).
    int behind = 0;
    for (const auto& e : c.edits)
      if (begins_with(e, "count") && c.rev % 8 == 0) {
        const auto now = db.scan(vec("count"));
        behind += now.size() != 2 || now[0].second != now[1].second
                  || now[0].second.as_int() < e.after.as_int();
      }
    auto guard = std::lock_guard(mutex_);
    behind_ += behind;
    if (c.event == event::state)
      replay(state_, c);
    else if (c.event == event::mark)
      mark_ = c.rev;
    else
      got_.push_back(text(c));
    seen_ = c.rev;
    came_.notify_all();
  }

  const wish& wish_;
  std::mutex mutex_;
  std::condition_variable came_;
  revision after_ = 0;
  revision seen_ = 0;
  bool snapshot_ = false;
  std::optional<revision> mark_;
  document_map state_;
  std::vector<std::string> got_;
  int behind_ = 0;
  std::optional<subscription> subscription_; ///< Goes first.
};

/// The history is what the calls do one after the other, in the order of their
/// revisions and of each writer, and each was answered so.
void check_history(const std::vector<change>& history,
                   const std::vector<script>& scripts) {
  model truth;
  std::vector<std::string> texts;
  std::set<operation_id> found;
  std::map<std::uint8_t, int> last;
  for (const auto& c : history) {
    texts.push_back(text(c));
    INFO(texts.back());
    const auto writer = c.id.bytes[0];
    const auto number = c.id.bytes[1];
    REQUIRE(found.insert(c.id).second);
    REQUIRE((last.count(writer) == 0 || last[writer] < number));
    last[writer] = number;
    const auto& from = scripts.at(writer - 1U);
    REQUIRE(truth.run(from.steps[number]) == from.answers[number]);
    if (begins_with(c.only(), "count")) {
      REQUIRE(c.edits.size() == 2);
      REQUIRE(c.edits[0].after == c.edits[1].after);
    }
  }
  CHECK(texts == truth.history());
  // What is not there found nothing to remove.
  for (const auto& s : scripts)
    for (std::size_t i = 0; i < s.steps.size(); ++i)
      if (found.count(s.steps[i].id) == 0) {
        INFO(to_string(s.steps[i]) << " answered " << s.answers[i]);
        CHECK((s.answers[i] == "false"
               || (s.answers[i].find("absent") != std::string::npos
                   && s.answers[i].find("removed") == std::string::npos)));
      }
}

std::vector<change> whole_history(const store& db) {
  changes_options o;
  o.from = beginning;
  o.old_values = true;
  std::vector<change> all;
  for (const auto& c : db.changes(o))
    all.push_back(c);
  return all;
}

} // namespace

TEST_CASE("under load each subscription gets exactly what it asks for, live, "
          "from a cursor and from a snapshot (S1, S2, S3, S4, S7, S8, S11)",
          "[hooks]") {
  const scratch_directory folder;
  const auto where =
    places(folder, {"fsync=never&segment-size=64KiB&cache=0",
                    "segment-size=64KiB"})[GENERATE(0u, 1u, 2u)];
  INFO(where);
  const auto db = create(where);
  const auto wishes = make_wishes();
  std::deque<listener> all;
  for (const auto& w : wishes)
    all.emplace_back(db, w, subscribe_options{});
  std::vector<script> scripts(writers);
  std::vector<std::thread> threads;
  for (std::uint8_t t = 0; t < writers; ++t)
    threads.emplace_back([&db, &mine = scripts[t], t] {
      auto roll = dice(t);
      for (std::uint8_t i = 0; i < rounds; ++i) {
        mine.steps.push_back(make_step(t, i, roll));
        mine.answers.push_back(run(db, mine.steps.back()));
      }
    });
  // The others begin in the middle of it.
  all.front().wait_for(100);
  for (const auto& w : wishes) {
    subscribe_options o;
    o.from = beginning;
    all.emplace_back(db, w, o);
    o.from = cursor{{}, 50};
    all.emplace_back(db, w, o);
    o.from.reset();
    o.snapshot = w.of_keys;
    if (o.snapshot)
      all.emplace_back(db, w, o);
  }
  for (auto& t : threads)
    t.join();
  const auto history = whole_history(db);
  REQUIRE(history.size() == db.last_revision());
  check_history(history, scripts);
  CHECK(text(all_of(db)) == text(replayed(db)));
  for (auto& one : all)
    one.check(history);
}
