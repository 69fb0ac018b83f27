// SPDX-License-Identifier: MIT
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

#include "../backends/scratch_directory.hpp"
#include "../backends/seeds.hpp"

using namespace brine;

namespace {

/// 64 MiB; in the long checks a GiB, which takes 5 GB of memory.
std::size_t large() {
  return std::size_t{test::seed_count() >= 100'000 ? 1024u : 64u} << 20;
}

bool is_whole(const std::optional<value>& v) {
  const auto found = v.value_or(value()).as_bytes({});
  return found.size() == large() && found.front() == std::byte{1}
         && found.back() == std::byte{2}
         && std::all_of(found.begin() + 1, found.end() - 1,
                        [](std::byte b) { return b == std::byte{7}; });
}

} // namespace

TEST_CASE("a large value is written, read, and read after opening again",
          "[actors]") {
  test::scratch_directory folder;
  {
    auto bytes = std::vector<std::byte>(large(), std::byte{7});
    bytes.front() = std::byte{1};
    bytes.back() = std::byte{2};
    auto db = open(folder / "db");
    db.assoc("large", value(std::span<const std::byte>(bytes)));
    CHECK(is_whole(db.get("large")));
  }
  CHECK(is_whole(open(folder / "db").get("large")));
}
