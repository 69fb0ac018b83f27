// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>

#include <caf/all.hpp>

#include <atomic>
#include <chrono>

namespace brine::bench {

namespace {

using steady = std::chrono::steady_clock;

/// Where a receiver says when it was reached, and a sender waits for that.
class arrival {
public:
  void arrive() {
    at_ = steady::now();
    count_.fetch_add(1);
    count_.notify_one();
  }

  /// Seconds from `start` until the `n`th arrival; 0 if it came before.
  double since(steady::time_point start, std::uint64_t n) {
    for (auto seen = count_.load(); seen < n; seen = count_.load())
      count_.wait(seen);
    return std::max(0.0, std::chrono::duration<double>(at_ - start).count());
  }

private:
  steady::time_point at_; // written before, and read after, the count changes
  std::atomic<std::uint64_t> count_{0};
};

enum class from { call, returned };

double deliver(const lab& where, const store& db, from when) {
  arrival seen;
  const auto sub = db.subscribe([&](const change&) { seen.arrive(); });
  std::vector<double> times;
  for (int i = 0; i < where.how.scaled(5000); ++i) {
    const auto call = steady::now();
    db.assoc(where.load.keys[0], where.load.documents[0]);
    const auto start = when == from::call ? call : steady::now();
    times.push_back(seen.since(start, times.size() + 1));
  }
  return median(std::move(times));
}

caf::behavior receiver(caf::event_based_actor*, arrival* seen) {
  return {[seen](int) { seen->arrive(); }};
}

double hop(const lab& where, caf::actor_system& system) {
  arrival seen;
  auto to = system.spawn(receiver, &seen);
  std::vector<double> times;
  for (int i = 0; i < where.how.scaled(5000); ++i) {
    const auto start = steady::now();
    caf::anon_send(to, i);
    times.push_back(seen.since(start, times.size() + 1));
  }
  return median(std::move(times));
}

} // namespace

void delivery(lab& where) {
  const auto db = open_journal(where.place("delivery"), durability::unsynced);
  caf::actor_system_config config;
  caf::actor_system system(config);
  contest c("a change on its way to the callback of a subscriber",
            measure::seconds);
  const auto brine = c.add("after the write returned", "brine",
                           [&] { return deliver(where, db, from::returned); });
  c.add("after the write began", "brine",
        [&] { return deliver(where, db, from::call); });
  const auto caf = c.add("after it was sent", "a message of CAF",
                         [&] { return hop(where, system); });
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_most("delivery, by one message of CAF", 3, c.ratio(brine, caf));
}

} // namespace brine::bench
