// SPDX-License-Identifier: MIT
#include <brine/actors/range.hpp>
#include <brine/actors/reading.hpp>
#include <brine/actors/user_code.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

namespace brine {

namespace {

error conflict(const part& p, revision expected, revision found) {
  return error(errc::conflict,
               expected == 0
                 ? "it is there already, at revision " + std::to_string(found)
               : found == 0 ? "expected revision " + std::to_string(expected)
                                + ", but it is absent"
                            : "expected revision " + std::to_string(expected)
                                + ", found " + std::to_string(found),
               key_text(p.key));
}

} // namespace

void range_state::write(courier<write_call>& c) {
  attempt(c, [&] {
    auto& e = index_.insert(c->mine.key, c->mine.hash);
    if (e.has(key_entry::queued) || e.has(key_entry::reserved))
      enqueue(e, c);
    else
      issue(e, c);
  });
}

/// A call that throws while it is still ours fails alone: nothing has changed.
template <class F>
void range_state::attempt(courier<write_call>& c, F f) {
  try {
    f();
  } catch (...) {
    if (!c || c->done())
      throw;
    c->fail(store_->caught(errc::io_failed));
  }
}

void range_state::issue(key_entry& e, courier<write_call>& c) {
  auto& call = *c;
  // What depends on the committed state waits until nothing is pending.
  const auto wants_quiet = call.expected
                           || (call.what == write_call::step::dissoc
                               && e.pending && e.pending->removes);
  if (wants_quiet && e.pending) {
    enqueue(e, c);
    return;
  }
  if (store_->storage_failed.load(std::memory_order_relaxed)) {
    call.fail(store_->no_more_writing());
    drop_if_idle(e);
    return;
  }
  if (call.expected && *call.expected != e.rev) {
    call.fail(conflict(call.mine, *call.expected, e.rev));
    drop_if_idle(e);
    return;
  }
  auto changed = result<bool>(false);
  try {
    changed = compute(e, call);
  } catch (...) { // by the user's function, mostly; nothing has changed yet
    call.fail(std::current_exception());
  }
  if (!changed) {
    call.fail(changed.failure().about(key_text(call.mine.key)));
  } else if (!*changed) {
    if (!call.done())
      call.complete();
  } else {
    auto* below = e.pending;
    enlist(e, call.mine);
    try {
      submit(c);
      return;
    } catch (...) {
      if (!c)
        throw;
      e.pending = below;
      call.fail(store_->caught(errc::io_failed));
    }
  }
  drop_if_idle(e);
}

/// Passes a call on to the commit actor. If this throws and it could not be
/// sent, it is still in `c`; else nobody may ever take it in.
template <class Call>
void range_state::submit(courier<Call>& c) {
  auto onward = std::move(c).template as<commit_call>();
  try {
    post(self_->context(), store_->committer, std::move(onward));
  } catch (...) {
    if (onward)
      c = courier<Call>(
        ref<Call>(static_cast<Call*>(std::move(onward).take().get())));
    throw;
  }
}

/// Fills in what the mutation writes; false if there is nothing to do.
result<bool> range_state::compute(key_entry& e, write_call& c) {
  auto& p = c.mine;
  if (c.what == write_call::step::assoc)
    return true;
  if (c.what == write_call::step::dissoc) {
    c.removed = e.pending ? !e.pending->removes : e.rev != 0;
    return c.removed;
  }
  bool found = false;
  auto now = newest(e, found);
  if (!now)
    return now.failure();
  c.old_document = now->content;
  auto leaf = updated_leaf(c, now->content);
  if (!leaf)
    return leaf.failure();
  auto after = try_assoc_in(now->content, c.steps, std::move(*leaf), 1);
  if (!after)
    return after.failure();
  c.new_document = std::move(*after);
  p.content = c.new_document;
  if (!c.replaces_metadata)
    p.metadata = now->metadata;
  p.builds_on_before = e.pending != nullptr;
  if (auto encoded = store_->encode(p); !encoded)
    return encoded.failure();
  return true;
}

/// What is to stand at the end of the steps. Throws what the user's function
/// does.
result<value> range_state::updated_leaf(write_call& c, const value& document) {
  if (c.what == write_call::step::assoc_in)
    return c.leaf;
  auto old = try_old_in(document, c.steps, 1);
  if (!old)
    return old;
  if (auto* own = unit::current())
    own->hand_over(); // the function may take long
  auto mark = user_code(c.mine.key, *store_->clock);
  return c.change(*old);
}

/// The newest version of a key, counting what is not yet durable.
result<document> range_state::newest(key_entry& e, bool& found) {
  document d;
  if (auto* p = e.pending) {
    found = !p->removes;
    d.content = p->content;
    d.metadata = p->metadata;
    return d;
  }
  found = e.rev != 0;
  if (!found)
    return d;
  if (e.has(key_entry::cached)) {
    e.set(key_entry::recent, true);
    d.content = e.has(key_entry::with_meta) ? e.document.at(0) : e.document;
    if (e.has(key_entry::with_meta))
      d.metadata = e.document.at(1);
    return d;
  }
  return load_at(e.where(), e.key(), e.rev);
}

/// Puts a mutation on top of the overlay of its key.
void range_state::enlist(key_entry& e, part& p) {
  p.slot = &e;
  p.range = number_;
  if (e.pending) {
    p.before_part = e.pending;
    p.before = ref<commit_call>(e.pending->owner);
  } else {
    p.previous = e.rev;
  }
  e.pending = &p;
}

void range_state::note_old(const key_entry& e, part& p) {
  p.had_old = e.rev != 0;
  if (e.has(key_entry::cached)) {
    p.old_cached = true;
    p.old_with_meta = e.has(key_entry::with_meta);
    p.old_document = e.document;
  } else if (p.had_old) {
    p.old_where = e.where();
  }
}

// -- multi-key operations -----------------------------------------------------

void range_state::reserve(courier<group_call>& c) {
  reserve_next(std::move(c));
}

void range_state::reserve_next(courier<group_call> c) {
  try {
    reserve_here(c);
  } catch (...) {
    if (!c)
      throw;
    give_up(std::move(c), store_->caught(errc::io_failed));
  }
}

/// Reserves the keys of this range, and passes the call on if that is done.
void range_state::reserve_here(courier<group_call>& c) {
  auto& g = *c;
  while (g.reserved < g.all.size() && g.all[g.reserved].range == number_) {
    auto& p = g.all[g.reserved];
    auto& e = index_.insert(p.key, p.hash);
    if (e.pending || e.has(key_entry::queued) || e.has(key_entry::reserved)) {
      enqueue(e, c);
      return;
    }
    e.set(key_entry::reserved, true);
    p.slot = &e;
    p.previous = e.rev;
    note_old(e, p);
    ++g.reserved;
  }
  if (g.reserved < g.all.size()) {
    const auto next = g.all[g.reserved].range;
    post(self_->context(), store_->ranges[next], std::move(c));
    return;
  }
  if (!g.blind) {
    auto call = std::move(c).take();
    call->entered->complete();
    return;
  }
  for (auto& p : g.all)
    p.untouched = p.removes && !p.had_old;
  submit(c);
}

/// Ends a call that not all keys could be reserved for. The others are given
/// back as by a commit that was refused, when it is applied.
void range_state::give_up(courier<group_call> c, error why) {
  auto& g = *c;
  if (g.reserved == 0) {
    g.fail(std::move(why));
    return;
  }
  g.pointers.clear(); // keeps its memory
  for (std::size_t i = 0; i < g.reserved; ++i)
    g.pointers.push_back(&g.all[i]);
  g.refused = true;
  g.why_refused = std::move(why);
  submit(c);
}

// -- waiting ------------------------------------------------------------------

/// If this throws, the call is still the caller's.
template <class Call>
void range_state::enqueue(key_entry& e, courier<Call>& c) {
  queues_[&e].emplace_back(std::move(c));
  e.set(key_entry::queued, true);
}

/// Lets go on what waits for a key, as far as it can now.
void range_state::drain_queue(key_entry& e) {
  auto found = queues_.find(&e);
  if (found == queues_.end())
    return;
  // Taken out while it is worked on: what cannot go on yet queues anew.
  auto waiting = std::move(found->second);
  queues_.erase(found);
  e.set(key_entry::queued, false);
  // Keeps the entry while calls that fail would drop it.
  while (!waiting.empty() && !e.has(key_entry::queued)
         && !e.has(key_entry::reserved)) {
    auto w = std::move(waiting.front());
    waiting.pop_front();
    e.set(key_entry::pinned, true);
    store_->guarded([&] {
      if (auto* single = std::get_if<courier<write_call>>(&w))
        attempt(*single, [&] { issue(e, *single); });
      else
        reserve_next(std::move(std::get<courier<group_call>>(w)));
    });
    e.set(key_entry::pinned, false);
  }
  if (!waiting.empty()) {
    auto& queue = queues_[&e];
    for (auto& w : waiting)
      queue.push_back(std::move(w));
    e.set(key_entry::queued, true);
  }
  drop_if_idle(e);
}

} // namespace brine
