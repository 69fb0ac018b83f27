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

// Whatever fails here, batch and calls are counted down: others wait for them.
void range_state::apply(part& p) noexcept {
  auto& c = *p.owner;
  try {
    if (!p.slot) // another process wrote it
      p.slot = &index_.insert(p.key, p.hash);
    if (!c.refused && !p.untouched)
      replace(*p.slot, p);
  } catch (...) {
    fail_applying(c);
  }
  auto* e = p.slot;
  // Leaves the overlay. What was built on a refused mutation stays in it
  // until it is refused itself.
  if (e && e->pending == &p)
    e->pending = nullptr;
  p.before = nullptr;
  if (e)
    e->set(key_entry::reserved, false);
  if (c.parts_left.fetch_sub(1, std::memory_order_acq_rel) == 1)
    finish(c);
  if (!e)
    return;
  if (e->has(key_entry::queued))
    store_->guarded([&] { drain_queue(*e); });
  else
    drop_if_idle(*e);
}

/// It is in the log, but this store may not show it.
void range_state::fail_applying(commit_call& c) noexcept {
  auto why = store_->caught(errc::outcome_unknown);
  store_->fail_storage(why);
  if (!c.half_applied.exchange(true, std::memory_order_relaxed))
    c.why_refused = std::move(why);
}

/// Makes a committed mutation the newest version of its key.
void range_state::replace(key_entry& e, part& p) {
  if (!snapshots_.empty())
    save_for_snapshots(e, p.owner->body.rev);
  if (!p.had_old
      && (store_->want_old.load(std::memory_order_relaxed) > 0 || hooks_))
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
void range_state::finish(commit_call& c) noexcept {
  if (c.why_refused) {
    c.fail(*c.why_refused);
    return;
  }
  if (c.body.rev != 0 && hooks_)
    store_->guarded([&] {
      if (auto* own = unit::current())
        own->hand_over(); // hooks may take long
      store_->hooks->run(*hooks_, c);
    });
  c.complete();
}

} // namespace brine
