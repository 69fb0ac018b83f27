// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "log_fixture.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using call = sim_disk::call;

TEST_CASE_METHOD(log_fixture, "a log is read back after a clean close",
                 "[backends]") {
  {
    auto log = open().or_throw();
    test::append(log, {"a=1", "b=2 c=3 d-"}).or_throw();
    test::append(log, {"a-"}).or_throw();
    log.close().or_throw();
  }
  auto log = open().or_throw();
  CHECK(to_string(found) == "1 a=1; 2 {b=2 c=3 d-}; 3 a-");
  CHECK(log.report().clean);
  CHECK(log.report().records == 5);
  CHECK(log.last() == 3);
  test::append(log, {"e=4"}).or_throw();
  disk.kill();
  CHECK(!open().or_throw().report().clean);
  CHECK(to_string(found) == "1 a=1; 2 {b=2 c=3 d-}; 3 a-; 4 e=4");
}

TEST_CASE_METHOD(log_fixture, "a closed log takes no more space than it needs",
                 "[backends]") {
  auto log = open().or_throw();
  CHECK(disk.tree() == "log/00000000000000000001-0.log 4096\n");
  test::append(log, {"a=1"}).or_throw();
  log.close().or_throw();
  // Header, frame, one record, and the frame of the close.
  CHECK(disk.tree() == "log/00000000000000000001-0.log 312\n");
  open().or_throw().close().or_throw();
  CHECK(disk.tree() == "log/00000000000000000001-0.log 312\n");
}

TEST_CASE_METHOD(log_fixture, "a full segment is ended and another begun",
                 "[backends]") {
  options.segment_bytes = 512;
  auto log = open().or_throw();
  for (auto text : {"a=1", "b=2", "c=3"})
    test::append(log, {text}).or_throw();
  CHECK(disk.tree()
        == "log/00000000000000000001-0.log 480\n"
           "log/00000000000000000003-0.log 512\n");
  CHECK(log.segments().size() == 2);
  CHECK(log.segments()[0]->last() == 2);
  CHECK(log.current()->last() == 3);
  disk.kill();
  open().or_throw();
  CHECK(to_string(found) == "1 a=1; 2 b=2; 3 c=3");
}

TEST_CASE_METHOD(log_fixture,
                 "a commit larger than a segment gets one of its own",
                 "[backends]") {
  options.segment_bytes = 512;
  auto big = "big=" + std::string(2000, 'x');
  auto log = open().or_throw();
  auto first = test::append(log, {big}).or_throw();
  test::append(log, {"b=2"}).or_throw();
  test::append(log, {big}).or_throw();
  test::append(log, {"c=3"}).or_throw();
  CHECK(disk.tree()
        == "log/00000000000000000001-0.log 2312\n"
           "log/00000000000000000002-0.log 312\n"
           "log/00000000000000000003-0.log 2312\n"
           "log/00000000000000000004-0.log 512\n");
  std::vector<std::byte> scratch;
  auto read = log.segments()[0]->read_record(144, 2088, scratch).or_throw();
  CHECK(read.blob.size() == 2000);
  disk.kill();
  open().or_throw();
  CHECK(found.size() == 4);
}

TEST_CASE_METHOD(log_fixture, "changing segments makes the old one durable",
                 "[backends]") {
  auto log = open().or_throw();
  test::append(log, {"a=1"}).or_throw();
  log.roll().or_throw();
  CHECK(log.synced() == 1);
  log.roll().or_throw(); // Nothing to do: it is empty.
  CHECK(log.segments().size() == 2);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    disk.crash(seed);
    open().or_throw();
    CHECK(to_string(found) == "1 a=1");
  }
}

TEST_CASE_METHOD(log_fixture, "a new segment is announced once it is durable",
                 "[backends]") {
  std::string told;
  options.segment_bytes = 512;
  options.on_new_segment = [&](const ref<segment>& made,
                               std::uint64_t) -> result<void> {
    told += to_string(made->name()) + " ";
    return {};
  };
  auto log = open().or_throw();
  for (auto text : {"a=1", "b=2", "c=3"})
    test::append(log, {text}).or_throw();
  CHECK(told == "00000000000000000001-0 00000000000000000003-0 ");
}

TEST_CASE_METHOD(log_fixture,
                 "a record is read at its place, also after its "
                 "segment was removed",
                 "[backends]") {
  auto log = open().or_throw();
  auto done = test::append(log, {"a=1", "b=2"}).or_throw();
  auto place = done.places[1];
  auto home = done.home;
  disk.remove(home->path()).or_throw();
  std::vector<std::byte> scratch;
  auto read = home->read_record(place.offset, place.length, scratch).or_throw();
  CHECK(read.key == "b");
  CHECK(
    home->read_record(place.offset + 8, place.length, scratch).failure().code()
    == errc::damaged);
  CHECK(home->read_record(1 << 20, 100, scratch).failure().code()
        == errc::damaged);
}

TEST_CASE_METHOD(log_fixture, "revisions must go on without a gap",
                 "[backends]") {
  auto log = open().or_throw();
  record x;
  x.rev = 2;
  CHECK(log.append(std::span(&x, 1)).failure().code() == errc::bad_argument);
  CHECK(log.append({}).failure().code() == errc::bad_argument);
  x.rev = 1;
  log.append(std::span(&x, 1)).or_throw();
}

TEST_CASE_METHOD(log_fixture, "a failed write or sync ends all writing",
                 "[backends]") {
  auto kind = GENERATE(call::write, call::sync);
  auto log = open().or_throw();
  test::append(log, {"a=1"}).or_throw();
  log.sync().or_throw();
  disk.fail(kind, 1, errc::storage_full);
  auto written = test::append(log, {"b=2"});
  auto failed = written ? log.sync() : result<void>(written.failure());
  REQUIRE(!failed);
  CHECK(failed.failure().code() == errc::storage_full);
  for (const auto& later :
       {log.sync(), log.roll(), log.close(), [&]() -> result<void> {
          auto again = test::append(log, {"c=3"});
          return again ? result<void>() : again.failure();
        }()}) {
    REQUIRE(!later);
    CHECK(later.failure().code() == errc::storage_failed);
  }
  disk.kill();
  open().or_throw();
  CHECK(to_string(found).starts_with("1 a=1"));
}

TEST_CASE_METHOD(log_fixture, "a log may begin anywhere", "[backends]") {
  options.first = 1000;
  auto log = open().or_throw();
  test::append(log, {"a=1"}).or_throw();
  CHECK(log.last() == 1000);
  disk.kill();
  open().or_throw();
  CHECK(to_string(found, found_first) == "1000 a=1");
}

TEST_CASE_METHOD(log_fixture, "a closed segment that is known is not scanned",
                 "[backends]") {
  auto log = open().or_throw();
  test::append(log, {"a=1", "b=2"}).or_throw();
  log.roll().or_throw();
  test::append(log, {"c=3"}).or_throw();
  disk.kill();
  std::vector<log_part> some{{{1, 0}, false, 2}, {{3, 0}}};
  std::string seen;
  auto again = log_writer::open(disk, "log", options, some,
                                [&](const ref<segment>&,
                                    std::span<const placed_record> commit) {
                                  seen += commit[0].what.key;
                                  return result<void>();
                                })
                 .or_throw();
  CHECK(seen == "c");
  CHECK(again.segments().size() == 2);
  some[0].last = 1;
  CHECK(log_writer::open(disk, "log", options, some, {}).failure().code()
        == errc::damaged);
}

TEST_CASE_METHOD(log_fixture, "an error of the visitor ends the opening",
                 "[backends]") {
  auto log = open().or_throw();
  test::append(log, {"a=1"}).or_throw();
  disk.kill();
  auto again = log_writer::open(
    disk, "log", options, parts().or_throw(),
    [](const ref<segment>&, std::span<const placed_record>) -> result<void> {
      return error(errc::too_large, "enough");
    });
  CHECK(again.failure().code() == errc::too_large);
}

TEST_CASE_METHOD(log_fixture, "a log that is looked at is not changed",
                 "[backends]") {
  auto log = open().or_throw();
  test::append(log, {"a=1"}).or_throw();
  auto before = disk.changes();
  auto seen = look().or_throw();
  CHECK(to_string(found) == "1 a=1");
  CHECK(seen.report.last == 1);
  CHECK(disk.changes() == before);
}
