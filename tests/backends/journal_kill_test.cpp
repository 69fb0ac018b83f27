// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

#include "../log_lines.hpp"
#include "grown_store.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// Kills `work`, which changes nothing that can be seen.
void keeps_everything(const std::function<result<void>(grown_store&)>& work) {
  const auto all = grown_store().all(20);
  at_each_step(work, [&](grown_store& y, bool) { REQUIRE(y.all(20) == all); });
}

} // namespace

TEST_CASE("killed at each step of compaction, a store keeps its documents and "
          "the history it promised",
          "[backends]") {
  kill_compaction(false, [](grown_store& y) {
    const auto state = y.store.state();
    y.store.commit("new=1").or_throw();
    y.die(0);
    REQUIRE(y.store.state()
            == state.substr(0, state.find(" x=")) + " new=1@41"
                 + state.substr(state.find(" x=")));
  });
}

TEST_CASE("killed at each step of changing segments, a store keeps every "
          "acknowledged commit",
          "[backends]") {
  grown_store x;
  auto history = x.store.history(35);
  std::vector<std::string> after{history};
  for (int i = 41; i <= 48; ++i) {
    x.write(i, i);
    after.push_back(x.store.history(35));
  }
  std::size_t acknowledged = 0;
  at_each_step(
    [&](grown_store& y) -> result<void> {
      acknowledged = 0;
      try {
        for (int i = 41; i <= 48; ++i) {
          y.write(i, i);
          ++acknowledged;
        }
      } catch (const error& e) {
        return e;
      }
      return {};
    },
    [&](grown_store& y, bool) {
      const auto found = y.store.last() - 40;
      REQUIRE(found >= acknowledged);
      REQUIRE(found <= acknowledged + 1);
      REQUIRE(y.store.history(35) == after[found]);
    });
}

TEST_CASE("killed at each step of opening, a store keeps everything",
          "[backends]") {
  keeps_everything([](grown_store& y) {
    y.store.kill();
    return y.store.open();
  });
}

TEST_CASE("killed at each step of closing, a store keeps everything",
          "[backends]") {
  keeps_everything([](grown_store& y) { return y.store.close(); });
}

TEST_CASE("killed at each step of a backup, the store is as it was, and the "
          "backup is whole or no store",
          "[backends]") {
  grown_store x;
  const auto state = x.store.state();
  const auto kept = x.store.history(20);
  at_each_step(
    [](grown_store& y) -> result<void> {
      auto made = y.store.back_up("/copy");
      return made ? result<void>() : made.failure();
    },
    [&](grown_store& y, bool done) {
      REQUIRE(y.store.state() == state);
      auto o = few_revisions(y.disk);
      o.folder = "/copy";
      small_store copy(o);
      auto opened = copy.open(open_how::existing);
      REQUIRE((opened.ok() || !done));
      if (!opened) {
        const auto code = opened.failure().code();
        REQUIRE((code == errc::store_missing || code == errc::not_a_store));
        // What was begun is replaced.
        y.store.back_up("/copy").or_throw();
        copy.open(open_how::existing).or_throw();
      }
      REQUIRE(copy.state() == state);
      REQUIRE(copy.history(20) == kept);
    });
}

TEST_CASE("a backup that fails at any step leaves nothing behind",
          "[backends]") {
  log_lines lines;
  using call = sim_disk::call;
  for (auto kind : {call::make_directory, call::open, call::sync_directory,
                    call::write, call::sync, call::rename, call::remove}) {
    auto failures = 0;
    for (unsigned nth = 1; nth < 100; ++nth) {
      INFO("call " << static_cast<unsigned>(kind) << ", number " << nth);
      grown_store x;
      const auto before = x.disk.tree();
      x.disk.fail(kind, nth, errc::storage_full);
      auto made = x.store.back_up("/copy");
      if (made)
        break;
      ++failures;
      REQUIRE(made.failure().code() == errc::storage_full);
      REQUIRE(x.disk.tree() == before);
      REQUIRE(x.disk.look_up("/copy").or_throw() == journal::disk::entry::none);
      x.store.back_up("/copy").or_throw();
    }
    CHECK(failures > 0);
  }
}

TEST_CASE("a backup that could not be taken back says so and is replaced",
          "[backends]") {
  log_lines lines;
  grown_store x;
  const auto state = x.store.state();
  x.disk.stop_after(8);
  CHECK(!x.store.back_up("/copy").ok());
  CHECK(lines.have("warning: /copy holds a backup that was not finished"));
  x.die(0);
  auto o = few_revisions(x.disk);
  o.folder = "/copy";
  small_store copy(o);
  CHECK(copy.open(open_how::existing).failure().message()
        == "/copy: holds BACKUP-UNFINISHED, but no store.edn");
  x.store.back_up("/copy").or_throw();
  copy.open(open_how::existing).or_throw();
  CHECK(copy.state() == state);
}

TEST_CASE("a backup does not replace what no backup left", "[backends]") {
  log_lines lines;
  grown_store x;
  x.store.back_up("/copy").or_throw();
  x.disk.remove("/copy/store.edn").or_throw();
  const auto before = x.disk.tree();
  CHECK(x.store.back_up("/copy").failure().code() == errc::not_a_store);
  CHECK(x.disk.tree() == before);
}

TEST_CASE("a checkpoint knows nothing that the log may forget", "[backends]") {
  log_lines lines;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    INFO("seed " << seed);
    grown_store x;
    x.store.close().or_throw();
    x.store.options.fsync = journal::fsync_level::never;
    x.store.options.checkpoint_bytes = 1;
    x.store.open().or_throw();
    x.write(41, 50 + static_cast<int>(seed));
    x.store.tend().or_throw();
    const auto covered = x.store.last();
    x.write(71, 71);
    const auto last = x.store.last();
    const auto state = x.store.state();
    x.store.kill();
    x.disk.crash(seed);
    x.store.options.boot = [] { return journal::boot_id{{2}}; };
    x.store.open().or_throw();
    REQUIRE(x.store.last() >= covered);
    REQUIRE((x.store.last() < last || x.store.state() == state));
  }
}

TEST_CASE("a backup is a store of its own, under a new log id", "[backends]") {
  log_lines lines;
  grown_store x;
  const auto state = x.store.state();
  const auto made = x.store.back_up("/copy").or_throw();
  CHECK(made.last == 40);
  CHECK(made.linked > 0);
  CHECK(made.copied > 0);
  CHECK(x.store.back_up("/copy").failure().code() == errc::store_exists);
  x.store.commit("later=1").or_throw();
  auto o = few_revisions(x.disk);
  o.folder = "/copy";
  small_store copy(o);
  copy.open(open_how::existing).or_throw();
  CHECK(lines.have("info: /copy is a copy, and whole; it goes on by itself "
                   "from revision 40, under a log id of its own"));
  CHECK(!lines.have("lost"));
  CHECK(copy.state() == state);
  const auto log = x.store.journal().reader().bounds().log;
  CHECK(copy.journal().reader().bounds().log != log);
  CHECK(copy.journal().reader().resume(log, 38).or_throw() == 38);
  CHECK(copy.journal().reader().resume(log, 41).failure().code()
        == errc::history_lost);
  // Each goes on without the other.
  copy.commit("own=1").or_throw();
  copy.compact().or_throw();
  CHECK(x.store.state().find("later=1@41") != std::string::npos);
  x.die(0);
  CHECK(x.store.state().find("later=1@41") != std::string::npos);
}
