// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "../log_lines.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// Opens the store and commits; true if the commit was acknowledged.
bool begin(small_store& store) {
  return store.open().ok() && store.commit("a=1").ok();
}

} // namespace

TEST_CASE("killed at each step of making a store, and without power at each "
          "step of opening it again, a store keeps what it acknowledged",
          "[backends]") {
  const log_lines lines;
  auto made = false;
  for (std::uint64_t first = 0; !made; ++first) {
    REQUIRE(first < 200);
    auto opened = false;
    for (std::uint64_t second = 0; !opened; ++second) {
      REQUIRE(second < 200);
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        INFO("steps " << first << " and " << second << ", seed " << seed);
        sim_disk disk;
        small_store store(small_options(disk));
        disk.stop_after(first);
        made = begin(store);
        store.kill();
        disk.kill(); // What it wrote is there, and still not durable.
        disk.stop_after(second);
        opened = begin(store);
        store.kill();
        disk.crash(seed);
        store.open().or_throw();
        if (made || opened)
          REQUIRE(store.state().starts_with("a=1@"));
        store.commit("b=2").or_throw();
      }
    }
  }
}
