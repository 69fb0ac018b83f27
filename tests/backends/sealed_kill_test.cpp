// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "grown_store.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("killed at each step of getting its first key, a store keeps "
          "everything, and is sealed in the end",
          "[backends]") {
  grown_store x;
  const auto all = x.all(35);
  const auto ends_empty = GENERATE(false, true);
  at_each_step(
    [&](grown_store& y) -> result<void> {
      if (ends_empty)
        if (auto done = y.store.journal().writer().roll(); !done)
          return done;
      y.give_key();
      return y.store.open();
    },
    [&](grown_store& y, bool) {
      REQUIRE(y.all(35) == all);
      y.give_key();
      y.store.open().or_throw();
      y.store.commit("secret=1").or_throw();
      y.store.compact().or_throw();
      y.die(0);
      REQUIRE(y.store.history(40) == "41 secret=1");
      y.store.options.codecs = builtin_codecs();
      REQUIRE(y.store.open().failure().code() == errc::wrong_secret);
    });
}

TEST_CASE("killed at each step of compaction, a sealed store keeps everything",
          "[backends]") {
  kill_compaction(true, [](grown_store& y) {
    const auto state = y.store.state();
    y.die(0);
    REQUIRE(y.store.state() == state);
  });
}
