// SPDX-License-Identifier: MIT
#include <brine/bench/contest.hpp>
#include <brine/bench/groups.hpp>
#include <brine/bench/many_keys.hpp>
#include <brine/core/key.hpp>

#include <malloc.h>

namespace brine::bench {

namespace {

/// Bytes that malloc gave out, with what it adds to each block.
double given_out() {
  const auto now = ::mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

} // namespace

void memory(lab& where) {
  const auto keys = static_cast<double>(many_keys(where));
  const auto folder = make_many_keys(where);
  const auto key =
    static_cast<double>(encode_key(nth_key(0)).or_throw().size());
  contest c("memory for each key of an open store", measure::bytes);
  const auto brine = c.add("beside the key's own bytes", "brine", [&] {
    const auto before = given_out();
    const auto db = open_journal(folder, durability::unsynced);
    return (given_out() - before) / keys - key;
  });
  c.run(where.how.rounds);
  where.out.add(c);
  where.out.at_most("memory for a key beside the key, in B", 100,
                    c.median_of(brine));
}

} // namespace brine::bench
