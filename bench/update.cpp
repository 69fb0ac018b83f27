// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/machine.hpp>
#include <brine/bench/peer.hpp>
#include <brine/bench/threads.hpp>
#include <brine/core/document.hpp>

namespace brine::bench {

namespace {

const value field = "visits";

value one_more(const value& n) {
  return n.as_int(0) + 1;
}

std::size_t add_update(contest& to, const lab& where, const std::string& who,
                       transactional_peer& engine) {
  const auto& w = where.load;
  for (std::size_t i = 0; i < w.size(); ++i)
    engine.put(w.encoded_keys[i], w.blobs[i]);
  return to.add("1 thread", who, [&w, &where, &engine] {
    write_out(where.folder());
    return rate(1, where.how.run_time(), [&](int t, std::uint64_t i) {
      engine.update(w.encoded_keys[w.pick(t, i)], [](const value& document) {
        return update_in(document, {field}, one_more);
      });
    });
  });
}

} // namespace

void update(lab& where) {
  const auto& w = where.load;
  const auto db = open_journal(where.place("update"), durability::unsynced);
  fill(db, w);
  const auto locking = open_locking_rocksdb(where.place("update-locking"));
  const auto optimistic =
    open_optimistic_rocksdb(where.place("update-optimistic"));
  contest c("update_in of one field, not synced", measure::per_second);
  const auto brine = c.add("1 thread", "brine", [&] {
    write_out(where.folder());
    return rate(1, where.how.run_time(), [&](int t, std::uint64_t i) {
      db.update_in(path(w.keys[w.pick(t, i)], field), one_more);
    });
  });
  const auto first = add_update(c, where, "RocksDB, TransactionDB", *locking);
  const auto second =
    add_update(c, where, "RocksDB, OptimisticTransactionDB", *optimistic);
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_least("update_in, by the faster RocksDB transaction", 3,
                     std::min(c.ratio(brine, first), c.ratio(brine, second)));
}

} // namespace brine::bench
