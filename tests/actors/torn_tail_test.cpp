// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/backends/journal/format.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <optional>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "../log_lines.hpp"
#include "failures.hpp"
#include "step.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// What a killed process leaves: a copy of an open store that nobody writes,
/// and of its log's bytes before and after the last commit.
struct killed_store {
  scratch_directory scratch;
  std::string folder = scratch / "killed";
  std::string log = folder + "/segments/00000000000000000001-0.log";
  std::string before;
  std::string after;
  log_id log_before;

  killed_store() {
    const auto live = scratch / "live";
    const auto live_log = live + log.substr(folder.size());
    const auto writing = create("journal:" + live + "?segment-size=64KiB");
    writing.assoc("a", 1);
    writing.multi_assoc({{"b", 2}, {"c", 3}});
    before = bytes_of(live_log);
    log_before = writing.history().log;
    writing.assoc("last", std::string(300, 'x'));
    after = bytes_of(live_log);
    std::filesystem::copy(live, folder,
                          std::filesystem::copy_options::recursive);
  }

  /// Where the last batch begins, and where it ends.
  [[nodiscard]] std::size_t begin() const {
    std::size_t at = 0;
    while (before[at] == after[at])
      ++at;
    return at;
  }

  [[nodiscard]] std::size_t end() const {
    return (after.find_last_not_of('\0') + 8) / 8 * 8;
  }

  /// What is logged when it is opened with these bytes in its log.
  std::string open_with(const std::string& bytes) {
    put_bytes(log, bytes);
    const log_lines lines;
    db.emplace(connect(folder));
    return lines.text();
  }

  /// The warning about a cut.
  [[nodiscard]] std::string cut(std::size_t at, const std::string& rest) const {
    return "warning: " + log + ": cut a torn end at offset "
           + std::to_string(at) + " behind revision " + rest + '\n';
  }

  std::optional<store> db;
};

} // namespace

TEST_CASE("the torn end of an unclean close is cut and logged with file and "
          "offset",
          "[actors]") {
  killed_store killed;
  const auto at = killed.begin();
  auto bytes = killed.after;
  SECTION("the last batch, of which a bit is not as it was") {
    bytes[at + 200] = static_cast<char>(bytes[at + 200] ^ 4);
  }
  SECTION("the last batch, of which only the beginning was written") {
    bytes.replace(at + 100, std::string::npos, bytes.size() - at - 100, '\0');
  }
  // The frame's header is whole, and stays.
  CHECK(killed.open_with(bytes)
        == killed.cut(at + journal::frame_header_size, "2: wrong checksum")
             + "warning: " + killed.folder
             + ": what was acknowledged after revision 2 is lost, up to 3; the "
               "history goes on under a new log id\n");
  CHECK(text(killed.db->keys()) == text({"a", "b", "c"}));
  CHECK(killed.db->assoc("new", 1) == 3);
  // Whoever has seen the third change of before is told; the others go on.
  CHECK(code_of([&] {
          static_cast<void>(
            killed.db->changes({.from = cursor{killed.log_before, 3}}).next());
        })
        == errc::history_lost);
  CHECK(killed.db->changes({.from = cursor{killed.log_before, 2}}).next()->rev
        == 3);
  killed.db.reset();
  const log_lines quiet;
  CHECK(connect(killed.folder).get<int>("new") == 1);
  CHECK(quiet.text().empty());
}

TEST_CASE("what was being written behind the last batch is cut and logged",
          "[actors]") {
  killed_store killed;
  auto bytes = killed.after;
  const auto end = killed.end();
  const auto part = bytes.substr(killed.begin(), 120);
  bytes.replace(end, part.size(), part);
  CHECK(killed.open_with(bytes) == killed.cut(end, "3: wrong layout"));
  CHECK(killed.db->history().log == killed.log_before);
  CHECK(text(killed.db->keys()) == text({"a", "b", "c", "last"}));
  CHECK(killed.db->assoc("new", 1) == 4);
}
