// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/threads.hpp>

#include <atomic>
#include <stdexcept>

namespace brine::bench {

namespace {

double pull(const store& db, bool old_values) {
  changes_options how;
  how.from = beginning;
  how.old_values = old_values;
  std::uint64_t count = 0;
  const auto took = seconds([&] {
    for (const auto& c : db.changes(how))
      count += c.edits.size();
  });
  if (count != db.last_revision())
    throw std::logic_error("a replay that is not whole");
  return static_cast<double>(count) / took;
}

double listen(const store& db) {
  const auto last = db.last_revision();
  std::atomic<bool> done{false};
  const auto took = seconds([&] {
    const auto sub = db.subscribe({{}, beginning}, [&](const change& c) {
      if (c.rev != last)
        return;
      done = true;
      done.notify_one();
    });
    done.wait(false);
  });
  return static_cast<double>(last) / took;
}

} // namespace

void replay(lab& where) {
  const auto db = open_journal(where.place("replay"), durability::unsynced);
  for (int i = 0; i < 5; ++i)
    fill(db, where.load);
  contest c("changes read from the beginning of the journal",
            measure::per_second);
  const auto brine =
    c.add("pulled by 1 thread", "brine", [&] { return pull(db, false); });
  c.add("the same with old values", "brine", [&] { return pull(db, true); });
  c.add("1 subscription", "brine", [&] { return listen(db); });
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_least("replay, in M changes/s", 1, c.median_of(brine) / 1e6);
}

} // namespace brine::bench
