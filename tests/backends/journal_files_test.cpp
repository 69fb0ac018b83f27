// SPDX-License-Identifier: MIT
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/lock_page.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/segment_index.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sim_disk.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using namespace std::chrono_literals;

namespace {

/// The bytes of the example under a heading of docs/journal-files.md. A line
/// is `offset bytes ; what`; what no line gives is zero, and the last offset
/// stands alone: the length.
std::string example(const std::string& heading) {
  auto page = std::ifstream(BRINE_SOURCE_DIR "/docs/journal-files.md");
  auto line = std::string{};
  auto find = [&](const std::string& wanted) {
    while (std::getline(page, line) && line != wanted)
      continue;
  };
  find("## " + heading);
  find("```");
  auto bytes = std::string{};
  while (std::getline(page, line) && line != "```") {
    auto words = std::istringstream(line.substr(0, line.find(';')));
    auto word = std::string{};
    words >> word;
    bytes.resize(std::stoul(word, nullptr, 16));
    while (words >> word)
      bytes += static_cast<char>(std::stoul(word, nullptr, 16));
  }
  return bytes;
}

constexpr auto compacted = segment_name{.first = 1, .generation = 1};
constexpr auto open_one = segment_name{.first = 101, .generation = 0};
constexpr auto compacted_id = std::uint64_t{0x1122334455667788};

log_id example_log() {
  auto x = log_id{};
  for (std::size_t i = 0; i < 16; ++i)
    x.bytes[i] = static_cast<std::uint8_t>(i);
  return x;
}

manifest example_manifest() {
  auto x = manifest{.oldest = 2};
  x.segments = {
    {.name = compacted,
     .id = compacted_id,
     .log = example_log(),
     .closed = true,
     .last = 100,
     .newest = wall_time(1'700'000'000s),
     .length = 4096},
    {.name = open_one, .id = 0x99aabbccddeeff00, .log = example_log()}};
  return x;
}

const auto alice =
  index_entry{.key = "alice", .rev = 3, .offset = 64, .length = 60};

} // namespace

TEST_CASE("the documented manifest is what is written and read", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_manifest(where, "", example_manifest()).ok());
  CHECK(where.bytes("/MANIFEST") == example("MANIFEST"));
  CHECK(read_manifest(where, "").or_throw() == example_manifest());
}

TEST_CASE("the documented segment index is what is written and read",
          "[backends]") {
  auto where = sim_disk{};
  auto bob = index_entry{.key = "bob",
                         .rev = 5,
                         .offset = 128,
                         .length = 48,
                         .flags = index_entry::removal};
  auto entries = std::vector<index_entry>{bob, alice};
  auto summary = segment_summary{
    .name = compacted, .segment_id = compacted_id, .log_length = 4096};
  REQUIRE(write_segment_index(where, "", summary, entries).ok());
  auto path = "/" + to_string(compacted) + ".idx";
  CHECK(where.bytes(path) == example("Segment index"));
  auto opened =
    open_segment_index(where, "", compacted, compacted_id).or_throw();
  auto expected = std::vector<index_entry>{alice, bob};
  auto next = expected.begin();
  auto equal = true;
  opened.visit([&](const index_entry& x) { equal = equal && x == *next++; })
    .or_throw();
  CHECK(equal);
  CHECK(next == expected.end());
}

TEST_CASE("the documented checkpoint is what is written and read",
          "[backends]") {
  auto where = sim_disk{};
  auto start = checkpoint_summary{
    .log = example_log(), .covered = 105, .tail = open_one, .time = 512};
  auto carol = index_entry{.key = "carol",
                           .rev = 104,
                           .offset = 384,
                           .length = 72,
                           .flags = index_entry::group};
  auto next = checkpoint_writer::begin(where, "", start).or_throw();
  REQUIRE(next->add(compacted, alice).ok());
  REQUIRE(next->add(open_one, carol).ok());
  REQUIRE(next->commit().ok());
  auto path = std::string("/00000000000000000105.ckpt");
  CHECK(where.bytes(path) == example("Checkpoint"));
  auto read = open_checkpoint(where, path).or_throw();
  start.newest = 104;
  start.entries = 2;
  CHECK(read.summary() == start);
  CHECK(read.segments() == std::vector{compacted, open_one});
}

TEST_CASE("the documented lock page is what is written and read",
          "[backends]") {
  alignas(8) std::byte bytes[lock_page::size] = {};
  auto page = lock_page(bytes, true, "lock");
  auto mark = durable_mark{};
  mark.log = example_log();
  for (std::size_t i = 0; i < 16; ++i)
    mark.boot.bytes[i] = static_cast<std::uint8_t>(0xf0 + i);
  mark.segment = open_one;
  mark.offset = 512;
  mark.last = 105;
  mark.frame = 384;
  mark.synced = 104;
  mark.pid = 4711;
  REQUIRE(page.format().ok());
  page.publish(mark);
  auto written =
    std::string(reinterpret_cast<const char*>(bytes), lock_page::size);
  CHECK(written == example("Lock"));
  CHECK(page.read().or_throw() == published_mark{mark, 1});
}
