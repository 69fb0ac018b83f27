// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("each version is found in a long segment, also while it grows",
          "[backends]") {
  sim_disk disk;
  auto o = small_options(disk);
  o.segment_bytes = 1 << 20;
  small_store store(o);
  store.open().or_throw();
  const std::string text(100, 'x');
  constexpr revision last = 2000;
  for (revision r = 1; r <= last; ++r) {
    store.commit("k" + std::to_string(r % 7) + '=' + text + std::to_string(r))
      .or_throw();
    if (r % 100 != 0)
      continue;
    for (revision wanted = 1 + r % 3; wanted <= r; wanted += 3) {
      const auto key = "k" + std::to_string(wanted % 7);
      REQUIRE(store.version(key, wanted) == text + std::to_string(wanted));
      REQUIRE(store.version("k7", wanted) == "none");
    }
    REQUIRE(store.version("k1", r + 1) == "none");
  }
}
