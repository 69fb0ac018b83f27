// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>

#include <catch2/catch.hpp>

#include "atomicity.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

bytes_view bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string read(disk& where, const std::string& path) {
  auto bytes = read_file(where, path, 1 << 20).or_throw();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Replaces a file of `old_size` bytes by one of other bytes, again and again.
atomicity_case replacing(std::size_t old_size, std::size_t new_size) {
  auto before = std::string(old_size, 'a');
  auto after = std::string(new_size, 'b');
  return {.prepare =
            [=](sim_disk& where) {
              return replace_file(where, "", "X", bytes_of(before));
            },
          .step =
            [=](sim_disk& where) {
              return replace_file(where, "", "X", bytes_of(after));
            },
          .look = [=](sim_disk& where) -> result<seen> {
            auto content = read(where, "/X");
            if (content == before)
              return seen::before;
            if (content == after)
              return seen::after;
            return seen::mixture;
          }};
}

} // namespace

TEST_CASE("a file is replaced whole", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(where.make_directory("/d").ok());
  REQUIRE(replace_file(where, "/d", "X", bytes_of("one")).ok());
  CHECK(read(where, "/d/X") == "one");
  REQUIRE(replace_file(where, "/d", "X", bytes_of("two")).ok());
  CHECK(read(where, "/d/X") == "two");
  CHECK(where.tree() == "d/X 3\n");
}

TEST_CASE("a file is seen under its name only when it is committed",
          "[backends]") {
  auto where = sim_disk{};
  auto big = std::string(std::size_t{3} << 20, 'x');
  auto next = atomic_file::create(where, "", "X").or_throw();
  REQUIRE(next->append(bytes_of("head")).ok());
  REQUIRE(next->append(bytes_of(big)).ok());
  REQUIRE(next->append(bytes_of("tail")).ok());
  REQUIRE(next->overwrite(0, bytes_of("HEAD")).ok());
  CHECK(next->size() == big.size() + 8);
  CHECK(where.look_up("/X").or_throw() == disk::entry::none);
  REQUIRE(next->commit().ok());
  CHECK(where.bytes("/X") == "HEAD" + big + "tail");
}

TEST_CASE("a file that was not committed leaves nothing", "[backends]") {
  auto where = sim_disk{};
  auto next = atomic_file::create(where, "", "X").or_throw();
  REQUIRE(next->append(bytes_of("text")).ok());
  next.reset();
  CHECK(where.tree().empty());
}

TEST_CASE("leftovers of a crash are written over and removed", "[backends]") {
  auto where = sim_disk{};
  for (const auto* name : {"/X.new", "/Y.new", "/Z"})
    where.open(name, open_mode::create).or_throw();
  REQUIRE(replace_file(where, "", "X", bytes_of("text")).ok());
  CHECK(remove_leftovers(where, "").or_throw()
        == std::vector<std::string>{"Y.new"});
  CHECK(where.tree() == "X 4\nZ 0\n");
}

TEST_CASE("a file larger than its kind can be is not read", "[backends]") {
  auto where = sim_disk{};
  REQUIRE(replace_file(where, "", "X", bytes_of("text")).ok());
  CHECK(read_file(where, "/X", 4).ok());
  CHECK(read_file(where, "/X", 3).failure().code() == errc::damaged);
}

TEST_CASE("a failing call while replacing is said and loses nothing",
          "[backends]") {
  using call = sim_disk::call;
  for (auto kind : {call::open, call::write, call::sync, call::rename,
                    call::sync_directory}) {
    auto where = sim_disk{};
    REQUIRE(replace_file(where, "", "X", bytes_of("old")).ok());
    where.fail(kind, 1, errc::storage_full);
    auto done = replace_file(where, "", "X", bytes_of("new"));
    REQUIRE_FALSE(done.ok());
    CHECK(done.failure().code() == errc::storage_full);
    auto content = where.bytes("/X");
    CHECK((content == "old" || kind == call::sync_directory));
  }
}

TEST_CASE("replacing a file is all or nothing at a crash", "[backends]") {
  CHECK(atomic_at_crashes(replacing(10'000, 20'000)) == "");
  CHECK(atomic_at_crashes(replacing(20'000, 100)) == "");
}

TEST_CASE("replacing a file needs both syncs", "[backends]") {
  auto files = sync_faith{.files = false};
  auto folders = sync_faith{.folders = false};
  CHECK(atomic_at_crashes(replacing(10'000, 20'000), files) != "");
  CHECK(atomic_at_crashes(replacing(10'000, 20'000), folders) != "");
}
