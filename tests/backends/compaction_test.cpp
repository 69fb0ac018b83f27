// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_index.hpp>
#include <brine/backends/journal/stored_segment.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <sstream>

#include "../log_lines.hpp"
#include "scratch_directory.hpp"
#include "seeds.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// A journal on a simulated disk whose history keeps few revisions.
struct kept_store {
  log_lines lines;
  sim_disk disk;
  small_store store;

  explicit kept_store(std::uint64_t revisions, bool old_values = true)
      : store(small_options(disk)) {
    store.options.retention.revisions = revisions;
    store.options.old_values = old_values;
    store.open().or_throw();
  }

  void commit(const std::vector<std::string>& all) {
    for (const auto& text : all)
      store.commit(text).or_throw();
  }
};

/// How many records the segment has in which a key's document lies.
std::uint64_t records_beside(kept_store& x, const std::string& key) {
  const auto place = x.store.where(key);
  const auto& home = static_cast<const stored_segment&>(*place.home).bytes();
  auto index =
    open_segment_index(x.disk, "/data/segments", home.name(), home.header().id);
  return index ? index->summary().records : 0;
}

std::string segments_of(const sim_disk& disk) {
  std::string names;
  auto lines = std::istringstream(disk.tree());
  for (std::string line; std::getline(lines, line);)
    if (line.find(".log") != std::string::npos) {
      auto at = line.find('/', line.find('/') + 1) + 1;
      names += (names.empty() ? "" : " ")
               + line.substr(at, line.find('.') - at).substr(18);
    }
  return names;
}

} // namespace

TEST_CASE("compaction drops what no document and no kept change needs",
          "[backends]") {
  kept_store x(2);
  x.commit({"a=1", "b=2", "a=3", "c=4 d=5", "d-", "b=6", "a=7"});
  const auto state = x.store.state();
  CHECK(state == "a=7@7 b=6@6 c=4@4");
  const auto report = x.store.compact().or_throw();
  CHECK(report.oldest == 6);
  CHECK(report.after < report.before);
  CHECK(segments_of(x.disk) == "01-1 08-0");
  // a=3 b=2 c=4, and the two changes that are kept.
  CHECK(records_beside(x, "c") == 5);
  CHECK(x.store.state() == state);
  CHECK(x.store.oldest() == 6);
  CHECK(x.store.history(5) == "6 b=6; 7 a=7");
  CHECK(x.store.history(4).find("history_lost") == 0);
  // What the kept changes replaced is there, the rest is not.
  CHECK(x.store.version("a", 3) == "3");
  CHECK(x.store.version("b", 2) == "2");
  CHECK(x.store.version("a", 1) == "none");
  CHECK(x.store.version("d", 4) == "none");
  x.store.kill();
  x.disk.kill();
  x.store.open().or_throw();
  CHECK(x.store.state() == state);
  CHECK(x.store.history(5) == "6 b=6; 7 a=7");
  CHECK(x.store.commit("e=8").or_throw() == 8);
}

TEST_CASE("without history-old, compaction drops what kept changes replaced",
          "[backends]") {
  kept_store x(2, false);
  x.commit({"a=1", "b=2", "a=3", "c=4", "b=6", "a=7"});
  x.store.compact().or_throw();
  CHECK(x.store.state() == "a=7@6 b=6@5 c=4@4");
  CHECK(x.store.version("a", 3) == "none");
  CHECK(x.store.version("b", 2) == "none");
  CHECK(x.store.history(4) == "5 b=6; 6 a=7");
}

TEST_CASE("with all history kept, compaction leaves everything as it is",
          "[backends]") {
  kept_store x(0);
  x.store.kill();
  x.store.options.retention.revisions.reset();
  x.store.open().or_throw();
  x.commit({"a=1", "a=2", "a-"});
  CHECK(x.store.compact().or_throw().before == 0);
  CHECK(x.store.history() == "1 a=1; 2 a=2; 3 a-");
}

TEST_CASE("a place is read after compaction moved what lay there",
          "[backends]") {
  scratch_directory scratch;
  log_lines lines;
  options o;
  o.folder = scratch / "data";
  o.segment_bytes = std::uint64_t{64} << 10;
  o.retention.revisions = 1;
  small_store store(o);
  store.open().or_throw();
  const auto large = std::string(std::size_t{3} << 20, 'x');
  store.commit("small=1").or_throw();
  store.commit("large=" + large).or_throw();
  const auto key = [](const char* name) { return encode_key(name).or_throw(); };
  auto small_place = store.where("small");
  auto large_place = store.where("large");
  store.commit("large=2").or_throw();
  store.commit("last=3").or_throw();
  store.compact().or_throw();
  store.commit("last=4").or_throw();
  store.compact().or_throw();
  CHECK(!(store.where("small") == small_place));
  CHECK(store.version("large", 2) == "none");
  auto read = small_place.home->load(small_place, key("small"), 1);
  REQUIRE(read.ok());
  CHECK(read->content == value("1"));
  read = large_place.home->load(large_place, key("large"), 2);
  REQUIRE(read.ok());
  CHECK(read->content == value(large));
  const auto files = [&] {
    namespace fs = std::filesystem;
    return std::distance(fs::directory_iterator(scratch / "data/blobs"),
                         fs::directory_iterator());
  };
  CHECK(files() == 1);
  large_place = {};
  small_place = {};
  CHECK(files() == 0);
}

TEST_CASE("a large value is read at a place from two compactions ago",
          "[backends]") {
  scratch_directory scratch;
  log_lines lines;
  options o;
  o.folder = scratch / "data";
  o.segment_bytes = std::uint64_t{64} << 10;
  o.retention.revisions = 1;
  small_store store(o);
  store.open().or_throw();
  const auto large = std::string(std::size_t{3} << 20, 'x');
  store.commit("large=" + large).or_throw();
  const auto place = store.where("large");
  store.commit("last=1").or_throw();
  store.compact().or_throw();
  REQUIRE(!(store.where("large") == place));
  store.commit("large=2").or_throw();
  store.commit("last=3").or_throw();
  store.compact().or_throw();
  store.commit("last=4").or_throw();
  store.compact().or_throw();
  auto read =
    place.home->load(place, encode_key("large").or_throw(), 1).or_throw();
  CHECK(read.content == value(large));
}

TEST_CASE("a history that is being read goes on through compaction, or says "
          "that it cannot",
          "[backends]") {
  kept_store x(40);
  for (int i = 1; i <= 60; ++i)
    x.store.commit("k" + std::to_string(i % 7) + "=" + std::to_string(i))
      .or_throw();
  auto next = [](history_reader& from) {
    auto got = from.next();
    return got ? (*got ? std::to_string((*got)->rev) : "end")
               : std::string(name(got.failure().code()));
  };
  auto early = x.store.journal().reader().history(0, {}).or_throw();
  auto late = x.store.journal().reader().history(30, {}).or_throw();
  CHECK(next(*early) == "1");
  CHECK(next(*late) == "31");
  x.store.compact().or_throw();
  REQUIRE(x.store.oldest() == 21);
  for (revision r = 32; r <= 60; ++r)
    CHECK(next(*late) == std::to_string(r));
  CHECK(next(*late) == "end");
  x.store.commit("more=1").or_throw();
  CHECK(next(*late) == "61");
  // It reads the segment it is in to its end.
  auto outcome = next(*early);
  for (revision r = 2; outcome == std::to_string(r); ++r)
    outcome = next(*early);
  CHECK(outcome == "history_lost");
}

TEST_CASE("compaction runs by itself once as much may go as is copied",
          "[backends]") {
  kept_store x(10);
  std::size_t most = 0;
  for (int i = 0; i < 2000; ++i) {
    x.store.commit("k" + std::to_string(i % 20) + "=" + std::to_string(i))
      .or_throw();
    x.store.tend().or_throw();
    most = std::max(most, segments_of(x.disk).size());
  }
  // Twenty documents, ten changes and what they replaced fill four to eight
  // segments of a kilobyte; the log would fill four hundred.
  CHECK(most < 150);
  CHECK(x.store.oldest() > 1900);
  const auto state = x.store.state();
  x.store.close().or_throw();
  x.store.open().or_throw();
  CHECK(x.store.state() == state);
}
