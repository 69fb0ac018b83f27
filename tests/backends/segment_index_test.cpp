// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/segment_index.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "../code_of.hpp"
#include "atomicity.hpp"
#include "flipped_bytes.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using namespace std::string_view_literals;

namespace {

constexpr auto id = std::uint64_t{0x1122334455667788};

segment_summary summary_of(std::uint64_t log_length) {
  return {.name = {.first = 5, .generation = 1},
          .segment_id = id,
          .log_length = log_length};
}

result<void> write(disk& where, std::vector<index_entry> entries,
                   std::uint64_t log_length = 4096) {
  return write_segment_index(where, "", summary_of(log_length), entries);
}

std::vector<index_entry> some_entries() {
  return {
    {.key = "bob", .rev = 6, .offset = 128, .length = 64},
    {.key = "alice", .rev = 7, .offset = 192, .length = 60, .flags = 1},
    {.key = "", .rev = 9, .offset = 320, .length = 32, .flags = 2},
    {.key = "a\0b"sv, .rev = 9, .offset = 352, .length = 32, .flags = 3},
    {.key = "alice", .rev = 5, .offset = 64, .length = 61},
  };
}

result<segment_index> open(disk& where, std::uint64_t segment_id = id) {
  return open_segment_index(where, "", {.first = 5, .generation = 1},
                            segment_id);
}

const std::string path = "/00000000000000000005-1.idx";

} // namespace

TEST_CASE("a segment's index lists its records by key, then revision",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, some_entries()).ok());
  auto opened = open(where).or_throw();
  auto summary = summary_of(4096);
  summary.first = 5;
  summary.last = 9;
  summary.records = 5;
  CHECK(opened.summary() == summary);
  auto lines = std::string{};
  opened
    .visit([&](const index_entry& x) {
      auto key = std::string(x.key);
      std::replace(key.begin(), key.end(), '\0', '.');
      lines += fmt::format("[{}] r{} {}+{} f{}\n", key, x.rev, x.offset,
                           x.length, x.flags);
    })
    .or_throw();
  CHECK(lines
        == "[] r9 320+32 f2\n"
           "[a.b] r9 352+32 f3\n"
           "[alice] r5 64+61 f0\n"
           "[alice] r7 192+60 f1\n"
           "[bob] r6 128+64 f0\n");
}

TEST_CASE("a segment without records has an index", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, {}).ok());
  auto opened = open(where).or_throw();
  CHECK(opened.summary().records == 0);
  CHECK(opened.summary().last == 0);
  CHECK(opened.visit([](const index_entry&) { FAIL(); }).ok());
}

TEST_CASE("an index of many sections holds every record", "[backends]") {
  auto where = sim_disk{};
  auto keys = std::vector<std::string>{};
  for (int i = 0; i < 60'000; ++i)
    keys.push_back(fmt::format("key-{:06}", i));
  keys.push_back(std::string(std::size_t{3} << 20, 'z'));
  auto entries = std::vector<index_entry>{};
  for (std::size_t i = 0; i < keys.size(); ++i)
    entries.push_back({.key = keys[i], .rev = i + 1, .offset = i * 64});
  REQUIRE(write(where, entries).ok());
  auto next = std::size_t{0};
  auto wrong = std::size_t{0};
  open(where)
    .or_throw()
    .visit([&](const index_entry& x) {
      wrong += x != entries[next] ? 1 : 0;
      ++next;
    })
    .or_throw();
  CHECK(next == entries.size());
  CHECK(wrong == 0);
}

TEST_CASE("an index that is missing or of another segment is not used",
          "[backends]") {
  auto where = sim_disk{};
  CHECK(code_of(open(where)) == "not_found");
  REQUIRE(write(where, some_entries()).ok());
  CHECK(code_of(open(where)) == "ok");
  CHECK(open(where, id + 1).failure().what()
        == "damaged: " + path + ": belongs to another segment");
  REQUIRE(where.rename(path, "/00000000000000000005-2.idx").ok());
  CHECK(code_of(open_segment_index(where, "", {5, 2}, id)) == "damaged");
  where.fail(sim_disk::call::read, 1, errc::io_failed);
  REQUIRE(write(where, some_entries()).ok());
  CHECK(code_of(open(where)) == "io_failed");
}

TEST_CASE("each damaged byte of an index is found", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, some_entries()).ok());
  CHECK(unnoticed_damage(where, path, [](auto& x) { return open(x).ok(); })
        == std::vector<std::string>{});
  CHECK(code_of(open(where)) == "ok");
}

TEST_CASE("lengths in an index are believed only within the file",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write(where, some_entries()).ok());
  auto whole = where.bytes(path);
  // Sections, records, length of the file, all with a right checksum; then
  // number, length and count of the section.
  for (auto at : {36, 40, 72, 100, 104, 112})
    for (auto value : {0, 1, 0x7f, 0xff}) {
      auto bytes = whole;
      if (bytes[static_cast<std::size_t>(at)] == static_cast<char>(value))
        continue;
      bytes[static_cast<std::size_t>(at)] = static_cast<char>(value);
      seal_head(std::as_writable_bytes(std::span(bytes)).first(96),
                {"brineidx", "segment index", 1});
      where.damage(path, bytes);
      INFO(at << " " << value);
      CHECK(code_of(open(where)) == "damaged");
    }
}

TEST_CASE("writing an index is all or nothing at a crash", "[backends]") {
  auto look = [](sim_disk& where) -> result<seen> {
    auto x = open(where);
    if (!x)
      return x.failure();
    return x->summary().log_length == 1 ? seen::before : seen::after;
  };
  auto change = atomicity_case{
    .prepare = [](auto& where) { return write(where, some_entries(), 1); },
    .step = [](auto& where) { return write(where, some_entries(), 2); },
    .look = look};
  CHECK(atomic_at_crashes(change) == "");
  CHECK(atomic_at_crashes(change, {.files = false}) != "");
  CHECK(atomic_at_crashes(change, {.folders = false}) != "");
}
