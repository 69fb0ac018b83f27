// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../log_lines.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::chrono_literals;

namespace {

constexpr auto start = wall_time(1'700'000'000s);

/// A store that keeps the history of three revisions, on a clock of its own.
struct leased_store {
  log_lines lines;
  scratch_directory folder;
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>(start);
  store db = opened();

  [[nodiscard]] std::string where(const std::string& more) const {
    return "journal:" + (folder / "data") + '?' + more;
  }

  [[nodiscard]] store opened() const {
    connect_options o;
    o.clock = clock;
    const auto config =
      where("segment-size=64KiB&fsync=never&retention-revisions=3");
    return exists(config) ? connect(config, o) : create(config, o);
  }

  void open_again() {
    db.close();
    db = opened();
  }

  void write(int first, int last) const {
    for (int i = first; i <= last; ++i)
      db.assoc(i % 4, i);
  }

  [[nodiscard]] cursor at(revision rev) const {
    return {db.history().log, rev};
  }

  /// The revisions that a stream shows from here on, or what it fails with.
  [[nodiscard]] std::string stream(const cursor& from) const {
    changes_options o;
    o.from = from;
    std::string text;
    try {
      for (const auto& c : db.changes(o))
        text += (text.empty() ? "" : " ") + std::to_string(c.rev);
    } catch (const error& e) {
      return std::string(name(e.code()));
    }
    return text;
  }

  [[nodiscard]] static std::string consumers(const store_operations& db) {
    std::string text;
    for (const auto& x : db.consumers())
      text += (text.empty() ? "" : ", ") + x.name + ' '
              + std::to_string(x.seen.rev) + ' ' + x.lease_end.to_string();
    return text;
  }
};

} // namespace

TEST_CASE("a consumer resumes where it acknowledged, while its lease lasts",
          "[actors]") {
  leased_store x;
  x.write(1, 20);
  x.db.acknowledge("audit", x.at(10), 24h);
  x.db.acknowledge("late", x.at(15), 1h);
  CHECK(x.db.compact().oldest == 11);
  CHECK(x.stream(x.at(10)) == "11 12 13 14 15 16 17 18 19 20");
  CHECK(x.stream(x.at(9)) == "history_lost");
  CHECK(leased_store::consumers(x.db)
        == "audit 10 2023-11-15T22:13:20.000-00:00, "
           "late 15 2023-11-14T23:13:20.000-00:00");
  // What it acknowledges may go, the rest stays, also in another life.
  x.db.acknowledge("audit", x.at(12), 24h);
  x.open_again();
  CHECK(x.db.compact().oldest == 13);
  const auto known = x.db.consumers();
  REQUIRE(known.size() == 2);
  CHECK(known[0].name == "audit");
  CHECK(x.stream(known[0].seen) == "13 14 15 16 17 18 19 20");
  // Then the leases end, one after the other.
  x.clock->advance(1h);
  CHECK(leased_store::consumers(x.db)
        == "audit 12 2023-11-15T22:13:20.000-00:00");
  CHECK(x.db.compact().oldest == 13);
  x.clock->advance(23h);
  CHECK(leased_store::consumers(x.db).empty());
  CHECK(x.db.compact().oldest == 18);
  CHECK(x.stream(known[0].seen) == "history_lost");
}

TEST_CASE("a consumer that is removed lets its history go", "[actors]") {
  leased_store x;
  x.write(1, 20);
  x.db.acknowledge("audit", beginning, 24h);
  CHECK(x.db.compact().oldest == 1);
  CHECK(x.db.remove_consumer("audit"));
  CHECK(!x.db.remove_consumer("audit"));
  CHECK(x.db.compact().oldest == 18);
  CHECK(x.stream(beginning) == "history_lost");
}

TEST_CASE("a consumer gets again what it did not acknowledge", "[hooks]") {
  leased_store x;
  x.write(1, 5);
  std::vector<revision> seen;
  const auto work = [&](std::size_t until, revision acknowledged) {
    const auto known = x.db.consumers();
    changes_options o;
    o.from = known.empty() ? beginning : known[0].seen;
    auto stream = x.db.changes(o);
    while (seen.size() < until)
      seen.push_back(stream.next()->rev);
    x.db.acknowledge("worker", x.at(acknowledged), 24h);
  };
  work(3, 2);
  x.db.compact();
  x.open_again();
  x.write(6, 10);
  x.db.compact();
  work(11, 10);
  CHECK(seen == std::vector<revision>{1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10});
}

TEST_CASE("what cannot be kept for a consumer is refused", "[actors]") {
  leased_store x;
  x.write(1, 20);
  const auto refused = [&](const std::string& name, const cursor& seen,
                           std::chrono::milliseconds lease) {
    return code_of([&] { x.db.acknowledge(name, seen, lease); });
  };
  CHECK(refused("", x.at(10), 1h) == errc::bad_argument);
  CHECK(refused(std::string(101, 'x'), x.at(10), 1h) == errc::bad_argument);
  CHECK(refused("audit", x.at(10), 0h) == errc::bad_argument);
  CHECK(refused("audit", x.at(10), -1ms) == errc::bad_argument);
  CHECK(refused("audit", x.at(10), std::chrono::milliseconds::max())
        == errc::bad_argument);
  CHECK(refused("audit", {log_id{{7}}, 10}, 1h) == errc::history_lost);
  CHECK(refused("audit", x.at(21), 1h) == errc::history_lost);
  x.db.compact();
  CHECK(refused("audit", x.at(10), 1h) == errc::history_lost);
  CHECK(leased_store::consumers(x.db).empty());
  x.db.acknowledge(std::string(100, 'x'), x.at(17), 1ms);
  x.db.acknowledge("audit", x.at(17), 24h * 36525);
  CHECK(x.db.consumers().size() == 2);

  auto beside = connect(x.where("mode=read"));
  CHECK(code_of([&] { beside.acknowledge("audit", x.at(18), 1h); })
        == errc::read_only);
  CHECK(code_of([&] { beside.remove_consumer("audit"); }) == errc::read_only);
  REQUIRE(beside.consumers().size() == 1); // the other's lease is long over
  CHECK(beside.consumers()[0].name == "audit");

  auto memory = create("memory:");
  CHECK(code_of([&] { memory.acknowledge("audit", beginning, 1h); })
        == errc::unsupported);
  CHECK(code_of([&] { memory.remove_consumer("audit"); }) == errc::unsupported);
  CHECK(memory.consumers().empty());

  x.db.close();
  CHECK(refused("audit", x.at(18), 1h) == errc::store_closed);
  CHECK(code_of([&] { x.db.remove_consumer("audit"); }) == errc::store_closed);
  CHECK(code_of([&] { static_cast<void>(x.db.consumers()); })
        == errc::store_closed);
  CHECK(code_of([&] { x.db.compact(); }) == errc::store_closed);
}

TEST_CASE("beside writers and compaction a consumer misses nothing",
          "[actors]") {
  leased_store x;
  constexpr revision all = 2000;
  x.db.acknowledge("audit", beginning, 24h);
  std::atomic<bool> failed{false};
  auto writer = std::async(std::launch::async, [&] {
    try {
      for (revision i = 1; i <= all; ++i)
        x.db.assoc(static_cast<std::int64_t>(i % 4), std::string(100, 'x'));
    } catch (...) {
      failed = true;
      throw;
    }
  });
  auto cleaner = std::async(std::launch::async, [&] {
    while (!failed && x.db.last_revision() < all)
      x.db.compact();
  });
  revision seen = 0;
  while (!failed && seen < all) {
    changes_options o;
    o.from = x.db.consumers().at(0).seen;
    const auto end = seen + 500;
    for (const auto& c : x.db.changes(o)) {
      if (c.rev != seen + 1)
        FAIL("revision " << c.rev << " follows " << seen);
      if (++seen == end)
        break;
    }
    x.db.acknowledge("audit", x.at(seen), 24h);
  }
  writer.get();
  cleaner.get();
  CHECK(x.db.compact().oldest == all - 2);
}
