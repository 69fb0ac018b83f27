// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "log_fixture.hpp"
#include "seeds.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using call = sim_disk::call;

namespace {

enum class level { always, interval, never };

/// A store's log through several lives, each ended by a crash, a kill or a
/// clean close, beside a model of what was written.
class trial {
public:
  explicit trial(std::uint64_t seed) : roll_(seed) {
    level_ = static_cast<level>(roll_.below(3));
    log_.options.segment_bytes = 1024 + 8 * roll_.below(512);
    if (roll_.one_in(2))
      log_.listed.emplace();
  }

  void run() {
    for (int life = 0; life < 4; ++life) {
      live();
      end();
    }
    open();
  }

private:
  void live() {
    if (roll_.one_in(4))
      log_.disk.stop_after(roll_.below(14));
    auto log = open();
    if (!log)
      return;
    if (roll_.one_in(2))
      trouble();
    auto batches = roll_.below(12);
    for (std::uint64_t i = 0; i < batches; ++i)
      if (!write(*log))
        return;
    closed_ = roll_.one_in(3) && log->close().ok();
    if (closed_)
      durable_ = written_ = log->last();
  }

  /// The machine or the process dies.
  void end() {
    if (roll_.one_in(2)) {
      log_.disk.kill();
      same_boot_ = true;
    } else {
      log_.disk.crash(roll_());
      written_ = durable_;
      known_.reset(); // The lock page is of another boot.
      same_boot_ = false;
    }
  }

  void trouble() {
    constexpr call kinds[] = {call::write,    call::sync, call::preallocate,
                              call::truncate, call::open, call::sync_directory};
    auto code = roll_.one_in(2) ? errc::io_failed : errc::storage_full;
    if (roll_.one_in(2))
      log_.disk.fail(kinds[roll_.below(6)],
                     static_cast<unsigned>(1 + roll_.below(10)), code, roll_());
    else
      log_.disk.stop_after(roll_.below(40));
  }

  std::optional<log_writer> open() {
    log_.options.known = known_;
    log_.options.distrust_cache = same_boot_ && !closed_;
    auto log = log_.open();
    if (!log) {
      // The power may be out; but nothing was damaged.
      INFO(log.failure().what());
      REQUIRE(log.failure().code() == errc::io_failed);
      return std::nullopt;
    }
    auto n = log_.found.size();
    INFO(log_.disk.tree());
    // P1, P4, P5: what is there is whole, and a prefix.
    REQUIRE(n <= model_.size());
    for (std::size_t i = 0; i < n; ++i)
      REQUIRE(log_.found[i] == model_[i]);
    // P2: nothing that was durable is gone, nor what a live machine holds.
    REQUIRE(n >= durable_);
    REQUIRE(n >= written_);
    REQUIRE(log->last() == n);
    if (closed_)
      REQUIRE(log->report().clean);
    closed_ = false;
    model_.resize(n);
    durable_ = written_ = n;
    known_ = log->durable();
    return std::move(*log);
  }

  bool write(log_writer& log) {
    if (roll_.one_in(12))
      return log.roll().ok();
    std::vector<owned_commit> batch;
    auto commits = 1 + roll_.below(3);
    for (std::uint64_t i = 0; i < commits; ++i)
      batch.push_back(commit());
    auto records = records_of(batch, log.last() + 1);
    model_.insert(model_.end(), batch.begin(), batch.end());
    auto done = log.append(records);
    if (!done)
      return false;
    written_ = log.last();
    check_place(*done, records);
    if (level_ == level::never || (level_ == level::interval && roll_.below(4)))
      return true;
    if (!log.sync())
      return false;
    durable_ = log.last();
    known_ = log.durable();
    return true;
  }

  owned_commit commit() {
    owned_commit made;
    auto records = roll_.one_in(3) ? 1 + roll_.below(4) : 1;
    auto huge = roll_.one_in(40);
    for (std::uint64_t i = 0; i < records; ++i) {
      owned_record x;
      x.key = "key" + std::to_string(roll_.below(50));
      if (roll_.one_in(4))
        x.path = "path";
      if (roll_.one_in(6))
        x.flags = tombstone;
      else
        x.blob.assign(roll_.below(huge ? 3000 : 200),
                      static_cast<char>('a' + roll_.below(26)));
      made.push_back(std::move(x));
    }
    return made;
  }

  /// P4: a record is read at its place.
  void check_place(const appended& done, const std::vector<record>& records) {
    auto i = roll_.below(records.size());
    std::vector<std::byte> scratch;
    auto read = done.home->read_record(done.places[i].offset,
                                       done.places[i].length, scratch);
    REQUIRE(read.ok());
    REQUIRE(read->key == records[i].key);
    REQUIRE(read->blob == records[i].blob);
  }

  dice roll_;
  log_fixture log_;
  level level_ = level::always;
  std::vector<owned_commit> model_;
  revision durable_ = 0; ///< Survives anything.
  revision written_ = 0; ///< Survives the process.
  bool closed_ = false;
  bool same_boot_ = false;
  std::optional<known_batch> known_;
};

} // namespace

TEST_CASE("P1 P2 P4 P5: through crashes, a log keeps whole commits, all that "
          "were durable, as they were written, without a gap",
          "[backends]") {
  auto first = first_seed();
  for (auto seed = first; seed < first + seed_count(); ++seed) {
    INFO("seed " << seed);
    trial(seed).run();
  }
}

TEST_CASE("killed at each step of changing segments, and again at each step of "
          "opening, a log keeps what it promised and then promises",
          "[backends]") {
  auto told = GENERATE(true, false); // That the boot is the same.
  auto listed = GENERATE(true, false);
  for (std::uint64_t step = 0; step < 12; ++step)
    for (std::uint64_t again = 0; again < 12; ++again)
      // Garbage where the end is being written again is rare.
      for (std::uint64_t seed = 0;
           seed < (told && step == 5 && again < 4 ? 400 : 4); ++seed) {
        INFO("step " << step << ", then " << again << ", seed " << seed);
        log_fixture log;
        if (listed)
          log.listed.emplace();
        {
          auto opened = log.open().or_throw();
          test::append(opened, {"a=1"}).or_throw();
          opened.sync().or_throw();
          log.options.known = opened.durable();
          log.disk.stop_after(step);
          (void)opened.roll();
          log.disk.kill();
        }
        log.options.distrust_cache = told;
        log.disk.stop_after(again);
        if (!log.open()) {
          log.disk.crash(seed);
          log.options.known.reset();
          log.options.distrust_cache = false;
        }
        log.disk.kill();
        auto opened = log.open().or_throw();
        REQUIRE(to_string(log.found) == "1 a=1");
        test::append(opened, {"b=2"}).or_throw();
        opened.sync().or_throw();
        log.options.known.reset();
        log.disk.crash(seed + 100);
        log.open().or_throw();
        REQUIRE(to_string(log.found) == "1 a=1; 2 b=2");
      }
}
