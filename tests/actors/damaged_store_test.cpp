// SPDX-License-Identifier: MIT
#include <brine/backends/journal/format.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>

#include "sim_stores.hpp"

using namespace brine;
using namespace brine::test;
using disk_call = sim_disk::call;

namespace {

const std::string log_path = "/db/segments/00000000000000000001-0.log";

/// A store whose process died after some acknowledged, synced writes, and its
/// log.
struct dead_store {
  sim_stores& stores;
  sim_place place;
  std::string whole;
  std::size_t last_batch = 0;
  std::size_t end = 0;

  explicit dead_store(sim_stores& s) : stores(s) {
    place.options.segment_bytes = 2048;
    auto db = std::optional(stores.open(place).or_throw());
    db->assoc("a", 1);
    db->multi_assoc({{"b", 2}, {"c", 3}});
    const auto before = place.disk.bytes(log_path);
    db->dissoc("b");
    whole = place.disk.bytes(log_path);
    while (whole[last_batch] == before[last_batch])
      ++last_batch;
    end = whole.find_last_not_of('\0') + 1;
    die(db);
  }

  void die(std::optional<store>& db) {
    place.disk.stop_after(0); // it does not come to close
    db.reset();
    place.disk.kill();
  }

  /// The documents found with these bytes in the log, or the failure. Once: to
  /// open a store changes it.
  std::string with(const std::string& bytes) {
    place.disk.damage(log_path, bytes);
    auto opened = stores.open(place);
    if (!opened) {
      REQUIRE(place.disk.bytes(log_path) == bytes); // for salvage
      return opened.failure().what();
    }
    std::string found;
    auto db = std::optional(std::move(*opened));
    for (const auto& [key, document] : db->scan())
      found += to_string(key) + '=' + to_string(document) + ' ';
    die(db);
    return found;
  }
};

const auto all = std::string(R"("a"=1 "c"=3 )");
const auto all_but_last = std::string(R"("a"=1 "b"=2 "c"=3 )");

} // namespace

TEST_CASE("a changed bit in an acknowledged batch is an error with file and "
          "offset, in the last one of an unclean close it cuts that off",
          "[actors]") {
  sim_stores stores;
  const auto end = dead_store(stores).end;
  for (std::size_t i = 0; i < end; ++i) {
    dead_store dead(stores);
    INFO("byte " << i << ", the last batch begins at " << dead.last_batch);
    auto bytes = dead.whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 4);
    const auto found = dead.with(bytes);
    if (i >= dead.last_batch) {
      CHECK(found == all_but_last);
    } else {
      CHECK_THAT(found, Catch::StartsWith("damaged: ")
                          || Catch::StartsWith("newer_format: "));
      CHECK_THAT(found, Catch::Contains(log_path));
      CHECK_THAT(found, Catch::Contains("offset"));
      dead.place.disk.damage(log_path, dead.whole);
      CHECK(dead.with(dead.whole) == all);
    }
  }
}

TEST_CASE("a log cut at any byte is an error that names it", "[actors]") {
  sim_stores stores;
  dead_store dead(stores);
  for (std::size_t i = 0; i < dead.whole.size(); ++i) {
    INFO("cut at " << i);
    const auto found = dead.with(dead.whole.substr(0, i));
    CHECK_THAT(found, Catch::StartsWith("damaged: "));
    CHECK_THAT(found, Catch::Contains(log_path));
    if (i < journal::segment_header_size)
      CHECK_THAT(found, Catch::Contains("offset " + std::to_string(i) + ':'));
  }
  CHECK(dead.with(dead.whole) == all);
}

TEST_CASE("a full disk stops the writes, not the reads, and costs nothing that "
          "was acknowledged",
          "[actors]") {
  sim_stores stores;
  for (auto kind : {disk_call::write, disk_call::preallocate, disk_call::open,
                    disk_call::sync}) {
    auto stopped = 0;
    for (unsigned nth = 1; nth <= 6; ++nth) {
      INFO("call " << static_cast<unsigned>(kind) << ", number " << nth);
      sim_place place;
      place.options.segment_bytes = 1024;
      auto db = std::optional(stores.open(place).or_throw());
      place.disk.fail(kind, nth, errc::storage_full);
      revision done = 0;
      auto failed = std::optional<error>();
      for (int i = 1; i <= 60 && !failed; ++i)
        try {
          done = db->assoc(i, std::string(100, 'x'));
        } catch (const error& e) {
          failed = e;
        }
      if (!failed) {
        // The call that failed was the keeper's, which can do without.
        CHECK(done == 60);
        continue;
      }
      ++stopped;
      CHECK(failed->code() == errc::outcome_unknown);
      CHECK_THAT(failed->what(),
                 Catch::Contains("storage_full") && Catch::Contains(" /db/"));
      try {
        db->assoc("more", 1);
        FAIL("wrote on");
      } catch (const error& e) {
        CHECK(e.code() == errc::storage_failed);
      }
      for (revision r = 1; r <= done; ++r)
        CHECK(db->exists(r));
      db.reset();
      place.disk.kill();
      db.emplace(stores.open(place).or_throw());
      CHECK(db->last_revision() >= done);
      CHECK(db->assoc("more", 1) > done);
    }
    CHECK(stopped > 0);
  }
}
