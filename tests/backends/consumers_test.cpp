// SPDX-License-Identifier: MIT
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/manifest.hpp>

#include <catch2/catch.hpp>

#include <fstream>
#include <functional>
#include <string>

#include "../log_lines.hpp"
#include "atomicity.hpp"
#include "flipped_bytes.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using namespace std::chrono_literals;

namespace {

constexpr auto path = "/consumers.edn";
constexpr auto start = wall_time(1'700'000'000s);

log_id log_of(std::uint8_t x) {
  return log_id{{x}};
}

std::vector<consumer_lease> some_consumers() {
  return {{"audit", log_of(3), 120, start},
          {"mirror in \"b\"", log_of(2), 0, start + 1us}};
}

/// The listing under "consumers.edn" in docs/journal-files.md.
std::string documented() {
  auto page = std::ifstream(BRINE_SOURCE_DIR "/docs/journal-files.md");
  auto line = std::string{};
  for (const auto* wanted : {"## consumers.edn", "```"})
    while (std::getline(page, line) && line != wanted)
      continue;
  auto text = std::string{};
  while (std::getline(page, line) && line != "```")
    text += line + '\n';
  return text;
}

/// What reading gives for another text: the error.
std::string refusal(const std::string& from, const std::string& to) {
  auto where = sim_disk{};
  write_consumers(where, "", some_consumers()).or_throw();
  auto text = where.bytes(path);
  text.erase(text.rfind("; crc32c "));
  text.replace(text.find(from), from.size(), to);
  where.damage(path, text);
  auto x = read_consumers(where, "");
  return x ? "read" : x.failure().what();
}

std::string text_of(const std::vector<consumer_lease>& all) {
  std::string text;
  for (const auto& x : all)
    text +=
      (text.empty() ? "" : " ") + x.name + '@' + std::to_string(x.acknowledged);
  return text;
}

options some_options(sim_disk& where) {
  options o;
  o.folder = "/data";
  o.where = &where;
  o.boot = [] { return boot_id{{1}}; };
  o.segment_bytes = 1024;
  o.retention.revisions = 5;
  return o;
}

/// A journal of 20 commits that keeps the history of five.
struct leased_store {
  log_lines lines;
  sim_disk disk;
  small_store store{some_options(disk)};

  leased_store() {
    store.clock = start;
    store.open().or_throw();
    write(1, 20);
  }

  void write(int first, int last) {
    for (int i = first; i <= last; ++i)
      store.commit("k" + std::to_string(i % 3) + '=' + std::to_string(i))
        .or_throw();
  }

  [[nodiscard]] log_id log() {
    return store.journal().reader().bounds().log;
  }

  result<void> acknowledge(const std::string& name, revision seen,
                           wall_time::duration lease = 1h) {
    return store.journal().keeper()->acknowledge(
      {name, log(), seen, store.clock + lease}, store);
  }

  result<bool> remove(const std::string& name) {
    return store.journal().keeper()->remove_consumer(name, store);
  }

  [[nodiscard]] std::string consumers() {
    return text_of(store.journal().keeper()->consumers(store).or_throw());
  }

  revision compacted() {
    return store.compact().or_throw().oldest;
  }

  void die(std::uint64_t seed) {
    store.kill();
    if (seed == 0)
      disk.kill();
    else
      disk.crash(seed);
    store.open().or_throw();
  }
};

} // namespace

// -- the file -----------------------------------------------------------------

TEST_CASE("the documented list of consumers is what is written and read",
          "[backends]") {
  auto where = sim_disk{};
  CHECK(read_consumers(where, "").or_throw().empty());
  REQUIRE(write_consumers(where, "", some_consumers()).ok());
  CHECK(where.bytes(path) == documented());
  CHECK(read_consumers(where, "").or_throw() == some_consumers());
  REQUIRE(write_consumers(where, "", {}).ok());
  CHECK(read_consumers(where, "").or_throw().empty());
}

TEST_CASE("any name of a consumer is read as it was written", "[backends]") {
  auto where = sim_disk{};
  std::vector<consumer_lease> all;
  for (int i = 0; i < 256; ++i)
    all.push_back({"x" + std::string(1, static_cast<char>(i)) + "; crc32c ",
                   log_of(1), ~revision{0} >> 1, wall_time::max()});
  REQUIRE(write_consumers(where, "", all).ok());
  CHECK(read_consumers(where, "").or_throw() == all);
  // As many and as long as there may be fit into the file.
  for (const auto c : {'x', '"', '\n', '\0', '\x7f', '\xff'}) {
    all.assign(consumer_limit, all.front());
    for (auto& x : all)
      x.name = std::string(100, c);
    REQUIRE(write_consumers(where, "", all).ok());
    CHECK(read_consumers(where, "").or_throw() == all);
  }
}

TEST_CASE("each damaged byte of consumers.edn is found or means nothing",
          "[backends]") {
  auto where = sim_disk{};
  REQUIRE(write_consumers(where, "", some_consumers()).ok());
  const auto expected = some_consumers();
  CHECK(unnoticed_damage(where, path,
                         [&](auto& disk) {
                           auto x = read_consumers(disk, "");
                           return x && *x != expected;
                         })
        == std::vector<std::string>{});
}

TEST_CASE("consumers.edn says what in it cannot be", "[backends]") {
  CHECK(refusal(":format 1", ":format 2")
        == "newer_format: /consumers.edn: the store is of format 2, this brine "
           "knows 1");
  CHECK(refusal(":consumers [", ":consumers #{") != "read");
  CHECK(refusal(":revision 120", ":revision -1")
          .rfind("damaged: /consumers.edn: :consumers is", 0)
        == 0);
  CHECK(refusal(":name \"audit\"", ":name 7")
          .rfind("damaged: /consumers.edn: :consumers is", 0)
        == 0);
}

TEST_CASE("replacing consumers.edn is all or nothing at a crash",
          "[backends]") {
  auto other = some_consumers();
  other[0].acknowledged = 121;
  auto look_after = [=](sim_disk& where) -> result<seen> {
    auto x = read_consumers(where, "");
    if (!x)
      return x.failure();
    if (*x == some_consumers())
      return seen::before;
    return *x == other ? seen::after : seen::mixture;
  };
  auto change = atomicity_case{
    .prepare =
      [](auto& where) { return write_consumers(where, "", some_consumers()); },
    .step = [=](auto& where) { return write_consumers(where, "", other); },
    .look = look_after};
  CHECK(atomic_at_crashes(change) == "");
  CHECK(atomic_at_crashes(change, {.files = false}) != "");
  CHECK(atomic_at_crashes(change, {.folders = false}) != "");
}

TEST_CASE("a consumer of a former log stands where both logs part",
          "[backends]") {
  identity who;
  who.log = log_of(3);
  who.former = {{log_of(1), 100}, {log_of(2), 250}};
  const auto placed = in_present_log({{"before", log_of(1), 70, start},
                                      {"behind", log_of(2), 300, start},
                                      {"now", log_of(3), 400, start},
                                      {"nowhere", log_of(4), 10, start}},
                                     who);
  CHECK(text_of(placed) == "before@70 behind@250 now@400");
  for (const auto& x : placed)
    CHECK(x.log == who.log);
}

// -- keeping ------------------------------------------------------------------

TEST_CASE("what a consumer has not acknowledged outlives compaction while its "
          "lease lasts",
          "[backends]") {
  leased_store x;
  const auto since_8 = x.store.history(8);
  REQUIRE(x.acknowledge("audit", 8).ok());
  REQUIRE(x.acknowledge("quick", 19).ok());
  CHECK(x.compacted() == 9);
  CHECK(x.store.history(8) == since_8);
  CHECK(x.store.history(7).find("history_lost") == 0);
  x.store.close().or_throw();
  x.store.open().or_throw();
  CHECK(x.consumers() == "audit@8 quick@19");
  CHECK(x.compacted() == 9);
  // It moves on, and history with it.
  REQUIRE(x.acknowledge("audit", 12).ok());
  CHECK(x.compacted() == 13);
  REQUIRE(x.acknowledge("audit", 12, 2h).ok());
  x.store.clock += 90min;
  CHECK(x.consumers() == "audit@12");
  CHECK(x.compacted() == 13);
  x.store.clock += 30min;
  CHECK(x.consumers().empty());
  CHECK(x.compacted() == 16);
}

TEST_CASE("a consumer that was removed keeps nothing", "[backends]") {
  leased_store x;
  REQUIRE(x.acknowledge("audit", 8).ok());
  CHECK(!x.remove("other").or_throw());
  CHECK(x.remove("audit").or_throw());
  CHECK(!x.remove("audit").or_throw());
  CHECK(x.compacted() == 16);
}

TEST_CASE("a consumer is not promised history that is gone or going",
          "[backends]") {
  leased_store x;
  const auto lost = [&](const log_id& log, revision seen) {
    auto done = x.store.journal().keeper()->acknowledge(
      {"audit", log, seen, start + 1h}, x.store);
    return !done && done.failure().code() == errc::history_lost;
  };
  CHECK(lost(log_of(9), 8));
  CHECK(lost(x.log(), 21));
  CHECK(lost(x.log(), ~revision{0}));
  CHECK(!lost({}, 0));
  REQUIRE(x.remove("audit").ok());
  // Compaction has begun, and dropped nothing yet.
  x.store.journal().writer().roll().or_throw();
  x.store.journal().keeper()->order_compaction();
  REQUIRE(x.store.journal().keeper()->tend(x.store).or_throw());
  REQUIRE(x.store.oldest() == 1);
  CHECK(lost(x.log(), 14));
  CHECK(!lost(x.log(), 15));
  x.store.tend().or_throw();
  CHECK(x.store.oldest() == 16);
  CHECK(lost(x.log(), 14));
  CHECK(x.consumers() == "audit@15");
}

TEST_CASE("a consumer is not promised history that a failed compaction may "
          "have dropped",
          "[backends]") {
  auto unknown = 0;
  for (unsigned nth = 1;; ++nth) {
    INFO("sync " << nth);
    REQUIRE(nth < 100);
    leased_store x;
    x.disk.fail(sim_disk::call::sync_directory, nth, errc::io_failed);
    if (x.store.compact())
      break;
    const auto listed = read_manifest(x.disk, "/data").or_throw();
    if (x.store.oldest() == 1 && listed && listed->oldest == 16) {
      ++unknown;
      const auto lost = x.acknowledge("audit", 14);
      REQUIRE((!lost && lost.failure().code() == errc::history_lost));
      REQUIRE(x.acknowledge("audit", 15).ok());
    }
  }
  CHECK(unknown == 1);
}

TEST_CASE("a store has a thousand consumers at most", "[backends]") {
  leased_store x;
  std::vector<consumer_lease> all;
  for (std::size_t i = 0; i < consumer_limit; ++i)
    all.push_back({std::to_string(i), x.log(), 8, start + 1h});
  x.store.close().or_throw();
  write_consumers(x.disk, "/data", all).or_throw();
  x.store.open().or_throw();
  CHECK(x.acknowledge("one more", 8).failure().code() == errc::too_large);
  CHECK(x.acknowledge("7", 9).ok());
  x.store.clock += 1h;
  CHECK(x.acknowledge("one more", 8).ok());
  CHECK(x.consumers() == "one more@8");
}

TEST_CASE("a consumer that was acknowledged is there after a crash",
          "[backends]") {
  auto done = false;
  for (std::uint64_t step = 0; !done; ++step) {
    REQUIRE(step < 100);
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      INFO("step " << step << ", seed " << seed);
      leased_store x;
      REQUIRE(x.acknowledge("audit", 8).ok());
      const auto since_8 = x.store.history(8);
      x.disk.stop_after(step);
      done = x.acknowledge("audit", 12).ok();
      if (!done)
        CHECK(x.consumers() == "audit@8");
      x.die(seed);
      const auto found = x.consumers();
      REQUIRE((found == "audit@12" || (!done && found == "audit@8")));
      const revision seen = found == "audit@12" ? 12 : 8;
      REQUIRE(x.compacted() == seen + 1);
      REQUIRE(x.store.history(seen)
              == since_8.substr(since_8.find(std::to_string(seen + 1) + " k")));
    }
  }
}

TEST_CASE("a backup has the consumers too", "[backends]") {
  leased_store x;
  REQUIRE(x.acknowledge("audit", 8).ok());
  x.store.back_up("/copy").or_throw();
  REQUIRE(x.acknowledge("audit", 12).ok());
  auto o = some_options(x.disk);
  o.folder = "/copy";
  small_store copy(o);
  copy.clock = start;
  copy.open(open_how::existing).or_throw();
  CHECK(text_of(copy.journal().keeper()->consumers(copy).or_throw())
        == "audit@8");
  CHECK(copy.compact().or_throw().oldest == 9);
  CHECK(copy.journal().reader().resume(x.log(), 8).or_throw() == 8);
  CHECK(x.consumers() == "audit@12");
}

TEST_CASE("a damaged list of consumers is an error with its file",
          "[backends]") {
  leased_store x;
  REQUIRE(x.acknowledge("audit", 8).ok());
  x.store.close().or_throw();
  const auto bytes = x.disk.bytes("/data/consumers.edn");
  x.disk.damage("/data/consumers.edn", bytes.substr(0, 90));
  const auto refused = x.store.open();
  REQUIRE(!refused);
  CHECK(refused.failure().code() == errc::damaged);
  CHECK(refused.failure().message().find("/data/consumers.edn") == 0);
  // Nothing was dropped meanwhile.
  x.disk.damage("/data/consumers.edn", bytes);
  x.store.open().or_throw();
  CHECK(x.compacted() == 9);
}
