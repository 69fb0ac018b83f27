// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/bench/bare_log.hpp>
#include <brine/bench/engines.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/machine.hpp>
#include <brine/bench/threads.hpp>

#include <optional>

namespace brine::bench {

namespace {

// What the journal writes around key and blob: headers of frame and record.
constexpr std::size_t around = 80 + 80;

double append_bare(const lab& where) {
  auto log = bare_log(where.place("bare"));
  const auto bytes =
    where.load.encoded_keys[0] + where.load.blobs[0] + std::string(around, 0);
  write_out(where.folder());
  return rate(1, where.how.run_time(),
              [&](int, std::uint64_t) { log.append(bytes); });
}

/// One thread that keeps so many operations open, and waits for the oldest.
double put_async(const lab& where, const store& db, std::size_t window) {
  using clock = std::chrono::steady_clock;
  const auto& w = where.load;
  const auto later = db.async();
  std::vector<std::optional<async_result<revision>>> open(window);
  write_out(where.folder());
  std::uint64_t i = 0;
  const auto took = seconds([&] {
    const auto end = clock::now() + where.how.run_time();
    for (; i % 64 != 0 || clock::now() < end; ++i) {
      auto& oldest = open[i % window];
      if (oldest)
        oldest->get();
      oldest.emplace(
        later.assoc(w.keys[w.pick(0, i)], w.documents[w.pick(0, i + 1)]));
    }
    for (auto& rest : open)
      if (rest)
        rest->get();
  });
  return static_cast<double>(i) / took;
}

} // namespace

void put_synced(lab& where) {
  auto all = open_engines(where, "put-synced", durability::synced);
  contest c("put, synced", measure::per_second);
  const auto bare =
    c.add("1 thread", "append + fdatasync", [&] { return append_bare(where); });
  const auto one = add_puts(c, where, all, 1);
  const auto some = add_puts(c, where, all, 8);
  const auto many = add_puts(c, where, all, 64);
  const auto async = c.add("1024 open operations", "brine",
                           [&] { return put_async(where, all.brine, 1024); });
  c.run(where.how.rounds);
  where.out.add(c);
  auto& out = where.out;
  out.at_most("put synced, 1 thread: time by that of append + fdatasync", 1.15,
              c.ratio(bare, one.brine));
  out.at_least("put synced, 1 thread, by RocksDB", 1,
               c.ratio(one.brine, one.rocksdb));
  out.at_least("put synced, 1 thread, by SQLite", 1,
               c.ratio(one.brine, one.sqlite));
  out.at_least("put synced, 8 threads, by RocksDB", 1.1,
               c.ratio(some.brine, some.rocksdb));
  out.at_least("put synced, 64 threads, by RocksDB", 1.5,
               c.ratio(many.brine, many.rocksdb));
  out.at_least("put synced, 1024 open, by RocksDB with 64 threads", 8,
               c.ratio(async, many.rocksdb));
}

} // namespace brine::bench
