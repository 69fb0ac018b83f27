// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>

#include <limits>
#include <map>
#include <utility>

namespace brine::test {

/// What a store holds, or is to hold.
using document_map = std::map<value, value, key_less>;

/// All documents of a store, at one revision.
inline document_map all_of(const store_operations& db) {
  document_map all;
  for (auto& [key, document] : db.scan())
    all[key] = document;
  return all;
}

/// Makes a change, as a subscriber that keeps a copy does.
inline void replay(document_map& to, const change& c) {
  for (const auto& e : c.edits)
    if (e.removed)
      to.erase(e.key);
    else
      to[e.key] = e.after;
}

/// What the history behind `after` makes of a state, up to a revision.
inline document_map
replayed(const store& db, document_map state = {}, revision after = 0,
         revision upto = std::numeric_limits<revision>::max()) {
  changes_options o;
  o.from = cursor{{}, after};
  for (const auto& c : db.changes(o)) {
    if (c.rev > upto)
      break;
    replay(state, c);
  }
  return state;
}

} // namespace brine::test
