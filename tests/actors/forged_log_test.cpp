// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include "encrypted_store.hpp"
#include "forged_store.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE_METHOD(forged_store,
                 "what is forged in a sealed log is found when read",
                 "[actors]") {
  const auto is_damage = [&](const std::string& said) {
    CHECK_THAT(said, Catch::StartsWith("damaged: " + segment
                                       + " is damaged at offset "));
    CHECK_THAT(said, Catch::Contains("aes-gcm"));
  };
  SECTION("nothing") {
    CHECK(after([](auto&) {}) == "nothing");
  }
  SECTION("a time") {
    is_damage(after([](auto& all) { nth(all, 0).time += 1; }));
  }
  SECTION("the revision before") {
    is_damage(after([](auto& all) { nth(all, 1).previous = 0; }));
  }
  SECTION("an operation") {
    is_damage(after([](auto& all) { nth(all, 1).what = operation::update; }));
  }
  SECTION("a removal") {
    is_damage(after([](auto& all) {
      auto& r = nth(all, 1);
      r.flags |= journal::tombstone;
      r.blob = {};
      r.head = 0;
    }));
  }
  SECTION("another key") {
    is_damage(after([](auto& all) { nth(all, 1).key = nth(all, 2).key; }));
  }
  SECTION("two records in each other's place") {
    is_damage(after([](auto& all) {
      auto& a = nth(all, 0);
      auto& b = nth(all, 2);
      std::swap(a, b);
      std::swap(a.rev, b.rev);
    }));
  }
  SECTION("an older record, written again") {
    is_damage(after([](auto& all) {
      auto& r = nth(all, 1);
      const auto rev = r.rev;
      r = nth(all, 0);
      r.rev = rev;
    }));
  }
  SECTION("an older value of the same key") {
    const auto said =
      after([](auto& all) { nth(all, 1).blob = nth(all, 0).blob; });
    CHECK_THAT(said, Catch::StartsWith("damaged: ")
                       && Catch::Contains("the value of another record"));
  }
  SECTION("a group without one of its records") {
    const auto said = after([](auto& all) {
      for (auto& x : all)
        if (x.records.size() > 1)
          x.records.erase(x.records.end() - 2);
    });
    CHECK_THAT(said, Catch::Contains("a commit of which records are missing"));
  }
  SECTION("a record of a group in the place of another") {
    const auto said = after([](auto& all) {
      for (auto& x : all)
        if (x.records.size() > 1)
          x.records[2] = x.records[1];
    });
    CHECK_THAT(said, Catch::Contains("a commit of which records are missing"));
  }
  SECTION("a record that is not sealed") {
    const auto said = after([](auto& all) {
      auto& r = nth(all, 1);
      r.flags = 0;
      r.key = "alice";
    });
    CHECK_THAT(
      said, Catch::StartsWith("damaged: " + segment + " is damaged at offset ")
              && Catch::Contains("a record that is not sealed"));
  }
  SECTION("a record of another log") {
    const auto other = folder / "other";
    {
      auto db = create("journal:" + other + "?encryption-key=" + key_a);
      fill(db);
    }
    const auto bytes = bytes_of(other + segment.substr(path.size()));
    const auto from = batches_of(bytes);
    is_damage(after([&](auto& all) {
      auto copy = from;
      nth(all, 1) = nth(copy, 1);
    }));
  }
  SECTION("a commit taken out") {
    const auto said = after([](auto& all) { all.erase(all.begin() + 1); });
    CHECK_THAT(said, Catch::StartsWith("damaged: "));
  }
}

TEST_CASE_METHOD(closed_segment_store,
                 "an older record in the place of a newer one is "
                 "found by who reads it alone",
                 "[actors]") {
  const auto said = after([](auto& all) {
    REQUIRE(encoded_size(nth(all, 0)) == encoded_size(nth(all, 1)));
    nth(all, 1) = nth(all, 0);
  });
  CHECK_THAT(said,
             Catch::StartsWith("damaged: " + segment + " is damaged at offset ")
               && Catch::Contains("another revision's record"));
}

TEST_CASE_METHOD(closed_segment_store, "a forged group is not vouched for anew",
                 "[actors]") {
  const auto one_less = GENERATE(true, false);
  forge([&](auto& all) {
    const auto group = std::find_if(all.begin(), all.end(), [](const auto& x) {
      return x.records.size() == 4;
    });
    REQUIRE(group != all.end());
    if (one_less)
      group->records.erase(group->records.end() - 2);
    else
      group->records[2] = group->records[1];
  });
  const auto is_found = [&](const std::string& said) {
    CHECK_THAT(said, Catch::StartsWith("damaged: " + segment)
                       && Catch::Contains("a commit of which records are "
                                          "missing"));
  };
  SECTION("by rekey") {
    auto db = connect("journal:" + path + "?encryption-key=" + key_b
                      + "&former-keys=" + key_a);
    is_found(failure_of([&] { db.rekey(); }));
  }
  SECTION("by compaction") {
    auto db = connect(with_key("retention-revisions=1&"));
    is_found(failure_of([&] { db.compact(); }));
  }
}
