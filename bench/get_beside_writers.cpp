// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/threads.hpp>

#include <stdexcept>

namespace brine::bench {

namespace {

constexpr int writers = 64;

/// The 99th percentile of what one thread waits for its gets while others
/// write. Thread 0 reads.
double get_p99(const lab& where, const store& db) {
  const auto& w = where.load;
  std::vector<double> times;
  (void)rate(1 + writers, where.how.run_time(), [&](int t, std::uint64_t i) {
    const auto& key = w.keys[w.pick(t, i)];
    if (t != 0)
      db.assoc(key, w.documents[w.pick(t, i + 1)]);
    else
      times.push_back(seconds([&] { (void)db.get(key); }));
  });
  if (times.empty())
    throw std::logic_error("not one get came through");
  return percentile(std::move(times), 99);
}

} // namespace

void get_beside_writers(lab& where) {
  const auto folder = where.place("get-p99");
  fill(open_journal(folder, durability::unsynced), where.load);
  const auto db = open_journal(folder, durability::synced);
  contest c("get while 64 threads write, synced: 99th percentile",
            measure::seconds);
  const auto one =
    c.add("1 reader", "brine", [&] { return get_p99(where, db); });
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_most("get beside 64 synced writers, p99 in µs", 500,
                    c.median_of(one) * 1e6);
}

} // namespace brine::bench
