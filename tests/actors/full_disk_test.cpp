// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include <csignal>
#include <optional>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "../log_lines.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// As long as it lives no file of this process grows beyond a size: the system
/// refuses the call, as it does on a full disk. A small file system to fill
/// would take the rights to mount one; tests/cli/full_disk does that where it
/// may.
class no_room {
public:
  explicit no_room(rlim_t most) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto now = before_;
    now.rlim_cur = most;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }

  ~no_room() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

  no_room(const no_room&) = delete;
  no_room& operator=(const no_room&) = delete;

private:
  void (*signal_)(int);
  rlimit before_{};
};

} // namespace

TEST_CASE("where no more can be written the error names file and cause, and "
          "what was acknowledged is there after opening again",
          "[actors]") {
  const scratch_directory folder;
  const log_lines lines;
  const auto* level = GENERATE("always", "interval", "never");
  const auto where =
    "journal:" + (folder / "data") + "?segment-size=64KiB&fsync=" + level;
  auto db = std::optional(create(where));
  const auto text = std::string(1000, 'x');
  for (int i = 0; i < 10; ++i)
    db->assoc(i, text);
  // Full in the middle of a segment, or where the next is to be made.
  const auto most = GENERATE(32 << 10, (64 << 10) - 8);
  auto disk = std::make_optional<no_room>(most);
  int done = 10;
  std::string failure;
  while (failure.empty() && done < 1000)
    if (auto why = failure_of([&] { db->assoc(done, text); }); why == "nothing")
      ++done;
    else
      failure = why;
  INFO(level << ", " << most << " bytes");
  CHECK_THAT(failure, Catch::StartsWith("outcome_unknown: ")
                        && Catch::Contains(folder / "data/segments/")
                        && Catch::Contains("storage_full: ")
                        && Catch::Contains("File too large"));
  CHECK(lines.have("error: brine stops writing: "));
  for (const auto& later : {failure_of([&] { db->assoc("more", 1); }),
                            failure_of([&] { db->sync(); })})
    CHECK_THAT(later, Catch::StartsWith("storage_failed: an earlier write")
                        && Catch::Contains(folder / "data/segments/")
                        && Catch::Contains("File too large"));
  for (int i = 0; i < done; ++i)
    REQUIRE(db->get<std::string>(i) == text);
  db.reset();
  disk.reset();
  db.emplace(connect(where));
  CHECK(db->last_revision() >= revision(done));
  for (int i = 0; i < done; ++i)
    REQUIRE(db->get<std::string>(i) == text);
  CHECK(db->assoc("more", 1) > revision(done));
}

TEST_CASE("where there is no room for a store, none is made", "[actors]") {
  const scratch_directory folder;
  const auto path = folder / "data";
  {
    const no_room disk(100);
    CHECK_THAT(failure_of([&] { auto db = brine::open(path); }),
               Catch::StartsWith("storage_full: ") && Catch::Contains(path)
                 && Catch::Contains("File too large"));
  }
  CHECK(brine::open(path).assoc("a", 1) == 1);
}
