// SPDX-License-Identifier: MIT
#include <brine/bench/engines.hpp>
#include <brine/bench/machine.hpp>
#include <brine/bench/threads.hpp>

namespace brine::bench {

namespace {

using opener = std::unique_ptr<peer> (*)(const std::string&, durability);

std::unique_ptr<peer> open_filled(const lab& where, const std::string& name,
                                  opener open, durability how) {
  const auto folder = where.place(name);
  {
    auto fresh = open(folder, durability::unsynced);
    for (std::size_t i = 0; i < where.load.size(); ++i)
      fresh->put(where.load.encoded_keys[i], where.load.blobs[i]);
  }
  return open(folder, how);
}

std::size_t add_put(contest& to, const lab& where, const std::string& who,
                    peer& engine, int threads) {
  return to.add(threads_text(threads), who, [&where, &engine, threads] {
    const auto& w = where.load;
    engine.settle();
    write_out(where.folder());
    return rate(threads, where.how.run_time(), [&](int t, std::uint64_t i) {
      engine.put(w.encoded_keys[w.pick(t, i)], w.blobs[w.pick(t, i + 1)]);
    });
  });
}

} // namespace

engines
open_engines(const lab& where, const std::string& name, durability how) {
  const auto folder = where.place(name + "-brine");
  fill(open_journal(folder, durability::unsynced), where.load);
  return {open_journal(folder, how),
          open_filled(where, name + "-rocksdb", open_rocksdb, how),
          open_filled(where, name + "-lmdb", open_lmdb, how),
          open_filled(where, name + "-sqlite", open_sqlite, how)};
}

std::string threads_text(int threads) {
  return threads == 1 ? "1 thread" : std::to_string(threads) + " threads";
}

places add_puts(contest& to, const lab& where, engines& all, int threads) {
  const auto put_brine = [&where, &all, threads] {
    const auto& w = where.load;
    write_out(where.folder());
    return rate(threads, where.how.run_time(), [&](int t, std::uint64_t i) {
      all.brine.assoc(w.keys[w.pick(t, i)], w.documents[w.pick(t, i + 1)]);
    });
  };
  return {to.add(threads_text(threads), "brine", put_brine),
          add_put(to, where, "RocksDB", *all.rocksdb, threads),
          add_put(to, where, "LMDB", *all.lmdb, threads),
          add_put(to, where, "SQLite", *all.sqlite, threads)};
}

} // namespace brine::bench
