// SPDX-License-Identifier: MIT
#include <brine/actors/range.hpp>
#include <brine/actors/write_hooks.hpp>

namespace brine {

void range_state::apply(batch& b) {
  for (auto* p = b.heads[number_]; p;) {
    auto* next = p->next_in_range; // p's call may end here
    apply(*p);
    p = next;
  }
  trim_cache();
  if (b.ranges_left.fetch_sub(1, std::memory_order_acq_rel) == 1)
    store_->chain->finish(b);
}

void range_state::apply(part& p) {
  if (!p.slot) // another process wrote it
    p.slot = &index_.insert(p.key, p.hash);
  auto& e = *p.slot;
  auto& c = *p.owner;
  if (!c.refused && !p.untouched)
    replace(e, p);
  // Leaves the overlay. What was built on a refused mutation stays in it
  // until it is refused itself.
  if (e.pending == &p)
    e.pending = nullptr;
  p.before = nullptr;
  e.set(key_entry::reserved, false);
  if (c.parts_left.fetch_sub(1, std::memory_order_acq_rel) == 1)
    finish(c);
  if (e.has(key_entry::queued))
    drain_queue(e);
  else
    drop_if_idle(e);
}

/// Makes a committed mutation the newest version of its key.
void range_state::replace(key_entry& e, part& p) {
  if (!snapshots_.empty())
    save_for_snapshots(e, p.owner->body.rev);
  if (!p.had_old
      && (store_->wants_old.load(std::memory_order_relaxed) || hooks_))
    note_old(e, p);
  if (p.removes) {
    drop_cached(e);
    e.rev = 0;
    e.home = nullptr;
    return;
  }
  e.rev = p.owner->body.rev;
  e.home = p.where.home;
  e.unit_offset = static_cast<std::uint32_t>(p.where.offset / 8);
  e.length = p.where.length;
  cache(e, p.content, p.metadata);
}

/// Answers a commit whose last range has applied it.
void range_state::finish(commit_call& c) {
  if (c.refused) {
    c.fail(*c.why_refused);
    return;
  }
  if (c.body.rev != 0 && hooks_) {
    if (auto* own = unit::current())
      own->hand_over(); // hooks may take long
    store_->hooks->run(*hooks_, c);
  }
  c.complete();
}

} // namespace brine
