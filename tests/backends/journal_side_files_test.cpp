// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

#include "../log_lines.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// A journal of several segments that was closed.
struct closed_store {
  sim_disk disk;
  small_store store;
  std::string state;
  std::string history;

  closed_store() : store(small_options(disk)) {
    store.open().or_throw();
    for (int i = 1; i <= 40; ++i) {
      const auto n = std::to_string(i);
      store
        .commit(i % 9 == 0 ? "k" + std::to_string(i % 5) + "-"
                           : "k" + std::to_string(i % 7) + '=' + n)
        .or_throw();
    }
    state = store.state();
    history = store.history();
    store.close().or_throw();
  }

  /// Paths of files that end so.
  [[nodiscard]] std::vector<std::string>
  files(const std::string& suffix) const {
    std::vector<std::string> found;
    auto lines = std::istringstream(disk.tree());
    for (std::string line; std::getline(lines, line);) {
      const auto path = line.substr(0, line.find(' '));
      if (path.size() > suffix.size()
          && path.substr(path.size() - suffix.size()) == suffix)
        found.push_back("/" + path);
    }
    return found;
  }

  /// Opens with another file, checks that nothing is different but for what is
  /// logged, and puts the files back.
  void check_with(const std::string& path, const std::string& bytes) {
    log_lines lines;
    disk.damage(path, bytes);
    store.open().or_throw();
    REQUIRE(store.state() == state);
    REQUIRE(store.history() == history);
    REQUIRE(store.commit("new=1").or_throw() == 41);
    REQUIRE(lines.have(path.substr(path.rfind('/'))));
    REQUIRE(lines.have("warning: "));
    store.kill();
  }
};

} // namespace

TEST_CASE("a journal that was closed is opened without reading its closed "
          "segments",
          "[backends]") {
  closed_store x;
  CHECK(x.files(".ckpt").size() == 1);
  const auto segments = x.files(".log");
  REQUIRE(segments.size() > 3);
  CHECK(x.files(".idx").size() == segments.size() - 1);
  log_lines lines;
  // A header tells that a segment is there; what is behind is not looked at.
  auto bytes = x.disk.bytes(segments.front());
  auto blank = bytes.substr(0, 64) + std::string(bytes.size() - 64, '\0');
  x.disk.damage(segments.front(), blank);
  x.store.open().or_throw();
  CHECK(x.store.last() == 40);
  CHECK(lines.text().empty());
  x.disk.damage(segments.front(), bytes);
  CHECK(x.store.state() == x.state);
  // Without a checkpoint, indexes do.
  x.store.close().or_throw();
  for (const auto& path : x.files(".ckpt"))
    x.disk.remove(path).or_throw();
  x.disk.damage(segments.front(),
                bytes.substr(0, 64) + std::string(bytes.size() - 64, 'x'));
  CHECK(!x.store.open().ok()); // The newest record's time is read.
  x.disk.damage(segments.front(), bytes);
  x.store.open().or_throw();
  CHECK(x.store.state() == x.state);
  CHECK(x.store.history() == x.history);
}

TEST_CASE("with each byte of a checkpoint changed, and cut anywhere, a store "
          "opens as it was and says so",
          "[backends]") {
  const auto suffix = GENERATE(".ckpt", "00000000000000000001-0.idx");
  closed_store whole;
  const auto index = std::string(suffix) != ".ckpt";
  const auto size = whole.disk.bytes(whole.files(suffix).front()).size();
  for (std::size_t at = 0; at < 2 * size; ++at) {
    INFO(suffix << ", step " << at);
    closed_store x;
    // Only without a checkpoint an index is needed.
    if (index)
      for (const auto& path : x.files(".ckpt"))
        x.disk.remove(path).or_throw();
    const auto path = x.files(suffix).front();
    auto bytes = x.disk.bytes(path);
    if (at < size)
      bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    else
      bytes.resize(at - size);
    // A newer version is refused by an older brine like damage.
    x.check_with(path, bytes);
  }
}

TEST_CASE("with each byte of the manifest changed, and cut anywhere, a store "
          "opens as it was and says so",
          "[backends]") {
  closed_store whole;
  const auto size = whole.disk.bytes("/data/MANIFEST").size();
  for (std::size_t at = 0; at < 2 * size; ++at) {
    INFO("step " << at);
    closed_store x;
    auto bytes = x.disk.bytes("/data/MANIFEST");
    if (at < size)
      bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    else
      bytes.resize(at - size);
    x.check_with("/data/MANIFEST", bytes);
  }
}

TEST_CASE("a missing manifest, index or checkpoint is made anew",
          "[backends]") {
  closed_store x;
  const auto before = x.disk.tree();
  x.disk.remove("/data/MANIFEST").or_throw();
  for (const auto& suffix : {".idx", ".ckpt"})
    for (const auto& path : x.files(suffix))
      x.disk.remove(path).or_throw();
  log_lines lines;
  x.store.open().or_throw();
  CHECK(x.store.state() == x.state);
  CHECK(lines.have("/data/MANIFEST is missing"));
  x.store.close().or_throw();
  auto without_open_end = [](std::string tree) {
    // The end of the open segment grew by another clean frame.
    return std::count(tree.begin(), tree.end(), '\n');
  };
  CHECK(without_open_end(x.disk.tree()) == without_open_end(before));
}

TEST_CASE("large values keep their files when a store is opened by checkpoint "
          "and index",
          "[backends]") {
  log_lines lines;
  closed_store x;
  x.store.open().or_throw();
  const auto large = std::string((std::size_t{1} << 20) + 1, 'y');
  x.store.commit("large=" + large).or_throw();
  x.store.commit("gone=" + large).or_throw();
  x.store.commit("gone-").or_throw();
  for (int i = 0; i < 20; ++i)
    x.store.commit("k=" + std::to_string(i)).or_throw();
  x.store.close().or_throw();
  const auto with_checkpoint = GENERATE(true, false);
  if (!with_checkpoint)
    for (const auto& path : x.files(".ckpt"))
      x.disk.remove(path).or_throw();
  x.store.open().or_throw();
  // Both: the history has the one that no document is.
  CHECK(x.disk.list("/data/blobs").or_throw().size() == 2);
  CHECK(x.store.version("large", 41) == large);
  CHECK(x.store.version("gone", 42) == large);
}
