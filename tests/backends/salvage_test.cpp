// SPDX-License-Identifier: MIT
#include <brine/backends/journal/salvage.hpp>

#include <catch2/catch.hpp>

#include "log_fixture.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// A log of two segments. In the first, frames begin at 64, at 232 and at 488;
/// its end frame at 656.
struct two_segments : log_fixture {
  std::string path = "log/00000000000000000001-0.log";
  std::string whole;

  two_segments() {
    options.segment_bytes = 2048;
    auto log = open().or_throw();
    for (auto text : {"a=1", "b=2 c=3", "d=4"})
      test::append(log, {text}).or_throw();
    log.roll().or_throw();
    test::append(log, {"e=5"}).or_throw();
    disk.kill();
    whole = disk.bytes(path);
  }

  /// What can be saved, and the holes.
  std::string saved() {
    std::string out;
    auto looked =
      salvage(disk, "log", parts().or_throw(),
              [&](const auto&,
                  std::span<const placed_record> commit) -> result<void> {
                out +=
                  to_string({commit_of(commit)}, commit[0].what.rev) + "; ";
                return {};
              })
        .or_throw();
    for (const auto& x : looked.holes)
      out +=
        "hole " + std::to_string(x.from) + "-" + std::to_string(x.to) + "; ";
    return out;
  }

  std::string saved_after(std::size_t at) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    disk.damage(path, bytes);
    return saved();
  }
};

} // namespace

TEST_CASE_METHOD(two_segments, "of a whole log everything is saved",
                 "[backends]") {
  CHECK(saved() == "1 a=1; 2 {b=2 c=3}; 3 d=4; 4 e=5; ");
}

TEST_CASE_METHOD(two_segments,
                 "what is not damaged is saved, and the holes "
                 "are told",
                 "[backends]") {
  // The segment's header, a frame's header, a record, one of a group.
  CHECK(saved_after(5) == "1 a=1; 2 {b=2 c=3}; 3 d=4; 4 e=5; hole 0-64; ");
  CHECK(saved_after(70) == "1 a=1; 2 {b=2 c=3}; 3 d=4; 4 e=5; hole 64-144; ");
  CHECK(saved_after(150) == "2 {b=2 c=3}; 3 d=4; 4 e=5; hole 144-232; ");
  CHECK(saved_after(320) == "1 a=1; 3 d=4; 4 e=5; hole 312-488; ");
  CHECK(saved_after(410) == "1 a=1; 3 d=4; 4 e=5; hole 312-488; ");
}

TEST_CASE_METHOD(two_segments, "no changed bit costs more than its commit",
                 "[backends]") {
  for (std::size_t at = 0; at < whole.size(); ++at) {
    INFO("at " << at);
    auto text = saved_after(at);
    CHECK(text.find("hole") != std::string::npos);
    CHECK((at >= 144 && at < 232) != (text.find("1 a=1") == 0));
    CHECK((at >= 312 && at < 488)
          != (text.find("2 {b=2 c=3}") != std::string::npos));
    CHECK((at >= 568 && at < 656) != (text.find("3 d=4") != std::string::npos));
    CHECK(text.find("4 e=5") != std::string::npos);
  }
}

TEST_CASE_METHOD(two_segments, "verifying finds what is cut or missing",
                 "[backends]") {
  std::uint64_t told = 0;
  auto look = [&] {
    return verify(disk, "log", parts().or_throw(),
                  [&](std::uint64_t done, std::uint64_t all) {
                    told = done * 100 / all;
                  })
      .or_throw();
  };
  CHECK(look().holes.empty());
  CHECK(told == 100);
  disk.damage(path, whole.substr(0, 488));
  REQUIRE(look().holes.size() == 2);
  CHECK(look().holes[0].why == "the segment has no end");
  CHECK(look().holes[1].why == "revisions 3 to 3 are missing");
}
