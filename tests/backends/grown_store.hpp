// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim_disk.hpp"
#include "small_store.hpp"

namespace brine::test {

/// Of which compaction leaves the history of five revisions.
[[nodiscard]] journal::options few_revisions(sim_disk& where);

/// A journal of several segments, some of which were compacted before, with a
/// checkpoint.
struct grown_store {
  sim_disk disk;
  small_store store{few_revisions(disk)};

  bool sealed = false;

  explicit grown_store(bool from_the_beginning = false);

  void write(int first, int last);

  /// Each process has a keyring of its own; and it may be after another boot.
  void give_key(std::uint8_t boot = 1);

  /// The machine or the process dies; then the store is opened.
  void die(std::uint64_t seed);

  /// Documents, and every commit behind `after`.
  [[nodiscard]] std::string all(revision after) const;
};

/// Kills `work` before each call that changes the disk, until it is done, and
/// has `check` look at what the next opening finds.
void at_each_step(const std::function<result<void>(grown_store&)>& work,
                  const std::function<void(grown_store&, bool done)>& check,
                  bool sealed = false);

/// Kills compaction like this, which must lose nothing then and when it is done
/// again; `then` goes on with each store.
void kill_compaction(bool sealed,
                     const std::function<void(grown_store&)>& then);

} // namespace brine::test
