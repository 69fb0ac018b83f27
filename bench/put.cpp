// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/bench/engines.hpp>
#include <brine/bench/groups.hpp>

namespace brine::bench {

void put(lab& where) {
  auto all = open_engines(where, "put", durability::unsynced);
  contest c("put, not synced", measure::per_second);
  const auto one = add_puts(c, where, all, 1);
  const auto some = add_puts(c, where, all, 8);
  const auto many = add_puts(c, where, all, 64);
  c.run(where.how.rounds);
  where.out.add(c);
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
