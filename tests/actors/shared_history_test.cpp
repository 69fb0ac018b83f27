// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/shared_history.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "places.hpp"

using namespace brine;
using namespace brine::test;

namespace {

// More than is kept of what was read.
constexpr revision many = 20'000;

store filled(const std::string& where) {
  auto db = create(where);
  for (revision i = 1; i <= many; ++i)
    db.assoc(static_cast<std::int64_t>(i % 100), i);
  return db;
}

/// What one subscription heard.
struct ear {
  revision seen = 0;
  int wrong = 0;
};

} // namespace

TEST_CASE("subscriptions that are behind together each miss nothing (S3)",
          "[hooks]") {
  scratch_directory folder;
  for (const auto& where : places(folder, {"fsync=never&segment-size=1MiB"})) {
    INFO(where);
    const auto db = filled(where);
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<ear> ears;
    std::vector<subscription> all;
    for (revision after = 0; after < many; after += 1'700) {
      auto& mine = ears.emplace_back(ear{after, 0});
      subscribe_options o;
      o.from = cursor{{}, after};
      all.push_back(db.subscribe(o, [&](const change& c) {
        auto guard = std::lock_guard(mutex);
        mine.wrong += c.rev != mine.seen + 1;
        mine.wrong += c.after() != value(c.rev);
        mine.seen = c.rev;
        changed.notify_all();
      }));
    }
    for (revision i = many + 1; i <= many + 100; ++i)
      db.assoc("live", i);
    auto guard = std::unique_lock(mutex);
    for (auto& e : ears) {
      changed.wait(guard, [&] { return e.seen == many + 100; });
      CHECK(e.wrong == 0);
    }
  }
}

TEST_CASE("a shared history gives what follows any place it covers",
          "[hooks]") {
  scratch_directory folder;
  for (const auto& where : places(folder, {"fsync=never&segment-size=1MiB"})) {
    INFO(where);
    const auto db = filled(where);
    auto& reader = db.machinery()->storage().reader();
    shared_history h;
    CHECK_FALSE(h.covers(0));
    h.move_to(reader, reader.bounds().log, 10).or_throw();
    CHECK(h.covers(10));
    CHECK_FALSE(h.covers(9));
    const auto revisions = [&](revision after, revision end, std::size_t most) {
      std::vector<shared_history::change_ptr> out;
      std::string text = h.read(after, end, most, out).or_throw() ? "" : "...";
      for (auto i = out.rbegin(); i != out.rend(); ++i)
        text = std::to_string((*i)->rev) + " " + text;
      return text;
    };
    CHECK(revisions(10, 13, 9) == "11 12 13 ");
    CHECK(revisions(11, 13, 1) == "12 ...");
    CHECK(revisions(12, 99, 3) == "13 14 15 ...");
    CHECK(revisions(15, 15, 3).empty());
    // Goes on to the end, and forgets what lies far behind.
    CHECK(revisions(15, 15'000, 1) == "16 ...");
    std::vector<shared_history::change_ptr> out;
    CHECK(h.read(16, many + 5, many, out).or_throw());
    CHECK(out.size() == many - 16);
    CHECK(h.covers(many));
    CHECK_FALSE(h.covers(16));
    h.leave();
    CHECK_FALSE(h.covers(many));
  }
}
