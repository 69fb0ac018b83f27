// SPDX-License-Identifier: MIT
#include <brine/backends/journal/journal.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "../backends/scratch_directory.hpp"
#include "faulty_backend.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::chrono_literals;

TEST_CASE("where syncs go by time, one follows each write that none followed",
          "[actors]") {
  std::mutex mutex;
  std::condition_variable synced;
  int syncs = 0;
  auto f = std::make_shared<faults>();
  f->sync_interval = 1ms;
  f->on_sync = [&] {
    auto guard = std::lock_guard(mutex);
    ++syncs;
    synced.notify_all();
  };
  auto db = faulty_store(f);
  for (int i = 1; i <= 3; ++i) {
    db.assoc("a", i);
    auto guard = std::unique_lock(mutex);
    REQUIRE(synced.wait_for(guard, 60s, [&] { return syncs == i; }));
  }
}

TEST_CASE("a journal's config says by which time it is to be synced",
          "[actors]") {
  const scratch_directory folder;
  const auto interval = [&](const std::string& level) {
    auto reader =
      config_reader(parse_config("journal:" + (folder / level)
                                 + "?fsync=" + level + "&sync-interval=250ms")
                      .or_throw());
    auto opened = configure_journal(reader).open(open_how::fresh, {});
    return std::move(opened).or_throw()->can().sync_interval;
  };
  CHECK(interval("interval") == 250ms);
  CHECK(interval("always") == 0ms);
  CHECK(interval("never") == 0ms);
}
