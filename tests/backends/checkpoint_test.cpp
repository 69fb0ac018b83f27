// SPDX-License-Identifier: MIT
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/file_head.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "atomicity.hpp"
#include "flipped_bytes.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

checkpoint_summary start_at(revision covered) {
  auto x = checkpoint_summary{};
  x.log.bytes[0] = 0xab;
  x.covered = covered;
  x.tail = {.first = covered, .generation = 0};
  x.time = 4096;
  return x;
}

result<void> write(disk& where, revision covered) {
  auto begun = checkpoint_writer::begin(where, "", start_at(covered));
  if (!begun)
    return begun.failure();
  auto& next = **begun;
  auto add = [&](segment_name segment, const index_entry& entry) {
    REQUIRE(next.add(segment, entry).ok());
  };
  add({1, 2}, {.key = "alice", .rev = 3, .offset = 64, .length = 60});
  add({9, 0}, {.key = "bob", .rev = covered + 2, .offset = 128, .length = 70});
  add({1, 2}, {.key = "carol", .rev = 5, .offset = 256, .flags = 1});
  return next.commit();
}

std::string path_of(revision covered) {
  return fmt::format("/{:020}.ckpt", covered);
}

/// One line per entry: key, revision, segment, place, flags.
std::string text(const checkpoint& x) {
  auto lines = std::string{};
  x.visit([&](const index_entry& y) {
     const auto& segment = x.segments()[y.segment];
     lines +=
       fmt::format("{} r{} {}-{} {}+{} f{}\n", y.key, y.rev, segment.first,
                   segment.generation, y.offset, y.length, y.flags);
   })
    .or_throw();
  return lines;
}

checkpoint_search
find(disk& where, const checkpoint_objection& objection = {}) {
  return find_checkpoint(where, "", objection).or_throw();
}

revision found_revision(const checkpoint_search& x) {
  return x.found ? x.found->summary().covered : 0;
}

} // namespace

TEST_CASE("a checkpoint gives back what was added", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, 10).ok());
  auto x = open_checkpoint(where, path_of(10)).or_throw();
  auto summary = start_at(10);
  summary.newest = 12;
  summary.entries = 3;
  CHECK(x.summary() == summary);
  CHECK(x.segments() == std::vector<segment_name>{{1, 2}, {9, 0}});
  CHECK(text(x)
        == "alice r3 1-2 64+60 f0\n"
           "bob r12 9-0 128+70 f0\n"
           "carol r5 1-2 256+0 f1\n");
}

TEST_CASE("an empty store has a checkpoint", "[backends]") {
  auto where = sim_disk{};
  auto next = checkpoint_writer::begin(where, "", start_at(0)).or_throw();
  REQUIRE(next->commit().ok());
  CHECK(text(open_checkpoint(where, path_of(0)).or_throw()).empty());
}

TEST_CASE("a checkpoint of many sections holds every key", "[backends]") {
  auto where = sim_disk{};
  auto next = checkpoint_writer::begin(where, "", start_at(7)).or_throw();
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) {
    auto key = std::to_string(i);
    auto segment = segment_name{revision(i % 1000) + 1, 0};
    auto rev = revision(i) + 1;
    REQUIRE(next->add(segment, {.key = key, .rev = rev}).ok());
  }
  REQUIRE(next->commit().ok());
  auto x = open_checkpoint(where, path_of(7)).or_throw();
  auto seen = 0;
  auto wrong = 0;
  x.visit([&](const index_entry& y) {
     auto i = seen++;
     if (y.key != std::to_string(i) || y.rev != revision(i) + 1
         || x.segments()[y.segment].first != revision(i % 1000) + 1)
       ++wrong;
   })
    .or_throw();
  CHECK(seen == count);
  CHECK(wrong == 0);
}

TEST_CASE("the newest checkpoint that is sound is used", "[backends]") {
  auto where = sim_disk{};
  CHECK(found_revision(find(where)) == 0);
  for (revision r : {10, 20, 30})
    REQUIRE(write(where, r).ok());
  CHECK(found_revision(find(where)) == 30);
  auto bytes = where.bytes(path_of(30));
  bytes[160] = static_cast<char>(bytes[160] ^ 1);
  where.damage(path_of(30), bytes);
  auto search = find(where);
  CHECK(found_revision(search) == 20);
  CHECK(search.skipped
        == std::vector<std::string>{
          "damaged: /00000000000000000030.ckpt: a section's checksum is wrong "
          "at offset 128"});
}

TEST_CASE("a checkpoint is not used against an objection", "[backends]") {
  auto where = sim_disk{};
  for (revision r : {10, 20})
    REQUIRE(write(where, r).ok());
  auto search = find(where, [](const checkpoint& x) -> std::string {
    return x.summary().newest > 15 ? "knows more than the log" : "";
  });
  CHECK(found_revision(search) == 10);
  CHECK(search.skipped
        == std::vector<std::string>{
          "/00000000000000000020.ckpt: knows more than the log"});
  // Under another name a checkpoint would be taken for newer than it is.
  REQUIRE(where.rename(path_of(20), path_of(90)).ok());
  CHECK(found_revision(find(where)) == 10);
}

TEST_CASE("older checkpoints are removed, other files stay", "[backends]") {
  auto where = sim_disk{};
  for (revision r : {10, 20, 30})
    REQUIRE(write(where, r).ok());
  where.open("/notes.ckpt", open_mode::create).or_throw();
  REQUIRE(remove_checkpoints(where, "", revision{30}).ok());
  CHECK(where.list("/").or_throw()
        == std::vector<std::string>{"00000000000000000030.ckpt", "notes.ckpt"});
  REQUIRE(remove_checkpoints(where, "", std::nullopt).ok());
  CHECK(where.list("/").or_throw() == std::vector<std::string>{"notes.ckpt"});
}

TEST_CASE("each damaged byte of a checkpoint is found", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, 10).ok());
  CHECK(unnoticed_damage(
          where, path_of(10),
          [](auto& x) { return open_checkpoint(x, path_of(10)).ok(); })
        == std::vector<std::string>{});
  CHECK(open_checkpoint(where, path_of(10)).ok());
}

TEST_CASE("numbers in a checkpoint are believed only within the file",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, 10).ok());
  auto whole = where.bytes(path_of(10));
  // Sections, entries, offset of the trailer, segments, length: all with a
  // right checksum.
  for (std::size_t at : {60, 63, 72, 80, 87, 88, 91, 96, 103})
    for (auto value : {1, 0x7f, 0xff}) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ value);
      seal_head(std::as_writable_bytes(std::span(bytes)).first(128),
                {"brineckp", "checkpoint", 1});
      where.damage(path_of(10), bytes);
      INFO(at << " " << value);
      CHECK_FALSE(open_checkpoint(where, path_of(10)).ok());
    }
}

TEST_CASE("a disk that fails while a checkpoint is read is said",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, 10).ok());
  auto x = open_checkpoint(where, path_of(10)).or_throw();
  where.fail(sim_disk::call::read, 1, errc::io_failed);
  auto done = x.visit([](const index_entry&) {});
  REQUIRE_FALSE(done.ok());
  CHECK(done.failure().code() == errc::io_failed);
}

TEST_CASE("a crash leaves the newer checkpoint or the older one",
          "[backends]") {
  auto look = [](sim_disk& where) -> result<seen> {
    auto search = find(where);
    if (!search.skipped.empty() || !search.found)
      return seen::mixture;
    return found_revision(search) == 10 ? seen::before : seen::after;
  };
  auto change =
    atomicity_case{.prepare = [](auto& where) { return write(where, 10); },
                   .step = [](auto& where) -> result<void> {
                     if (auto done = write(where, 20); !done)
                       return done;
                     return remove_checkpoints(where, "", revision{20});
                   },
                   .look = look};
  CHECK(atomic_at_crashes(change) == "");
  CHECK(atomic_at_crashes(change, {.files = false}) != "");
  CHECK(atomic_at_crashes(change, {.folders = false}) != "");
}
