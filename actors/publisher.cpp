// SPDX-License-Identifier: MIT
#include <brine/actors/events.hpp>
#include <brine/actors/publisher.hpp>

#include <algorithm>

namespace brine {

namespace {

// The changes of late, for subscriptions that keep up: enough for a burst,
// little beside the cache.
constexpr std::size_t recent_limit = 8192;
constexpr std::size_t recent_bytes = std::size_t{64} << 20;

// Subscriptions times commits that a writer's thread may be lent for.
constexpr std::size_t near_limit = 16;

} // namespace

void publisher_state::start(publisher_actor::base* self, shared* store,
                            gate* wanted, brine::reader* history) {
  self_ = self;
  store_ = store;
  gate_ = wanted;
  history_ = history;
  log_ = history->bounds().log;
  forgotten_ = store->chain->applied();
}

publisher_actor::behavior_type publisher_state::make_behavior() {
  return {
    [this](const batch_released& b) { store_->guarded([&] { take(b); }); },
    [this](subscription_order& s) { store_->guarded([&] { subscribe(s); }); },
    [this](const subscription_step& s) {
      store_->guarded([&] { step(s.id); });
    },
    [this](following_ended) { store_->guarded([&] { end_all(); }); },
    [this](const subscription_end& s) {
      store_->guarded([&] { unsubscribe(s.id); });
    },
    [this](courier<position_call>& c) {
      store_->guarded([&] {
        position(*c);
        c->complete();
      });
    },
  };
}

// -- what comes in ------------------------------------------------------------

void publisher_state::take(const batch_released& b) {
  if (b.what) {
    release(*b.what);
    gate_->taken(b.weight);
  } else {
    forgotten_ = std::max(forgotten_, gate_->look_missed());
  }
  pump_all();
}

void publisher_state::release(const batch& b) {
  if (!somebody_live_) { // they left when it was under way
    forgotten_ = std::max(forgotten_, b.last);
    return;
  }
  try {
    keep(b);
  } catch (...) {
    // Who is live goes on from the history, which has all of it.
    recent_.clear();
    recent_bytes_ = 0;
    forgotten_ = std::max(forgotten_, b.last);
  }
}

void publisher_state::pump_all() {
  for (auto& [id, s] : subscribers_)
    pump(s);
  sweep();
}

void publisher_state::keep(const batch& b) {
  const auto before = recent_.size();
  for (const auto& c : b.calls)
    if (!c->refused && c->body.rev != 0)
      remember(*c);
  // Of what was just released all is kept, however much it is.
  const auto fresh = recent_.size() - before;
  while (recent_.size() > fresh
         && (recent_.size() > recent_limit || recent_bytes_ > recent_bytes))
    forget_oldest();
}

void publisher_state::remember(const commit_call& c) {
  const auto old = store_->want_old.load(std::memory_order_relaxed) > 0;
  auto p = std::make_shared<published>();
  p->what = make_change(c, log_, old).or_throw();
  for (const auto* part : c.parts())
    if (!part->untouched)
      p->encoded.emplace_back(part->key, part->path);
  p->bytes = document_bytes(p->what);
  recent_.push_back(p);
  recent_bytes_ += p->bytes;
}

void publisher_state::forget_oldest() {
  forgotten_ = recent_.front()->what.rev;
  recent_bytes_ -= recent_.front()->bytes;
  recent_.pop_front();
}

void publisher_state::subscribe(subscription_order& order) {
  if (order.ended->load())
    return;
  auto& s = subscribers_[order.id];
  s.scanned = order.after;
  s.order = std::move(order);
  if (store_->stale.load(std::memory_order_acquire))
    lose(s, *store_->why_stale);
  pump(s);
  sweep();
}

/// What was not delivered by now may lie in a history that is gone.
void publisher_state::end_all() {
  for (auto& [id, s] : subscribers_)
    lose(s, *store_->why_stale);
  sweep();
}

void publisher_state::unsubscribe(std::uint64_t id) {
  if (subscribers_.erase(id) > 0)
    set_gate();
}

void publisher_state::position(position_call& c) {
  auto found = subscribers_.find(c.id);
  if (found == subscribers_.end())
    return;
  auto& s = found->second;
  pump(s);
  if (s.gone)
    return sweep();
  // All that was offered before the question lies before it in our mailbox.
  if (!s.is_behind() && !s.busy)
    s.scanned = std::max(s.scanned, c.released);
  c.answer = s.busy ? s.answered : s.scanned;
}

// -- near and far -------------------------------------------------------------

void publisher_state::join(subscriber& s) {
  s.live = true;
  set_gate();
  // Whatever is applied from here on comes through the gate.
  s.joined = store_->chain->applied();
}

void publisher_state::leave(subscriber& s) {
  s.live = false;
  s.behind = nullptr;
  set_gate();
}

void publisher_state::set_gate() {
  gate::demand wanted;
  auto old_values = false;
  for (const auto& [id, s] : subscribers_) {
    if (!s.live)
      continue;
    wanted.add(s.order.where);
    old_values |= s.order.old_values;
  }
  if (!old_values && !subscribers_.empty())
    wanted.near = near_limit / subscribers_.size();
  somebody_live_ = !wanted.filters.empty();
  while (!somebody_live_ && !recent_.empty())
    forget_oldest();
  gate_->set(std::move(wanted));
}

/// Null if nobody holds the observer any more.
observer_actor publisher_state::observer(const subscriber& s) {
  return caf::actor_cast<observer_actor>(
    caf::actor_cast<caf::strong_actor_ptr>(s.order.to));
}

/// Tells a subscription that its stream cannot go on.
void publisher_state::lose(subscriber& s, const error& why) {
  s.gone = true;
  auto to = observer(s);
  if (!to)
    return;
  delivery d;
  d.ended = why;
  post(self_->context(), to, std::move(d));
}

/// Forgets subscriptions that ended, and the history if nobody reads it.
void publisher_state::sweep() {
  auto any = false;
  auto shared = false;
  for (auto i = subscribers_.begin(); i != subscribers_.end();) {
    any |= i->second.gone;
    shared |=
      i->second.is_behind() && shared_history_.covers(i->second.scanned);
    i = i->second.gone ? subscribers_.erase(i) : std::next(i);
  }
  if (any)
    set_gate();
  if (!shared)
    shared_history_.leave();
}

} // namespace brine
