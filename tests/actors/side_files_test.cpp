// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "../log_lines.hpp"
#include "documents.hpp"
#include "failures.hpp"
#include "step.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

namespace {

/// A closed store on the real disk: several segments, indexes, a checkpoint.
/// Copies of it are damaged and opened.
class closed_store {
public:
  /// With bounds for its history it is compacted, too.
  explicit closed_store(const std::string& bounds = "") {
    const log_lines quiet;
    const auto db =
      create("journal:" + whole_ + "?segment-size=64KiB&fsync=never" + bounds);
    for (int i = 0; i < 200; ++i)
      if (i % 9 == 5)
        db.dissoc(i % 17);
      else
        db.assoc(i % 17, std::string(1500, static_cast<char>('a' + i % 26)));
    if (!bounds.empty())
      db.compact();
    db.multi_assoc({{"b", 2}, {"c", 3}});
    last_ = db.last_revision();
    documents_ = text(all_of(db));
    db.close();
  }

  /// The files whose names end so, as paths below the store's folder.
  [[nodiscard]] std::vector<std::string> files(const std::string& end) const {
    std::vector<std::string> found;
    for (const auto& x : fs::recursive_directory_iterator(whole_))
      if (const auto path = x.path().string();
          x.is_regular_file() && path.size() >= end.size()
          && path.compare(path.size() - end.size(), end.size(), end) == 0)
        found.push_back(path.substr(whole_.size()));
    std::sort(found.begin(), found.end());
    return found;
  }

  [[nodiscard]] std::string bytes(const std::string& file) const {
    return bytes_of(whole_ + file);
  }

  [[nodiscard]] std::string read_only() const {
    return "journal:" + whole_ + "?mode=read";
  }

  /// A copy to which something was done.
  std::string copy(const std::function<void(const std::string&)>& damage) {
    fs::remove_all(copy_);
    fs::copy(whole_, copy_, fs::copy_options::recursive);
    damage(copy_);
    return copy_;
  }

  /// Opens a damaged copy, which is as if nothing had been done to it but for a
  /// warning about `file`, and so it stays.
  void check_opens(const std::string& file,
                   const std::function<void(const std::string&)>& damage) {
    log_lines lines;
    {
      const auto db = connect(copy(damage));
      REQUIRE(text(all_of(db)) == documents_);
      REQUIRE(db.assoc("new", 1) == last_ + 1);
    }
    REQUIRE(lines.have("warning: "));
    REQUIRE(lines.have(copy_ + file));
    const log_lines quiet;
    const auto db = connect(copy_);
    REQUIRE(db.get<int>("new") == 1);
    REQUIRE(history(db).size() == last_ + 1);
    REQUIRE(quiet.text().empty());
  }

  [[nodiscard]] revision last() const noexcept {
    return last_;
  }

private:
  scratch_directory scratch_;
  std::string whole_ = scratch_ / "whole";
  std::string copy_ = scratch_ / "copy";
  revision last_ = 0;
  std::string documents_;
};

/// A file with a bit changed here and there, from its first byte to its last,
/// and cut short.
std::vector<std::string> damaged(const std::string& whole) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i <= 6; ++i) {
    auto bytes = whole;
    auto& changed = bytes[(whole.size() - 1) * i / 6];
    changed = static_cast<char>(changed ^ 0x20);
    all.push_back(std::move(bytes));
  }
  for (auto size : {std::size_t{0}, whole.size() / 2, whole.size() - 1})
    all.push_back(whole.substr(0, size));
  return all;
}

} // namespace

TEST_CASE("opened with its index, checkpoint or manifest damaged or missing, "
          "a store is whole and says so",
          "[actors]") {
  closed_store store;
  const auto indexes = store.files(".idx");
  const auto checkpoints = store.files(".ckpt");
  REQUIRE(indexes.size() > 2);
  REQUIRE(checkpoints.size() == 1);

  struct side_file {
    std::string path;
    std::string asked_without; ///< Would be asked first.
  };

  const auto file = GENERATE_COPY(values<side_file>(
    {{"/MANIFEST", ""}, {checkpoints[0], ""}, {indexes[1], checkpoints[0]}}));
  INFO(file.path);
  auto without = [&](const std::string& copy) {
    if (!file.asked_without.empty())
      fs::remove(copy + file.asked_without);
  };
  for (const auto& bytes : damaged(store.bytes(file.path)))
    store.check_opens(file.path, [&](const std::string& copy) {
      without(copy);
      put_bytes(copy + file.path, bytes);
    });
}

TEST_CASE("opened without its indexes, checkpoint or manifest, a store is "
          "whole",
          "[actors]") {
  closed_store store;
  const auto indexes = store.files(".idx");
  const auto checkpoint = store.files(".ckpt").at(0);
  store.check_opens("/MANIFEST is missing", [](const std::string& copy) {
    fs::remove(copy + "/MANIFEST");
  });
  store.check_opens("/segments/", [&](const std::string& copy) {
    for (const auto& file : indexes)
      fs::remove(copy + file);
    fs::remove(copy + checkpoint);
  });
  store.check_opens("/MANIFEST is missing", [&](const std::string& copy) {
    for (const auto& file : indexes)
      fs::remove(copy + file);
    fs::remove_all(copy + "/checkpoints");
    fs::remove(copy + "/MANIFEST");
    fs::create_directory(copy + "/checkpoints");
  });
}

TEST_CASE("without its manifest, a compacted store promises only the history "
          "that it has",
          "[actors]") {
  closed_store store("&retention-revisions=20");
  const auto whole = connect(store.read_only());
  const auto path =
    store.copy([](const std::string& copy) { fs::remove(copy + "/MANIFEST"); });
  const log_lines lines;
  const auto db = connect(path);
  CHECK(lines.have("warning: " + path + "/MANIFEST is missing"));
  CHECK(all_of(db) == all_of(whole));
  const auto oldest = db.history().oldest;
  REQUIRE(whole.history().oldest > store.last() / 2);
  CHECK(oldest >= whole.history().oldest);
  CHECK(oldest <= store.last());
  CHECK(history(db, oldest - 1) == history(whole, oldest - 1));
  CHECK(code_of([&] { static_cast<void>(history(db, oldest - 2)); })
        == errc::history_lost);
}

TEST_CASE("a reader without a manifest is told so, not that there is nothing",
          "[actors]") {
  closed_store store;
  const auto lock_too = GENERATE(false, true);
  const auto path = store.copy([&](const std::string& copy) {
    fs::remove(copy + "/MANIFEST");
    if (lock_too)
      fs::remove(copy + "/lock");
  });
  const auto beside = "journal:" + path + "?mode=read";
  CHECK(failure_of([&] { auto db = connect(beside); })
        == "damaged: " + path
             + "/MANIFEST is missing; opening to write makes it");
  const log_lines lines;
  CHECK(all_of(connect(path)) == all_of(connect(store.read_only())));
  CHECK(connect(beside).last_revision() == store.last());
}

TEST_CASE("a store whose identity is damaged or gone is named, and left as it "
          "is",
          "[actors]") {
  closed_store store;
  const auto whole = store.bytes("/store.edn");
  for (const auto& bytes : damaged(whole)) {
    const auto path = store.copy(
      [&](const std::string& copy) { put_bytes(copy + "/store.edn", bytes); });
    CHECK_THAT(failure_of([&] { auto db = connect(path); }),
               Catch::Contains(path + "/store.edn"));
    CHECK(bytes_of(path + "/store.edn") == bytes);
    put_bytes(path + "/store.edn", whole);
    CHECK(all_of(connect(path)) == all_of(connect(store.read_only())));
  }
  const auto path = store.copy(
    [](const std::string& copy) { fs::remove(copy + "/store.edn"); });
  CHECK_THAT(failure_of([&] { auto db = brine::open(path); }),
             Catch::Contains(path));
  put_bytes(path + "/store.edn", whole);
  CHECK(all_of(connect(path)) == all_of(connect(store.read_only())));
}
