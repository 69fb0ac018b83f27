// SPDX-License-Identifier: MIT
#include <brine/backends/journal/journal_reader.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>

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

/// A store with a large value in a closed segment and one in the open one, and
/// their files.
struct store_with_files {
  log_lines lines;
  sim_disk disk;
  small_store store{small_options(disk)};
  std::string closed;
  std::string open;

  store_with_files() {
    store.open().or_throw();
    closed = put("one");
    for (int i = 0; i < 20; ++i)
      store.commit("k=" + std::to_string(i)).or_throw();
    open = put("two");
    store.tend().or_throw();
  }

  /// Where a segment's index is, or nothing.
  [[nodiscard]] std::string index() {
    for (const auto& name : disk.list("/data/segments").or_throw())
      if (name.ends_with(".idx"))
        return "/data/segments/" + name;
    return {};
  }

private:
  std::string put(const char* key) {
    const auto before = disk.list("/data/blobs").or_throw();
    store.commit(key + ('=' + std::string(3 << 19, 'x'))).or_throw();
    for (const auto& name : disk.list("/data/blobs").or_throw())
      if (std::count(before.begin(), before.end(), name) == 0)
        return "/data/blobs/" + name;
    return {};
  }
};

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

TEST_CASE("a backup does not go into the store's own folder", "[backends]") {
  store_with_files x;
  const auto before = x.disk.tree();
  for (const auto* place :
       {"/data/copy", "/data/segments/copy", "/data/../data/copy"}) {
    const auto made = x.store.back_up(place);
    REQUIRE_FALSE(made);
    CHECK(made.failure().code() == errc::bad_argument);
    CHECK_THAT(made.failure().message(), Catch::StartsWith(place));
  }
  CHECK(x.disk.tree() == before);
  CHECK(x.store.back_up("/data").failure().code() == errc::store_exists);
  CHECK(x.store.back_up("/data-beside").ok());
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

TEST_CASE("a backup without a large value that it needs is none",
          "[backends]") {
  store_with_files x;
  const auto file =
    GENERATE(&store_with_files::closed, &store_with_files::open);
  const auto path = x.*file;
  const auto damage = GENERATE(0, 1);
  INFO(path);
  if (damage == 0)
    x.disk.remove(path).or_throw();
  else
    x.disk.damage(path, "short");
  SECTION("as the index tells") {
    REQUIRE(!x.index().empty());
  }
  SECTION("as the segment tells") {
    while (!x.index().empty())
      x.disk.remove(x.index()).or_throw();
  }
  const auto tree = x.disk.tree();
  const auto what = damage == 0 ? path + " is missing"
                                : path + " is damaged at offset 5: cut short";
  const auto check = [&](const result<backup_report>& made) {
    REQUIRE(!made);
    CHECK(made.failure().code() == errc::damaged);
    CHECK(made.failure().message() == what);
    CHECK(x.disk.tree() == tree);
    CHECK(x.disk.look_up("/copy").or_throw() == disk::entry::none);
  };
  check(x.store.back_up("/copy"));
  x.store.kill();
  auto reader = journal_reader(x.store.options);
  check(copy_store(reader.now().or_throw(), "/copy", x.store));
}

TEST_CASE("a backup tells what it shares, large values too, and takes no other",
          "[backends]") {
  store_with_files x;
  auto other =
    x.disk.open("/data/blobs/" + std::string(32, 'a'), open_mode::create)
      .or_throw();
  const auto made = x.store.back_up("/copy").or_throw();
  const auto values = std::uint64_t{2} * (3 << 19);
  CHECK(made.linked > values);
  CHECK(made.linked < values + (1 << 16));
  CHECK(x.disk.list("/copy/blobs").or_throw().size() == 2);
  CHECK(state_at(x.store.options, "/copy") == x.store.state());
}
