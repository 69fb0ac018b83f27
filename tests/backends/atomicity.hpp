// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "sim_disk.hpp"

namespace brine::test {

/// Which state a crash left.
enum class seen { before, after, mixture };

/// A change that must be all or nothing.
struct atomicity_case {
  std::function<result<void>(sim_disk&)> prepare;
  std::function<result<void>(sim_disk&)> step;
  std::function<result<seen>(sim_disk&)> look;
};

/// Whether the disk's syncs do what they promise.
struct sync_faith {
  bool files = true;
  bool folders = true;
};

/// Loses power before each call of `step` that changes something, and after
/// the last one, each time with several seeds. Says what was seen that must
/// not be: a mixture, or the old state after `step` was done; empty if nothing.
std::string atomic_at_crashes(const atomicity_case& x, sync_faith faith = {});

} // namespace brine::test
