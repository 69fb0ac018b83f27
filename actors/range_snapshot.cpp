// SPDX-License-Identifier: MIT
#include <brine/actors/range.hpp>

#include <algorithm>

namespace brine {

namespace {

version newest_version(const key_entry& e) {
  version v;
  v.rev = e.rev;
  if (e.rev == 0)
    return v;
  v.where = e.where();
  if (e.has(key_entry::cached)) {
    v.cached = true;
    v.with_meta = e.has(key_entry::with_meta);
    v.document = e.document;
  }
  return v;
}

} // namespace

void range_state::open(snapshot_note& s) {
  snapshot_versions v;
  v.id = s.id;
  v.at = s.at;
  snapshots_.push_back(std::move(v));
}

void range_state::close(std::uint64_t id) {
  auto gone = [id](const snapshot_versions& s) { return s.id == id; };
  snapshots_.erase(std::remove_if(snapshots_.begin(), snapshots_.end(), gone),
                   snapshots_.end());
}

/// Called before `by` replaces the newest version of `e`.
void range_state::save_for_snapshots(const key_entry& e, revision by) {
  for (auto& s : snapshots_) {
    // Until the snapshot's revision is known, any version may be its own.
    const auto at = s.at->load(std::memory_order_acquire);
    if (at != snapshot_undecided && (e.rev > at || by <= at))
      continue;
    auto found = s.replaced.find(e.key());
    if (found == s.replaced.end())
      found =
        s.replaced.emplace(std::string(e.key()), std::vector<version>()).first;
    version v;
    v.rev = e.rev;
    v.replaced_by = by;
    if (e.rev != 0)
      v.where = e.where();
    found->second.push_back(std::move(v));
  }
}

/// The version of a key that was there at `at`; revision 0 if it was absent.
version
range_state::version_at(const snapshot_versions& s, std::string_view key,
                        const key_entry* e, revision at) {
  auto found = s.replaced.find(key);
  if (found != s.replaced.end())
    for (const auto& v : found->second)
      if (at < v.replaced_by)
        return v;
  return e ? newest_version(*e) : version();
}

void range_state::page(page_call& p) {
  auto known =
    std::find_if(snapshots_.begin(), snapshots_.end(),
                 [&](const snapshot_versions& s) { return s.id == p.id; });
  if (known == snapshots_.end())
    return;
  if (!p.scan) {
    for (auto& [key, hash] : p.keys) {
      auto v = version_at(*known, key, index_.find(key, hash), p.at);
      if (v.rev != 0)
        p.answer.push_back({key, std::move(v)});
    }
    return;
  }
  // Two ordered lists side by side: the keys there are, and the keys that
  // changed since, some of which are gone.
  const auto& view = index_.ordered();
  auto i = index_.lower_bound(p.from);
  auto j = known->replaced.lower_bound(p.from);
  auto ended = [&](std::string_view key) {
    return !p.until.empty() && key >= p.until;
  };
  for (;;) {
    while (i < view.size() && view[i]->has(key_entry::removed))
      ++i;
    const auto have_i = i < view.size() && !ended(view[i]->key());
    const auto have_j = j != known->replaced.end() && !ended(j->first);
    if (!have_i && !have_j)
      return;
    if (p.answer.size() == p.limit) {
      p.more = true;
      return;
    }
    const key_entry* e = nullptr;
    auto key = std::string();
    if (have_i && (!have_j || view[i]->key() <= j->first)) {
      e = view[i];
      key = std::string(e->key());
      if (have_j && key == j->first)
        ++j;
      ++i;
    } else {
      key = j->first;
      ++j;
    }
    auto v = version_at(*known, key, e, p.at);
    if (v.rev != 0)
      p.answer.push_back({std::move(key), std::move(v)});
  }
}

} // namespace brine
