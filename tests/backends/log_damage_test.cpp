// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "log_fixture.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// A log of three synced batches that was killed. Their frames begin at 64, at
/// 232 and at 488; the log ends at 656.
struct killed_log : log_fixture {
  std::string path = "log/00000000000000000001-0.log";
  std::string whole;
  known_batch known;

  killed_log() {
    options.segment_bytes = 1024;
    auto log = open().or_throw();
    for (auto text : {"a=1", "b=2 c=3", "d=4"}) {
      test::append(log, {text}).or_throw();
      log.sync().or_throw();
    }
    known = log.durable();
    disk.kill();
    whole = disk.bytes(path);
  }

  /// Opens the log with other bytes; says what came of it.
  std::string after(const std::string& bytes) {
    disk.damage(path, bytes);
    auto log = open();
    if (!log)
      return log.failure().message();
    auto& torn = log->report().torn;
    return to_string(found)
           + (torn ? ", cut at " + std::to_string(torn->offset) : "");
  }

  /// The bytes with one bit changed.
  [[nodiscard]] std::string flipped(std::size_t at) const {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    return bytes;
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the log of these tests is as they think", "[backends]") {
  killed_log log;
  CHECK(log.known.offset == 488);
  CHECK(log.after(log.whole) == "1 a=1; 2 {b=2 c=3}; 3 d=4");
  CHECK(log.look().or_throw().end.offset == 656);
}

TEST_CASE("a changed bit in the last batch cuts it off, before it is an error "
          "with file and offset",
          "[backends]") {
  for (std::size_t at = 0; at < 1024; ++at) {
    killed_log log;
    INFO("at " << at);
    auto outcome = log.after(log.flipped(at));
    if (at < 488)
      CHECK(contains(outcome, log.path + " is damaged at offset "));
    else if (at < 656)
      CHECK(contains(outcome, "1 a=1; 2 {b=2 c=3}, cut at "));
    else // Nothing was written there, and nothing is lost.
      CHECK(outcome == "1 a=1; 2 {b=2 c=3}; 3 d=4, cut at 656");
  }
}

TEST_CASE("a bad place is named where it is", "[backends]") {
  killed_log log;
  CHECK(log.after(log.flipped(0))
        == log.path
             + " is damaged at offset 0: not the "
               "start of a frame");
  CHECK(log.after(log.flipped(70))
        == log.path + " is damaged at offset 64: wrong checksum");
  CHECK(log.after(log.flipped(160))
        == log.path + " is damaged at offset 144: wrong checksum");
  CHECK(log.after(log.flipped(410))
        == log.path + " is damaged at offset 400: wrong checksum");
}

TEST_CASE("a file cut short in its last batch loses that, before it is an "
          "error, if the lock page tells",
          "[backends]") {
  for (std::size_t size = 0; size < 1024; ++size) {
    killed_log log;
    INFO("to " << size);
    log.options.known = log.known;
    auto outcome = log.after(log.whole.substr(0, size));
    if (size < 488)
      CHECK(contains(outcome, log.path + " is damaged at offset "));
    else if (size < 656)
      CHECK(contains(outcome, "1 a=1; 2 {b=2 c=3}, cut at "));
    else
      CHECK(outcome == "1 a=1; 2 {b=2 c=3}; 3 d=4, cut at 656");
  }
}

TEST_CASE("a file cut short is an error if nothing tells how far it went",
          "[backends]") {
  for (std::size_t size = 0; size < 1024; ++size) {
    killed_log log;
    INFO("to " << size);
    CHECK(contains(log.after(log.whole.substr(0, size)),
                   log.path + " is damaged at offset "));
  }
}

TEST_CASE("two damaged batches are an error if the lock page tells",
          "[backends]") {
  killed_log log;
  auto bytes = log.flipped(300);
  bytes[500] = '?';
  CHECK(log.after(bytes) == "1 a=1, cut at 232");
  killed_log other;
  other.options.known = other.known;
  CHECK(other.after(bytes)
        == other.path + " is damaged at offset 232: wrong checksum");
}

TEST_CASE("zeros where batches were are an error if the lock page tells",
          "[backends]") {
  killed_log log;
  log.options.known = log.known;
  auto bytes = log.whole;
  std::fill(bytes.begin() + 232, bytes.end(), '\0');
  CHECK(log.after(bytes)
        == log.path + " is damaged at offset 232: the log went on here");
  bytes = log.whole;
  std::fill(bytes.begin() + 488, bytes.end(), '\0');
  CHECK(log.after(bytes) == "1 a=1; 2 {b=2 c=3}, cut at 488");
}

TEST_CASE("in a closed log every changed bit is an error", "[backends]") {
  killed_log log;
  log.open().or_throw().close().or_throw();
  log.whole = log.disk.bytes(log.path);
  REQUIRE(log.whole.size() == 736);
  for (std::size_t at = 0; at < log.whole.size(); ++at) {
    INFO("at " << at);
    CHECK(contains(log.after(log.flipped(at)),
                   log.path + " is damaged at offset "));
  }
  for (std::size_t size = 0; size < log.whole.size(); ++size) {
    INFO("to " << size);
    CHECK(contains(log.after(log.whole.substr(0, size)),
                   log.path + " is damaged at offset "));
  }
}

TEST_CASE("in a segment that has a successor every changed bit is an error",
          "[backends]") {
  killed_log log;
  {
    auto opened = log.open().or_throw();
    opened.roll().or_throw();
    log.disk.kill();
  }
  log.whole = log.disk.bytes(log.path);
  for (std::size_t at = 0; at < log.whole.size(); ++at) {
    INFO("at " << at);
    CHECK(contains(log.after(log.flipped(at)),
                   log.path + " is damaged at offset "));
  }
}

TEST_CASE("a missing segment is an error", "[backends]") {
  log_fixture log;
  auto opened = log.open().or_throw();
  for (auto text : {"a=1", "b=2", "c=3"}) {
    test::append(opened, {text}).or_throw();
    opened.roll().or_throw();
  }
  log.disk.kill();
  log.options.known = opened.durable();
  log.disk.remove("log/00000000000000000002-0.log").or_throw();
  CHECK(log.open().failure().message()
        == "revisions 2 to 2 are missing: log/00000000000000000003-0.log "
           "follows log/00000000000000000001-0.log");
}

TEST_CASE("a missing last segment is an error if the lock page tells",
          "[backends]") {
  killed_log log;
  log.options.known = log.known;
  log.disk.remove(log.path).or_throw();
  CHECK(log.open().failure().message() == log.path + " is missing");
}

TEST_CASE("after a cut the log goes on in a new segment", "[backends]") {
  killed_log log;
  log.disk.damage(log.path, log.flipped(500));
  {
    auto opened = log.open().or_throw();
    CHECK(log.disk.tree()
          == "log/00000000000000000001-0.log 568\n"
             "log/00000000000000000003-0.log 1024\n");
    test::append(opened, {"e=5"}).or_throw();
    log.disk.kill();
  }
  auto opened = log.open().or_throw();
  CHECK(to_string(log.found) == "1 a=1; 2 {b=2 c=3}; 3 e=5");
  CHECK(!opened.report().torn);
}

TEST_CASE("a segment that was not finished is no part of the log",
          "[backends]") {
  killed_log log;
  for (std::uint64_t step = 0; step < 14; ++step) {
    auto opened = log.open().or_throw();
    CHECK(to_string(log.found) == "1 a=1; 2 {b=2 c=3}; 3 d=4");
    log.disk.stop_after(step);
    (void)opened.roll();
    log.disk.kill();
  }
  test::append(*log.open(), {"e=5"}).or_throw();
}

TEST_CASE("what a newer brine wrote is refused", "[backends]") {
  killed_log log;
  segment_header header;
  REQUIRE(decode(std::as_bytes(std::span(log.whole)), header) == verdict::good);
  auto bytes = log.whole;
  auto* at = reinterpret_cast<std::byte*>(bytes.data());
  frame_header frame;
  REQUIRE(decode(std::as_bytes(std::span(bytes)).subspan(488), frame)
          == verdict::good);
  frame.flags = 0x100;
  frame.count = 1;
  encode(frame, at + 488);
  log.disk.damage(log.path, bytes);
  CHECK(log.open().failure().code() == errc::newer_format);
}

TEST_CASE("a frame of another segment is not taken for its own", "[backends]") {
  killed_log log;
  log.disk.damage(log.path, log.whole);
  segment_header header;
  auto bytes = log.whole;
  auto* at = reinterpret_cast<std::byte*>(bytes.data());
  REQUIRE(decode({at, bytes.size()}, header) == verdict::good);
  header.id += 1;
  encode(header, at);
  CHECK(log.after(bytes) == ", cut at 64");
}
