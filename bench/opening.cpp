// SPDX-License-Identifier: MIT
#include <brine/bench/child.hpp>
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/many_keys.hpp>
#include <brine/bench/threads.hpp>

#include <optional>
#include <stdexcept>

namespace brine::bench {

namespace {

double open_once(const std::string& folder, std::size_t keys) {
  std::optional<store> db;
  const auto took =
    seconds([&] { db.emplace(open_journal(folder, durability::synced)); });
  if (!db->get(nth_key(keys - 1)))
    throw std::logic_error("a store that is not whole");
  return took;
}

} // namespace

void opening(lab& where) {
  const auto keys = many_keys(where);
  const auto folder = make_many_keys(where);
  const auto size = std::to_string(keys) + " keys";
  contest c("opening a store", measure::seconds);
  const auto clean = c.add(size + ", closed cleanly", "brine",
                           [&] { return open_once(folder, keys); });
  const auto killed = c.add(size + ", after SIGKILL", "brine", [&] {
    kill_when_ready({"hold", folder});
    return open_once(folder, keys);
  });
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_most("opening 1 M keys, closed cleanly, in s", 1,
                    c.median_of(clean));
  where.out.at_most("opening 1 M keys after SIGKILL, in s", 3,
                    c.median_of(killed));
}

} // namespace brine::bench
