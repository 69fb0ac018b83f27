// SPDX-License-Identifier: MIT
#include <brine/bench/child.hpp>
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>

namespace brine::bench {

namespace {

/// Instructions of one write: what a second as many writes add, so that start
/// and end do not count. The first ones are more than a stuck subscriber's
/// changes are kept for.
double instructions(const lab& where, const std::string& subscriber) {
  const auto count = [&](int writes) {
    const auto folder = "count-" + subscriber;
    const auto found = count_instructions(
      {"write", where.place(folder), std::to_string(writes), subscriber},
      where.place("callgrind.out"));
    where.remove(folder);
    return found;
  };
  constexpr int first = 20'000;
  const auto more = where.how.scaled(20'000);
  return (count(first + more) - count(first)) / more;
}

} // namespace

void idle_subscriber(lab& where) {
  if (!has_callgrind())
    return where.out.refuse("subscriber", "valgrind is not installed");
  contest c("user-space instructions of a put, not synced, by callgrind",
            measure::instructions);
  const auto add = [&](const std::string& text, const std::string& subscriber) {
    return c.add("1 thread", text, [&where, subscriber] {
      return instructions(where, subscriber);
    });
  };
  const auto none = add("no subscriber", "none");
  const auto idle = add("an idle one", "idle");
  const auto stuck = add("a stuck one", "stuck");
  c.run(1); // counted, not timed: every run gives the same
  where.out.add(c);
  where.out.at_most("a put beside an idle subscriber, by one without", 1.05,
                    c.ratio(idle, none));
  // Nothing more, but for what differs from run to run.
  where.out.at_most(
    "a put beside a stuck subscriber, by one beside an idle one", 1.01,
    c.ratio(stuck, idle));
}

} // namespace brine::bench
