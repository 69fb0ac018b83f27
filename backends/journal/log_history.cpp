// SPDX-License-Identifier: MIT
#include <brine/backends/journal/log_history.hpp>

#include <algorithm>

namespace brine::journal {

namespace {

/// Whether the present history begins with what the cursor has seen.
bool shares(const log_history& history, const log_id& id, revision seen) {
  if (id == history.current)
    return true;
  if (id == log_id{})
    return seen == 0;
  return std::any_of(
    history.former.begin(), history.former.end(),
    [&](const former_log& x) { return x.id == id && seen <= x.last_common; });
}

} // namespace

resumption resume(const log_history& history, const log_id& id, revision seen) {
  // A cursor of the present log may be ahead of this process's view of it, but
  // no revision is above the largest.
  auto complete = seen != ~revision{0} && seen + 1 >= history.oldest;
  if (!shares(history, id, seen) || !complete)
    return {.history_lost = true, .next = history.oldest};
  return {.history_lost = false, .next = seen + 1};
}

} // namespace brine::journal
