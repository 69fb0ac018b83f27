// SPDX-License-Identifier: MIT
#include <brine/actors/index.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include <random>
#include <set>
#include <string>

#include "../backends/seeds.hpp"
#include "../no_memory.hpp"
#include "../own_new.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("a walk over an index that changes meanwhile shows all that stays",
          "[actors]") {
  for (auto seed = first_seed(); seed < first_seed() + seed_count(300);
       ++seed) {
    INFO("seed " << seed);
    auto roll = std::mt19937_64(seed);
    class index all;
    auto add = [&](const std::string& key) {
      auto& e = all.insert(key, key_hash(key));
      e.rev = 1;
    };
    auto drop = [&](const std::string& key) {
      if (auto* e = all.find(key, key_hash(key))) {
        e->rev = 0;
        all.erase(*e);
      }
    };
    std::set<std::string> staying;
    for (int i = 0; i < 60; ++i) {
      staying.insert("stays " + std::to_string(i));
      add("goes " + std::to_string(i));
      add("stays " + std::to_string(i));
    }
    index::position at;
    std::set<std::string> shown;
    auto show = [&](const key_entry& e) { shown.emplace(e.key()); };
    while (all.walk(at, 1 + roll() % 8, show))
      for (auto n = roll() % 12; n > 0; --n)
        if (roll() % 3 == 0)
          add("new " + std::to_string(roll() % 1000));
        else
          drop((roll() % 2 == 0 ? "goes " : "new ")
               + std::to_string(roll() % 100));
    for (const auto& key : staying)
      REQUIRE(shown.count(key) == 1);
  }
}

#if BRINE_OWN_NEW
TEST_CASE("an index without memory for another key keeps those it has",
          "[actors]") {
  class index all;
  const auto add = [&](int i) {
    const auto key = encode_key(i).or_throw();
    all.insert(key, key_hash(key)).rev = 1;
  };
  for (int i = 0; i < 12; ++i)
    add(i);
  {
    const no_memory none(32 * 8); // for a table twice as large
    CHECK_THROWS_AS(add(12), std::bad_alloc);
  }
  add(12);
  CHECK(all.size() == 13);
  for (int i = 0; i < 13; ++i) {
    const auto key = encode_key(i).or_throw();
    CHECK(all.find(key, key_hash(key)));
  }
}
#endif
