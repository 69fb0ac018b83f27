// SPDX-License-Identifier: MIT
#include <brine/backends/journal/journal_reader.hpp>

#include <catch2/catch.hpp>

#include "../log_lines.hpp"
#include "scratch_directory.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// The options of the same store elsewhere.
options with_folder(options o, const std::string& folder) {
  o.folder = folder;
  return o;
}

std::string state_at(const options& o, const std::string& folder) {
  small_store copy(with_folder(o, folder));
  copy.open(open_how::existing).or_throw();
  return copy.state();
}

/// Makes a backup of `of` in `to`, and another one into the same folder when
/// only `store.edn` is missing.
void back_up_twice_at_once(small_store& of, const std::string& to) {
  auto view = journal_reader(of.options);
  auto first = view.now().or_throw();
  auto second = first;
  auto asked = 0;
  first.check = [&]() -> result<void> {
    ++asked;
    auto other = copy_store(second, to, of);
    CHECK((!other && other.failure().code() == errc::store_in_use));
    return {};
  };
  copy_store(first, to, of).or_throw();
  CHECK(asked == 1);
  auto third = copy_store(second, to, of);
  CHECK((!third && third.failure().code() == errc::store_exists));
  CHECK(state_at(of.options, to) == of.state());
}

} // namespace

TEST_CASE("two backups into one folder do not meet", "[backends]") {
  log_lines lines;
  SECTION("on a simulated disk") {
    sim_disk disk;
    small_store x(small_options(disk));
    x.open().or_throw();
    x.commit("a=1").or_throw();
    back_up_twice_at_once(x, "/copy");
  }
  SECTION("on the real one") {
    scratch_directory scratch;
    sim_disk unused;
    auto o = with_folder(small_options(unused), scratch / "data");
    o.where = nullptr;
    small_store x(o);
    x.open().or_throw();
    x.commit("a=1").or_throw();
    back_up_twice_at_once(x, scratch / "copy");
  }
}

TEST_CASE("a backup takes nothing away that no backup made", "[backends]") {
  log_lines lines;
  for (std::string name : {"notes.txt", "segments/notes.txt", "blobs/notes.txt",
                           "checkpoints/notes.txt"}) {
    INFO(name);
    sim_disk disk;
    small_store x(small_options(disk));
    x.open().or_throw();
    x.commit("a=1").or_throw();
    // It dies when all but store.edn is there.
    auto from = journal_reader(x.options).now().or_throw();
    from.check = [&]() -> result<void> {
      disk.stop_after(0);
      return {};
    };
    REQUIRE(!copy_store(from, "/copy", x));
    disk.kill();
    x.open().or_throw();
    disk.open("/copy/" + name, open_mode::create).or_throw();
    const auto before = disk.tree();
    const auto refused = x.back_up("/copy");
    REQUIRE(!refused);
    CHECK(refused.failure().code() == errc::not_a_store);
    CHECK(refused.failure().message()
          == "/copy: " + name
               + " is of no backup; an unfinished "
                 "one lies beside it");
    CHECK(disk.tree() == before);
    disk.remove("/copy/" + name).or_throw();
    x.back_up("/copy").or_throw();
    CHECK(state_at(x.options, "/copy") == x.state());
  }
}

TEST_CASE("what is edited in a store does not change its backup",
          "[backends]") {
  log_lines lines;
  sim_disk disk;
  small_store x(small_options(disk));
  x.open().or_throw();
  x.commit("a=1").or_throw();
  x.journal()
    .keeper()
    ->acknowledge({"audit", {}, 1, x.clock + std::chrono::hours(1)}, x)
    .or_throw();
  x.back_up("/copy").or_throw();
  const auto kept = disk.bytes("/data/consumers.edn");
  CHECK(disk.bytes("/copy/consumers.edn") == kept);
  disk.damage("/data/consumers.edn", "{}");
  CHECK(disk.bytes("/copy/consumers.edn") == kept);
}
