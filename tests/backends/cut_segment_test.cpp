// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/backends/journal/segment_name.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "../log_lines.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// A plain journal; whole batches at the end of its first segment, which was
/// closed, can be replaced by zeros, which no checksum tells of.
struct cut_store {
  log_lines lines;
  sim_disk disk;
  small_store store{small_options(disk)};
  std::string path = "/data/segments/00000000000000000001-0.log";

  cut_store() {
    store.open().or_throw();
    store.commit("a=1").or_throw();
    store.commit("b=2").or_throw();
    store.journal().writer().roll().or_throw();
    store.commit("a=3").or_throw();
  }

  /// The end of a segment, of which the first commit is left.
  void cut() {
    std::vector<std::byte> room;
    const auto image =
      journal::load_segment(disk, "/data/segments", {1, 0}, room).or_throw();
    auto cursor = journal::segment_cursor(image.bytes, image.header);
    REQUIRE(cursor.next() == journal::segment_cursor::step::commit);
    auto bytes = disk.bytes(path);
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(cursor.offset()),
              bytes.end(), '\0');
    disk.damage(path, bytes);
    missing = "damaged: " + path + " is damaged at offset "
              + std::to_string(cursor.offset())
              + ": records before its end are missing, or are not those that "
                "were written";
  }

  std::string missing; ///< What is said of what was cut.
};

} // namespace

TEST_CASE_METHOD(cut_store,
                 "history tells of zeros in place of a segment's end",
                 "[backends]") {
  REQUIRE(store.history() == "1 a=1; 2 b=2; 3 a=3");
  store.close().or_throw();
  cut();
  store.open().or_throw();
  CHECK(store.history() == "1 a=1; " + missing);
}

TEST_CASE_METHOD(cut_store, "compaction removes no segment whose end is zeros",
                 "[backends]") {
  store.close().or_throw();
  cut();
  store.options.retention.revisions = 1;
  store.open().or_throw();
  const auto compacted = store.compact();
  REQUIRE_FALSE(compacted);
  CHECK(compacted.failure().what() == missing);
  CHECK(disk.look_up(path).or_throw() == journal::disk::entry::file);
}

TEST_CASE_METHOD(cut_store, "no index is made of a segment whose end is zeros",
                 "[backends]") {
  const auto* index = "/data/segments/00000000000000000001-0.idx";
  store.close().or_throw();
  disk.remove(index).or_throw();
  cut();
  store.open().or_throw();
  const auto tended = store.tend();
  REQUIRE_FALSE(tended);
  CHECK(tended.failure().what() == missing);
  CHECK(disk.look_up(index).or_throw() == journal::disk::entry::none);
}
