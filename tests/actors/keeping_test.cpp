// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/actors/snapshot_view.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../log_lines.hpp"
#include "documents.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// Files may go while it counts.
std::uint64_t bytes_in(const std::string& folder) {
  std::uint64_t all = 0;
  for (const auto& x : std::filesystem::recursive_directory_iterator(folder)) {
    std::error_code gone;
    if (!x.is_regular_file(gone) || gone)
      continue;
    if (const auto size = x.file_size(gone); !gone)
      all += size;
  }
  return all;
}

std::string where(const scratch_directory& folder, const std::string& more) {
  return "journal:" + (folder / "data") + "?segment-size=64KiB&" + more;
}

/// Threads that write until they are told to stop; each has its own keys.
class load {
public:
  explicit load(const store& db) : db_(db) {
    for (int t = 0; t < 3; ++t)
      threads_.emplace_back([this, t] { write(t); });
  }

  ~load() {
    stop();
  }

  void stop() {
    stop_ = true;
    for (auto& t : threads_)
      if (t.joinable())
        t.join();
  }

  /// Waits until so many commits were made.
  void reach(revision rev) const {
    while (db_.last_revision() < rev)
      std::this_thread::yield();
  }

private:
  void write(int t) {
    for (int i = 0; !stop_; ++i) {
      const auto key = vec(t, i % 40);
      if (i % 11 == 3)
        db_.dissoc(key);
      else if (i % 11 == 5)
        db_.multi_assoc({{key, i}, {vec(t, (i + 1) % 40), i}});
      else
        db_.assoc(key, std::string(100, static_cast<char>('a' + i % 26)));
    }
  }

  const store& db_;
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

} // namespace

TEST_CASE("compaction beside writers leaves documents and kept history as they "
          "are",
          "[actors]") {
  scratch_directory folder;
  log_lines lines;
  document_map at_end;
  {
    auto db = create(where(folder, "fsync=never&retention-revisions=500"));
    load writers(db);
    writers.reach(2000);
    for (int i = 0; i < 5; ++i) {
      const auto seen = db.last_revision();
      const auto report = db.compact();
      CHECK(report.oldest + 500 > seen);
      CHECK(report.after < report.before);
    }
    writers.stop();
    at_end = all_of(db);
    // State at a revision and all changes from there give the state now.
    const auto oldest = db.compact().oldest;
    revision seen = oldest - 1;
    changes_options o;
    o.from = cursor{{}, seen};
    o.old_values = true;
    document_map copy;
    for (const auto& c : db.changes(o)) {
      REQUIRE(c.rev == ++seen);
      for (const auto& e : c.edits)
        REQUIRE(e.old
                == (e.previous == 0 ? old_value::absent : old_value::known));
      replay(copy, c);
    }
    CHECK(seen == db.last_revision());
    for (const auto& [key, document] : copy)
      CHECK(at_end.at(key) == document);
    o.from = cursor{{}, oldest - 2};
    CHECK(code_of([&] { auto stream = db.changes(o); }) == errc::history_lost);
  }
  auto db = connect(where(folder, "fsync=never"));
  CHECK(all_of(db) == at_end);
}

TEST_CASE("a backup taken under load is the store at one revision",
          "[actors]") {
  scratch_directory folder;
  log_lines lines;
  auto db = create(where(folder, "fsync=never"));
  load writers(db);
  writers.reach(1000);
  const auto report = db.backup(folder / "copy");
  const auto later = db.last_revision();
  writers.reach(later + 100);
  writers.stop();
  CHECK(report.linked > 0);
  auto copy = connect(folder / "copy");
  CHECK(copy.last_revision() == report.last);
  CHECK(all_of(copy) == replayed(db, {}, 0, report.last));
  CHECK(replayed(copy, {}, 0, report.last) == all_of(copy));
  CHECK(copy.assoc("own", 1) == report.last + 1);
  CHECK(code_of([&] { db.backup(folder / "copy"); }) == errc::store_exists);
}

TEST_CASE("overwritten documents take less than three times their bytes",
          "[actors]") {
  scratch_directory folder;
  log_lines lines;
  constexpr int keys = 500;
  const auto config = where(folder, "fsync=never&retention-revisions=100");
  {
    auto db = create(config);
    for (int i = 0; i < 50 * keys; ++i)
      db.assoc(i % keys, std::string(100, 'x') + std::to_string(i));
    // By itself it gets small, though a segment or two larger than it must.
    while (bytes_in(folder / "data") >= 40 * keys * 200 / 2)
      std::this_thread::yield();
    db.compact();
  }
  auto db = connect(config);
  // A record of such a document has some 200 bytes.
  CHECK(bytes_in(folder / "data/segments") < 3 * keys * 200 + 64 * 1024);
  CHECK(db.keys().size() == keys);
}

TEST_CASE("a stream whose history was compacted begins with the state if it "
          "may",
          "[hooks]") {
  scratch_directory folder;
  log_lines lines;
  auto db = create(where(folder, "retention-revisions=3"));
  for (int i = 1; i <= 20; ++i)
    db.assoc(i % 4, i);
  REQUIRE(db.compact().oldest == 18);
  changes_options o;
  o.from = cursor{{}, 10};
  CHECK(code_of([&] { auto stream = db.changes(o); }) == errc::history_lost);
  o.snapshot = true;
  auto stream = db.changes(o);
  for (int i = 0; i < 4; ++i)
    CHECK(stream.next()->event == event::state);
  auto mark = stream.next();
  CHECK(mark->event == event::mark);
  CHECK(mark->rev == 20);
  db.assoc("next", 1);
  CHECK(stream.next()->rev == 21);
}

TEST_CASE("without history-old, a change says that what it replaced was "
          "compacted",
          "[hooks]") {
  scratch_directory folder;
  log_lines lines;
  auto db = create(where(folder, "retention-revisions=2&history-old=false"));
  for (int i = 1; i <= 6; ++i)
    db.assoc(i % 2, i);
  db.compact();
  changes_options o;
  o.from = cursor{{}, 4};
  o.old_values = true;
  auto stream = db.changes(o);
  CHECK(stream.next()->only().old == old_value::compacted);
  CHECK(stream.next()->only().old == old_value::compacted);
  db.assoc(0, 7);
  CHECK(stream.next()->only().old == old_value::known);
}

TEST_CASE("a reader beside the writer goes on while it compacts", "[actors]") {
  scratch_directory folder;
  log_lines lines;
  auto db = create(where(folder, "fsync=never&retention-revisions=4000"));
  for (int i = 0; i < 3000; ++i)
    db.assoc(i % 100, std::string(100, 'x') + std::to_string(i));
  auto beside = connect(where(folder, "mode=read&cache=0"));
  CHECK(beside.keys().size() == 100);
  changes_options o;
  o.follow = true;
  auto stream = beside.changes(o);
  db.compact();
  for (int i = 0; i < 3000; ++i) {
    db.assoc(i % 50, i);
    if (i % 500 == 0)
      db.compact();
  }
  for (int i = 0; i < 3000; ++i)
    REQUIRE(stream.next()->rev == revision(3001 + i));
  CHECK(db.compact().oldest == 2001);
  CHECK(all_of(beside) == all_of(db));
  // One that comes later sees the same.
  auto late = connect(where(folder, "mode=read&cache=0"));
  CHECK(all_of(late) == all_of(db));
  CHECK(code_of([&] { late.compact(); }) == errc::read_only);
}

TEST_CASE("a reader makes a backup beside the writer", "[actors]") {
  scratch_directory folder;
  log_lines lines;
  auto db = create(where(folder, "fsync=never"));
  load writers(db);
  writers.reach(1000);
  const auto report =
    connect(where(folder, "mode=read")).backup(folder / "copy");
  writers.stop();
  CHECK(report.last >= 1000);
  auto copy = connect(folder / "copy");
  CHECK(copy.last_revision() == report.last);
  CHECK(all_of(copy) == replayed(db, {}, 0, report.last));
}

TEST_CASE("a store closes while it compacts", "[actors]") {
  scratch_directory folder;
  log_lines lines;
  const auto config = where(folder, "fsync=never&retention-revisions=1");
  document_map before;
  {
    auto db = create(config);
    for (int i = 0; i < 5000; ++i)
      db.assoc(i % 2000, std::string(100, 'x') + std::to_string(i));
    before = all_of(db);
    auto handle = db.share();
    std::atomic<bool> begun{false};
    auto outcome = errc{};
    auto other = std::thread([&] {
      outcome = code_of([&] {
        for (;;)
          handle.compact([&](const compaction_progress& p) {
            CHECK(p.done <= p.all);
            begun = true;
          });
      });
    });
    while (!begun)
      std::this_thread::yield();
    db.close();
    other.join();
    CHECK(outcome == errc::store_closed);
  }
  CHECK(all_of(connect(config)) == before);
}

TEST_CASE("what has nothing to keep says so", "[actors]") {
  auto db = create("memory:");
  CHECK(code_of([&] { db.compact(); }) == errc::unsupported);
  CHECK(code_of([&] { db.backup("/nowhere"); }) == errc::unsupported);
}
