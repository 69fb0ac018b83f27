// SPDX-License-Identifier: MIT
#include <brine/backends/journal/retention.hpp>

#include <algorithm>
#include <cassert>

namespace brine::journal {

namespace {

revision bound_by_age(std::span<const segment_extent> segments,
                      wall_time::duration age, wall_time now) {
  for (const auto& x : segments) {
    if (now - x.newest <= age)
      return x.first;
  }
  return segments.back().first;
}

revision
bound_by_bytes(std::span<const segment_extent> segments, std::uint64_t bytes) {
  auto room = bytes;
  auto bound = segments.back().first;
  for (auto i = segments.size(); i-- > 0;) {
    const auto& x = segments[i];
    if (x.bytes > room)
      break;
    room -= x.bytes;
    bound = x.first;
  }
  return bound;
}

revision bound_by_revisions(revision last, std::uint64_t revisions) {
  return last - std::min(last, revisions) + 1;
}

} // namespace

revision
oldest_to_keep(std::span<const segment_extent> segments, revision oldest,
               const retention_policy& policy,
               std::span<const consumer_lease> consumers, wall_time now) {
  if (segments.empty())
    return oldest;
  auto last = segments.back().last;
  auto bound = oldest;
  if (policy.age)
    bound = std::max(bound, bound_by_age(segments, *policy.age, now));
  if (policy.bytes)
    bound = std::max(bound, bound_by_bytes(segments, *policy.bytes));
  if (policy.revisions)
    bound = std::max(bound, bound_by_revisions(last, *policy.revisions));
  for (const auto& x : consumers) {
    // Whoever acknowledged all there is needs nothing old, and a cursor from
    // beyond the end, of whatever origin, must not wrap around.
    if (x.until > now && x.acknowledged < last)
      bound = std::min(bound, x.acknowledged + 1);
  }
  // What is gone is gone, also for a consumer that came late.
  return std::max(oldest, std::min(bound, last + 1));
}

} // namespace brine::journal
