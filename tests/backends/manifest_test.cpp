// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/manifest.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "atomicity.hpp"
#include "flipped_bytes.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using namespace std::chrono_literals;

namespace {

live_segment
closed(revision first, revision last, std::uint32_t generation = 0) {
  return {.name = {.first = first, .generation = generation},
          .id = 1000 + first,
          .closed = true,
          .last = last,
          .newest = wall_time(1'700'000'000s + 5us),
          .length = 4096};
}

live_segment opened(revision first) {
  return {.name = {.first = first}, .id = 1000 + first};
}

manifest some_manifest(std::size_t segments) {
  auto x = manifest{.oldest = 3};
  for (std::size_t i = 0; i < segments; ++i)
    x.segments.push_back(closed(i * 100 + 1, i * 100 + 100));
  x.segments.push_back(opened(segments * 100 + 1));
  return x;
}

/// `oldest: name name ...`, or the error.
std::string text(const result<manifest>& x) {
  if (!x)
    return x.failure().what();
  auto line = fmt::format("{}:", x->oldest);
  for (const auto& segment : x->segments)
    line += fmt::format(" {}-{}", segment.name.first, segment.name.generation);
  return line;
}

std::string rebuilt(std::vector<live_segment> found) {
  return text(rebuild_manifest("s", std::move(found)));
}

} // namespace

TEST_CASE("a manifest is read as it was written", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(where.make_directory("/s").ok());
  CHECK(read_manifest(where, "/s").or_throw() == std::nullopt);
  for (auto segments : {0, 1, 100}) {
    auto x = some_manifest(static_cast<std::size_t>(segments));
    REQUIRE(write_manifest(where, "/s", x).ok());
    CHECK(read_manifest(where, "/s").or_throw() == x);
  }
  auto x = some_manifest(3);
  CHECK(x.lists({.first = 101}));
  CHECK_FALSE(x.lists({.first = 101, .generation = 1}));
  CHECK_FALSE(x.lists({.first = 1000}));
}

TEST_CASE("each damaged byte of a manifest is found and the file named",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_manifest(where, "", some_manifest(2)).ok());
  CHECK(unnoticed_damage(where, "/MANIFEST",
                         [](auto& x) { return read_manifest(x, "").ok(); })
        == std::vector<std::string>{});
  where.damage("/MANIFEST", "nonsense");
  CHECK(read_manifest(where, "").failure().what()
        == std::string("damaged: /MANIFEST: too short for a manifest"));
}

TEST_CASE("a manifest of a newer brine is refused", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_manifest(where, "", some_manifest(2)).ok());
  auto bytes = where.bytes("/MANIFEST");
  seal_head(std::as_writable_bytes(std::span(bytes)).first(64),
            {"brineman", "manifest", 3});
  where.damage("/MANIFEST", bytes);
  CHECK(read_manifest(where, "").failure().what()
        == std::string("newer_format: /MANIFEST: manifest of format 3, this "
                       "brine knows 2"));
}

TEST_CASE("replacing the manifest is all or nothing at a crash", "[backends]") {
  auto look = [](sim_disk& where) -> result<seen> {
    auto x = read_manifest(where, "");
    if (!x)
      return x.failure();
    if (*x == some_manifest(2))
      return seen::before;
    return *x == some_manifest(7) ? seen::after : seen::mixture;
  };
  auto change = atomicity_case{
    .prepare =
      [](auto& where) { return write_manifest(where, "", some_manifest(2)); },
    .step =
      [](auto& where) { return write_manifest(where, "", some_manifest(7)); },
    .look = look};
  CHECK(atomic_at_crashes(change) == "");
  CHECK(atomic_at_crashes(change, {.files = false}) != "");
  CHECK(atomic_at_crashes(change, {.folders = false}) != "");
}

TEST_CASE("a lost manifest is made anew from the segments", "[backends]") {
  CHECK(rebuilt({}) == "1:");
  CHECK(rebuilt({opened(1)}) == "1: 1-0");
  CHECK(rebuilt({opened(201), closed(1, 100), closed(101, 200)})
        == "1: 1-0 101-0 201-0");
  // Retention had removed what was before.
  CHECK(rebuilt({closed(101, 200), opened(201)}) == "101: 101-0 201-0");
}

TEST_CASE("a lost manifest counts history from behind compaction",
          "[backends]") {
  CHECK(rebuilt({closed(1, 100), closed(1, 100, 1), closed(1, 100, 2),
                 closed(101, 200), opened(201)})
        == "101: 1-2 101-0 201-0");
  auto unfinished = opened(1);
  unfinished.name.generation = 1;
  CHECK(rebuilt({closed(1, 100), unfinished, opened(101)}) == "1: 1-0 101-0");
}

TEST_CASE("a lost manifest is not guessed", "[backends]") {
  auto error = [](const char* what) {
    return fmt::format("damaged: s/MANIFEST: missing, and {}: cannot tell "
                       "which segments make up the log",
                       what);
  };
  // Compaction joined two segments, and not all it replaced is gone.
  CHECK(rebuilt({closed(1, 200, 1), closed(101, 200), opened(201)})
        == error("segments overlap"));
  CHECK(rebuilt({opened(1), opened(101)})
        == error("a segment before the last was not closed"));
}

TEST_CASE("what the manifest does not list is removed", "[backends]") {
  auto where = sim_disk{};
  for (const auto* folder : {"/s", "/s/segments", "/s/checkpoints"})
    REQUIRE(where.make_directory(folder).ok());
  auto name = [](revision first, const char* rest) {
    return fmt::format("/s/segments/{:020}{}", first, rest);
  };
  for (const auto& path :
       {name(1, "-0.log"), name(1, "-0.idx"), name(1, "-1.log"),
        name(1, "-1.idx"), name(7, "-0.idx"), name(101, "-0.log"),
        name(101, "-0.idx.new"), std::string("/s/segments/notes.txt"),
        std::string("/s/MANIFEST.new"), std::string("/s/checkpoints/9.new")})
    where.open(path, open_mode::create).or_throw();
  auto removed = remove_strays(where, "/s", some_manifest(1)).or_throw();
  CHECK(removed
        == std::vector<std::string>{
          name(1, "-1.idx"), name(1, "-1.log"), name(7, "-0.idx"),
          "/s/MANIFEST.new", name(101, "-0.idx.new"), "/s/checkpoints/9.new"});
  CHECK(where.tree()
        == "s/segments/00000000000000000001-0.idx 0\n"
           "s/segments/00000000000000000001-0.log 0\n"
           "s/segments/00000000000000000101-0.log 0\n"
           "s/segments/notes.txt 0\n");
}
