// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/threads.hpp>

#include <atomic>

namespace brine::bench {

namespace {

constexpr int subscribers = 100;

double deliveries(const lab& where, const store& db) {
  const auto& w = where.load;
  const auto writes = static_cast<std::uint64_t>(where.how.scaled(20'000));
  std::atomic<int> behind{subscribers};
  std::vector<std::uint64_t> heard(subscribers);
  std::vector<subscription> all;
  all.reserve(subscribers);
  for (auto& mine : heard)
    all.push_back(db.subscribe([&mine, &behind, writes](const change&) {
      if (++mine != writes)
        return;
      behind.fetch_sub(1);
      behind.notify_one();
    }));
  const auto took = seconds([&] {
    for (std::uint64_t i = 0; i < writes; ++i)
      db.assoc(w.keys[w.pick(0, i)], w.documents[w.pick(0, i + 1)]);
    for (auto n = behind.load(); n > 0; n = behind.load())
      behind.wait(n);
  });
  return subscribers * static_cast<double>(writes) / took;
}

} // namespace

void fan_out(lab& where) {
  const auto db = open_journal(where.place("fan-out"), durability::unsynced);
  contest c("deliveries from one writer to 100 subscribers",
            measure::per_second);
  const auto brine =
    c.add("1 thread", "brine", [&] { return deliveries(where, db); });
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_least("deliveries to 100 subscribers, in M/s", 2,
                     c.median_of(brine) / 1e6);
}

} // namespace brine::bench
