// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>

#include "../backends/scratch_directory.hpp"
#include "documents.hpp"
#include "generate_steps.hpp"
#include "model.hpp"
#include "sim_stores.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// Aims half of the revisions that writes expect at the present one.
step aimed(step s, const model& truth) {
  if (s.expected && *s.expected % 2 == 0 && !s.keys.empty())
    s.expected = truth.revision_of(s.keys[0]);
  return s;
}

/// A subscriber that is there from the beginning, across openings.
class audience {
public:
  void follow(const store& db) {
    subscribe_options o;
    o.from = cursor{{}, heard_.size()};
    o.old_values = true;
    subscription_.emplace(db.subscribe(o, [this](const change& c) {
      auto guard = std::lock_guard(mutex_);
      heard_.push_back(text(c));
      came_.notify_all();
    }));
  }

  /// Everything up to a revision, of which each is one change.
  std::vector<std::string> leave(revision last) {
    auto guard = std::unique_lock(mutex_);
    came_.wait(guard, [&] { return heard_.size() >= last; });
    guard.unlock();
    subscription_.reset();
    return heard_;
  }

private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> heard_;
  std::optional<subscription> subscription_;
};

/// Makes the same calls on the store and on the model: answers, failures,
/// documents and changes must be the same. Without `again` the store cannot be
/// opened again.
void agree(const std::vector<step>& steps, const std::function<store()>& make,
           const std::function<store()>& again) {
  model truth;
  audience listeners;
  auto db = make();
  listeners.follow(db);
  for (const auto& given : steps) {
    const auto s = aimed(given, truth);
    if (s.what == step::call::reopen) {
      if (!again)
        continue;
      listeners.leave(truth.last());
      db.close();
      db = again();
      listeners.follow(db);
      continue;
    }
    const auto expected = truth.run(s);
    if (const auto got = run(db, s); got != expected)
      RC_FAIL(to_string(s) + "\nanswered " + got + "\ninstead of " + expected);
  }
  RC_ASSERT(db.last_revision() == truth.last());
  RC_ASSERT(history(db) == truth.history());
  RC_ASSERT(listeners.leave(truth.last()) == truth.history());
  const auto half = truth.last() / 2;
  RC_ASSERT(history(db, half).size() == truth.last() - half);
  RC_ASSERT(text(all_of(db)) == text(truth.documents()));
  RC_ASSERT(text(replayed(db)) == text(truth.documents()));
}

} // namespace

TEST_CASE("a store in memory answers as a map of values does", "[actors]") {
  CHECK(rc::check([](const std::vector<step>& steps) {
    agree(steps, [] { return connect("memory:?ranges=4"); }, {});
  }));
}

TEST_CASE("a journal answers as a map of values does, also when it is closed "
          "and opened in between",
          "[actors]") {
  sim_stores stores;
  CHECK(rc::check([&](const std::vector<step>& steps, bool cached) {
    sim_place place;
    place.cache_bytes = cached ? 1 << 20 : 0;
    place.options.segment_bytes = 4096;
    auto open = [&] { return stores.open(place).or_throw(); };
    agree(steps, open, open);
  }));
}

TEST_CASE("a journal on the real disk answers as a map of values does",
          "[actors]") {
  scratch_directory folder;
  int n = 0;
  CHECK(rc::check([&](const std::vector<step>& steps) {
    // Real syncs take their time: some cases do.
    const auto* how = ++n % 8 == 0 ? "?fsync=always"
                      : n % 2 == 0 ? "?fsync=never"
                                   : "?fsync=never&cache=0";
    const auto place = "journal:" + (folder / std::to_string(n)) + how;
    agree(
      steps, [&] { return create(place); }, [&] { return connect(place); });
    destroy(place);
  }));
}
