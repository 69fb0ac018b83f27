// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/bench/engines.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/threads.hpp>

#include <algorithm>
#include <array>

namespace brine::bench {

namespace {

constexpr int many_threads = 64;

/// Seconds that the longest of all calls took.
double longest_put(const lab& where, const store& db) {
  const auto& w = where.load;

  struct alignas(64) longest {
    double time = 0;
  };

  std::array<longest, many_threads> of{};
  (void)rate(many_threads, where.how.run_time(), [&](int t, std::uint64_t i) {
    auto& mine = of[static_cast<std::size_t>(t)].time;
    mine =
      std::max(mine, seconds([&] {
                 db.assoc(w.keys[w.pick(t, i)], w.documents[w.pick(t, i + 1)]);
               }));
  });
  return std::max_element(of.begin(), of.end(),
                          [](auto a, auto b) { return a.time < b.time; })
    ->time;
}

} // namespace

void put(lab& where) {
  auto all = open_engines(where, "put", durability::unsynced);
  contest c("put, not synced", measure::per_second);
  const auto one = add_puts(c, where, all, 1);
  const auto some = add_puts(c, where, all, 8);
  const auto many = add_puts(c, where, all, many_threads);
  c.run(where.how.rounds);
  where.out.add(c);
  contest calls("the longest call of all puts, not synced", measure::seconds);
  calls.add(threads_text(many_threads), "brine",
            [&] { return longest_put(where, all.brine); });
  calls.run(where.how.rounds);
  where.out.add(calls);
  const auto beside_rocksdb = [&](const places& p) {
    return c.ratio(p.brine, p.rocksdb);
  };
  where.out.at_least("put, 1 thread, by RocksDB", 1.8, beside_rocksdb(one));
  where.out.at_least("put, 8 threads, by RocksDB", 2.5, beside_rocksdb(some));
  where.out.at_least("put, 64 threads, by RocksDB", 3, beside_rocksdb(many));
  where.out.at_most(
    "put: most turns of one call for others", 8,
    static_cast<double>(all.brine.machinery()->most_turns_for_others()));
}

} // namespace brine::bench
