// SPDX-License-Identifier: MIT
#include <brine/bench/engines.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/threads.hpp>

#include <stdexcept>

namespace brine::bench {

namespace {

places add_gets(contest& to, const lab& where, engines& all, int threads) {
  const auto& w = where.load;
  const auto get_of = [&w, &where, threads](peer& engine) {
    return [&w, &where, &engine, threads] {
      return rate(threads, where.how.run_time(), [&](int t, std::uint64_t i) {
        if (!engine.get(w.encoded_keys[w.pick(t, i)]).is_map())
          throw std::logic_error("not the document that was written");
      });
    };
  };
  const auto get_brine = [&w, &where, &all, threads] {
    return rate(threads, where.how.run_time(), [&](int t, std::uint64_t i) {
      if (!all.brine.get(w.keys[w.pick(t, i)])->is_map())
        throw std::logic_error("not the document that was written");
    });
  };
  const auto setting = threads_text(threads);
  return {to.add(setting, "brine", get_brine),
          to.add(setting, "RocksDB, decoded", get_of(*all.rocksdb)),
          to.add(setting, "LMDB, decoded", get_of(*all.lmdb)),
          to.add(setting, "SQLite, decoded", get_of(*all.sqlite))};
}

} // namespace

void get(lab& where) {
  auto all = open_engines(where, "get", durability::unsynced);
  contest c("get of a decoded document", measure::per_second);
  const auto one = add_gets(c, where, all, 1);
  add_gets(c, where, all, 8);
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_least("get, 1 thread, by LMDB and decoding", 1,
                     c.ratio(one.brine, one.lmdb));
}

} // namespace brine::bench
