// SPDX-License-Identifier: MIT
#include <brine/backends/journal/lock.hpp>

#include <catch2/catch.hpp>

#include <filesystem>

#include "../file_bytes.hpp"
#include "../log_lines.hpp"
#include "scratch_directory.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// A journal of three batches whose writer died.
struct killed_journal {
  scratch_directory scratch;
  std::string log = scratch / "data/segments/00000000000000000001-0.log";
  small_store store;
  std::vector<std::uint64_t> frames; ///< Where each batch begins.
  std::uint64_t end = 0;
  std::string whole;
  std::string lock;
  std::string identity;

  explicit killed_journal(fsync_level level) : store(how(level)) {
    store.open().or_throw();
    for (auto text : {"a=1", "b=2 c=3", "d=4"}) {
      store.commit(text).or_throw();
      frames.push_back(mark().frame);
    }
    end = mark().offset;
    store.kill();
    whole = bytes_of(log);
    lock = bytes_of(scratch / "data/lock");
    identity = bytes_of(scratch / "data/store.edn");
  }

  [[nodiscard]] options how(fsync_level level) const {
    options o;
    o.folder = scratch / "data";
    o.fsync = level;
    o.segment_bytes = std::uint64_t{64} << 10;
    return o;
  }

  [[nodiscard]] durable_mark mark() const {
    auto page = lock_file::observe(scratch / "data/lock").or_throw();
    return page->page().read().or_throw()->mark;
  }

  /// Opens the journal with other bytes in its log; says what came of it.
  std::string after(const std::string& bytes) {
    std::filesystem::remove_all(scratch / "data/segments");
    std::filesystem::create_directory(scratch / "data/segments");
    std::filesystem::remove(scratch / "data/MANIFEST");
    put_bytes(log, bytes);
    put_bytes(scratch / "data/lock", lock);
    put_bytes(scratch / "data/store.edn", identity);
    auto lines = log_lines();
    auto opened = store.open();
    auto torn = lines.have("cut a torn end at offset ");
    auto said = opened ? store.state() : opened.failure().message();
    store.kill();
    return said + (torn ? ", cut" : "");
  }

  [[nodiscard]] std::string flipped(std::uint64_t at) const {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    return bytes;
  }
};

} // namespace

TEST_CASE("of a killed writer's log, damage in the last batch cuts that off, "
          "and before it is an error with file and offset",
          "[backends]") {
  const auto level =
    GENERATE(fsync_level::always, fsync_level::interval, fsync_level::never);
  killed_journal killed(level);
  REQUIRE(killed.after(killed.whole) == "a=1@1 b=2@2 c=3@2 d=4@3");
  const auto last = killed.frames.back();
  for (auto at = killed.frames.front(); at < killed.end; at += 13) {
    INFO("level " << static_cast<int>(level) << ", at " << at);
    const auto outcome = killed.after(killed.flipped(at));
    if (at < last)
      CHECK(outcome.find(killed.log + " is damaged at offset ") == 0);
    else
      CHECK(outcome == "a=1@1 b=2@2 c=3@2, cut");
  }
}

TEST_CASE("of a killed writer's log, a file cut in the last batch loses that, "
          "and cut before it is an error",
          "[backends]") {
  const auto level = GENERATE(fsync_level::always, fsync_level::never);
  killed_journal killed(level);
  for (std::uint64_t size = 0; size < killed.end; size += 5) {
    INFO("to " << size);
    const auto outcome = killed.after(killed.whole.substr(0, size));
    if (size < killed.frames.back())
      CHECK(outcome.find(killed.log + " is damaged at offset ") == 0);
    else
      CHECK(outcome == "a=1@1 b=2@2 c=3@2, cut");
  }
}

TEST_CASE("the lock page tells what was written from what was synced",
          "[backends]") {
  killed_journal killed(fsync_level::never);
  REQUIRE(killed.store.open().ok());
  CHECK(killed.store.commit("e=5").or_throw() == 4);
  CHECK(killed.mark().last == 4);
  CHECK(killed.mark().synced == 3); // Opening made durable what was there.
  CHECK(killed.store.journal().writer().sync().ok());
  CHECK(killed.mark().last == 4);
  CHECK(killed.mark().synced == 4);
}
