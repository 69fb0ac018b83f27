// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/path.hpp>
#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <span>
#include <utility>

namespace brine {

// Reading and changing nested values by steps. Maps are entered by key, vectors
// by position. Changing gives a new value that shares what was not changed.
// Where a path is asked for, all of its parts are steps: `get_in(v, {"a", 0})`.
// A vector of steps is passed as a span: as a path it would be one key.

/// What is at the end of the steps; null if it is absent, also if a step goes
/// into a kind that has no keys.
[[nodiscard]] const value*
find_in(const value& v, std::span<const value> steps);

/// As `find_in`, but copies, and gives `not_found` if absent.
[[nodiscard]] value
get_in(const value& v, std::span<const value> steps, value not_found = {});

/// Puts `x` at the end of the steps. Missing maps and nil along the way become
/// maps; a vector takes positions up to its size, which appends. Fails with
/// `wrong_kind` for a step into anything else, naming the step and its position
/// counted from `first`, and with `bad_argument` beyond a vector's end.
[[nodiscard]] result<value>
try_assoc_in(const value& v, std::span<const value> steps, value x,
             std::size_t first = 0);

/// What an update at the end of the steps begins with: nil if absent. Fails as
/// `try_assoc_in` does.
[[nodiscard]] result<value>
try_old_in(const value& v, std::span<const value> steps, std::size_t first = 0);

/// Removes the key at the end of the steps from its map; the same value if it
/// is absent, nil if there are no steps. Fails with `wrong_kind` for a step
/// into a kind without keys, or if the last would remove from a vector.
[[nodiscard]] result<value>
try_dissoc_in(const value& v, std::span<const value> steps,
              std::size_t first = 0);

// The same, throwing the error.

[[nodiscard]] value
assoc_in(const value& v, std::span<const value> steps, value x);
[[nodiscard]] value dissoc_in(const value& v, std::span<const value> steps);

/// Puts `f(old)` at the end of the steps, where `old` is nil if absent. The
/// path is checked before `f` is called; what `f` throws passes through.
template <class F>
[[nodiscard]] value
update_in(const value& v, std::span<const value> steps, F&& f) {
  const value old = try_old_in(v, steps).or_throw();
  return assoc_in(v, steps, std::forward<F>(f)(old));
}

[[nodiscard]] inline value
get_in(const value& v, const path& p, value not_found = {}) {
  return get_in(v, p.parts(), std::move(not_found));
}

[[nodiscard]] inline value assoc_in(const value& v, const path& p, value x) {
  return assoc_in(v, p.parts(), std::move(x));
}

[[nodiscard]] inline value dissoc_in(const value& v, const path& p) {
  return dissoc_in(v, p.parts());
}

template <class F>
[[nodiscard]] value update_in(const value& v, const path& p, F&& f) {
  return update_in(v, p.parts(), std::forward<F>(f));
}

} // namespace brine
