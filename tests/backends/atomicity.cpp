// SPDX-License-Identifier: MIT
#include "atomicity.hpp"

#include <fmt/format.h>

namespace brine::test {

namespace {

constexpr std::uint64_t seeds = 20;

/// How many calls of `step` change something.
std::uint64_t length_of(const atomicity_case& x) {
  auto where = sim_disk{};
  x.prepare(where).or_throw();
  auto start = where.changes();
  x.step(where).or_throw();
  return where.changes() - start;
}

} // namespace

std::string atomic_at_crashes(const atomicity_case& x, sync_faith faith) {
  auto length = length_of(x);
  for (std::uint64_t calls = 0; calls <= length; ++calls)
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      auto where = sim_disk{};
      x.prepare(where).or_throw();
      where.let_sync_lie(!faith.files, !faith.folders);
      where.stop_after(calls);
      auto done = x.step(where);
      where.crash(seed);
      auto found = x.look(where);
      auto place =
        fmt::format("after {} of {} calls, seed {}: ", calls, length, seed);
      if (!found)
        return place + found.failure().what();
      if (*found == seen::mixture)
        return place + "a mixture";
      if (*found == seen::before && done.ok())
        return place + "what was done is gone";
    }
  return {};
}

} // namespace brine::test
