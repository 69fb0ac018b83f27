// SPDX-License-Identifier: MIT
#include "grown_store.hpp"

#include <catch2/catch.hpp>

#include "../codecs/keyring_of.hpp"
#include "../log_lines.hpp"

namespace brine::test {

journal::options few_revisions(sim_disk& where) {
  auto o = small_options(where);
  o.retention.revisions = 5;
  return o;
}

grown_store::grown_store(bool from_the_beginning) {
  if (from_the_beginning)
    give_key();
  store.open().or_throw();
  write(1, 20);
  store.compact().or_throw();
  write(21, 40);
  store.close().or_throw();
  store.open().or_throw();
}

void grown_store::write(int first, int last) {
  for (int i = first; i <= last; ++i) {
    const auto n = std::to_string(i);
    auto text = "k" + std::to_string(i % 6) + '=' + n;
    if (i % 5 == 0)
      text = "k" + std::to_string(i % 4) + "- x=" + n;
    store.commit(text).or_throw();
  }
}

void grown_store::give_key(std::uint8_t boot) {
  sealed = true;
  store.options.boot = [boot] { return journal::boot_id{{boot}}; };
  store.options.codecs = codecs_with(keyring_of("k"));
}

void grown_store::die(std::uint64_t seed) {
  store.kill();
  if (sealed)
    give_key(seed % 2 == 0 ? 1 : 2);
  if (seed == 0)
    disk.kill();
  else
    disk.crash(seed);
  store.open().or_throw();
}

std::string grown_store::all(revision after) const {
  return store.state() + " | " + store.history(after);
}

void at_each_step(const std::function<result<void>(grown_store&)>& work,
                  const std::function<void(grown_store&, bool done)>& check,
                  bool sealed) {
  log_lines lines;
  auto done = false;
  for (std::uint64_t step = 0; !done; ++step) {
    REQUIRE(step < 500);
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      INFO("step " << step << ", seed " << seed);
      grown_store x(sealed);
      x.disk.stop_after(step);
      done = work(x).ok();
      x.die(seed);
      check(x, done);
    }
  }
}

void kill_compaction(bool sealed,
                     const std::function<void(grown_store&)>& then) {
  const auto all = grown_store(sealed).all(35);
  at_each_step(
    [](grown_store& y) -> result<void> {
      auto done = y.store.compact();
      return done ? result<void>() : done.failure();
    },
    [&](grown_store& y, bool done) {
      REQUIRE(y.all(35) == all);
      if (done)
        REQUIRE(y.store.oldest() == 36);
      // What was begun can be done, and leaves the same.
      y.store.compact().or_throw();
      REQUIRE(y.all(35) == all);
      then(y);
    },
    sealed);
}

} // namespace brine::test
