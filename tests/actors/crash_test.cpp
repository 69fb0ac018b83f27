// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <thread>

#include "../backends/seeds.hpp"
#include "oracle.hpp"
#include "sim_stores.hpp"
#include "workload.hpp"

using namespace brine;
using namespace brine::test;
using disk_call = sim_disk::call;
using journal::fsync_level;

namespace {

/// A store through several lives, each ended by a crash, a kill or a clean
/// close, beside an oracle of what it acknowledged.
class trial {
public:
  trial(sim_stores& stores, std::uint64_t seed) : stores_(stores), roll_(seed) {
    auto& o = place_.options;
    o.fsync = static_cast<fsync_level>(roll_.below(3));
    o.sync_interval = std::chrono::hours(1); // not by time
    o.segment_bytes = 1024 + 8 * roll_.below(512);
    place_.ranges_log2 = roll_.below(3);
    place_.cache_bytes = roll_.one_in(2) ? 1 << 20 : 0;
  }

  void run() {
    for (int life = 0; life < 3; ++life) {
      live();
      end();
    }
    open();
  }

private:
  void live() {
    if (roll_.one_in(5))
      place_.disk.stop_after(roll_.below(30));
    auto db = open();
    if (!db)
      return;
    if (roll_.one_in(2))
      trouble();
    write(*db);
    leave_cursor(*db);
    if (roll_.one_in(3))
      close(*db);
    if (ending_ != ending::closed)
      place_.disk.stop_after(0); // nothing more reaches the disk
  }

  std::optional<store> open() {
    auto db = stores_.open(place_);
    if (!db) {
      // The disk may refuse; but nothing was damaged.
      INFO(db.failure().what());
      REQUIRE((db.failure().code() == errc::io_failed
               || db.failure().code() == errc::storage_full));
      return std::nullopt;
    }
    INFO(place_.disk.tree());
    REQUIRE(oracle_.judge(*db, ending_) == "");
    ending_ = ending::killed;
    check_cursors(*db);
    return std::move(*db);
  }

  void trouble() {
    constexpr disk_call kinds[] = {
      disk_call::write,    disk_call::sync, disk_call::preallocate,
      disk_call::truncate, disk_call::open, disk_call::sync_directory,
      disk_call::rename};
    auto code = roll_.one_in(2) ? errc::io_failed : errc::storage_full;
    if (roll_.one_in(2))
      place_.disk.fail(kinds[roll_.below(7)],
                       static_cast<unsigned>(1 + roll_.below(20)), code,
                       roll_());
    else
      place_.disk.stop_after(roll_.below(60));
  }

  void write(const store& db) {
    const auto durable = place_.options.fsync == fsync_level::always;
    auto seen = std::optional<subscription>();
    if (roll_.one_in(3))
      seen.emplace(
        db.subscribe([&](const change& c) { oracle_.see(c.rev, durable); }));
    const auto threads = roll_.one_in(2) ? 1 : 1 + roll_.below(3);
    const auto calls = roll_.below(25);
    std::vector<workload> all;
    for (std::uint64_t i = 0; i < threads; ++i)
      all.emplace_back(db, oracle_, roll_(), durable);
    std::vector<std::thread> running;
    for (auto& w : std::span(all).subspan(1))
      running.emplace_back([&w, calls] { w.run(calls); });
    all[0].run(calls);
    for (auto& t : running)
      t.join();
    for (auto& w : all)
      REQUIRE(w.surprise() == "");
  }

  void close(const store& db) {
    auto all = oracle_.acknowledged();
    try {
      db.close();
    } catch (const error&) {
      return; // the disk failed, which is a death like another
    }
    oracle_.note_durable(all);
    ending_ = ending::closed;
  }

  /// The machine or the process dies.
  void end() {
    if (roll_.one_in(2)) {
      place_.disk.kill();
      return;
    }
    place_.disk.crash(roll_());
    place_.next_boot();
    if (ending_ != ending::closed)
      ending_ = ending::crashed;
  }

  /// Where a subscriber was that read up to some acknowledged commit.
  void leave_cursor(const store& db) {
    const auto log = db.changes().position().log;
    cursors_.push_back({{log, roll_.below(oracle_.last() + 1)}});
  }

  /// A cursor resumes where the history goes on, or is told that it does not.
  void check_cursors(const store& db) {
    const auto last = db.last_revision();
    for (auto& c : cursors_) {
      c.lost |= c.at.rev > last; // for good, whatever is written later
      changes_options o;
      o.from = c.at;
      INFO("from " << to_string(c.at) << " of " << last);
      try {
        auto reached = c.at.rev;
        for (const auto& x : db.changes(o))
          REQUIRE(x.rev == ++reached);
        REQUIRE(reached == last);
        REQUIRE(!c.lost);
      } catch (const error& e) {
        INFO(e.what());
        REQUIRE(e.code() == errc::history_lost);
        REQUIRE(c.lost);
      }
    }
  }

  struct place_in_history {
    cursor at;
    bool lost = false;
  };

  sim_stores& stores_;
  dice roll_;
  sim_place place_;
  oracle oracle_;
  std::vector<place_in_history> cursors_;
  ending ending_ = ending::closed;
};

} // namespace

TEST_CASE("P1 P2 P3 P4 P5: through crashes, a store keeps whole commits, all "
          "that it acknowledged, in one order, and nothing that it refused",
          "[actors]") {
  sim_stores stores;
  const auto first = first_seed();
  for (auto seed = first; seed < first + seed_count(); ++seed) {
    INFO("seed " << seed);
    trial(stores, seed).run();
  }
}
