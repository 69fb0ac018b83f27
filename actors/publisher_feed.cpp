// SPDX-License-Identifier: MIT
#include <brine/actors/events.hpp>
#include <brine/actors/publisher.hpp>
#include <brine/core/key.hpp>

#include <algorithm>

namespace brine {

namespace {

// One delivery: large enough that its cost does not count per change.
constexpr std::size_t delivery_limit = 512;
constexpr std::size_t delivery_bytes = std::size_t{8} << 20;

// Commits read from the history in one turn, wanted or not.
constexpr std::size_t history_limit = 4096;

} // namespace

/// Whether it is as large as one delivery may become.
bool publisher_state::gathered::is_full() const noexcept {
  return changes.size() == delivery_limit || bytes >= delivery_bytes;
}

void publisher_state::gathered::add(change_ptr c, std::size_t size) {
  changes.push_back(std::move(c));
  bytes += size;
}

void publisher_state::pump(subscriber& s) {
  try {
    // Stuck or slow: what it has not seen is no longer at hand.
    const auto missing = std::max(forgotten_, gate_->missed());
    if (s.live && std::max(s.scanned, s.joined) < missing)
      leave(s);
    while (!s.busy && !s.gone && !s.scanning && go_on(s)) {
    }
  } catch (...) {
    lose(s, store_->caught(errc::io_failed));
  }
}

/// Gives it what comes next; false if there is nothing more for now.
bool publisher_state::go_on(subscriber& s) {
  gathered g;
  const auto next = s.is_behind() ? from_history(s, g) : from_recent(s, g);
  if (s.gone)
    return false;
  s.scanned = std::max(s.scanned, g.upto);
  if (!g.changes.empty())
    deliver(s, std::move(g));
  else if (next == more::later)
    scan_on(s);
  return next != more::none;
}

/// Lets others have their turn before it goes on through the history.
void publisher_state::scan_on(subscriber& s) {
  s.scanning = true;
  post(self_->context(), publisher_actor(self_), subscription_step{s.order.id});
}

void publisher_state::step(std::uint64_t id) {
  auto found = subscribers_.find(id);
  if (found == subscribers_.end())
    return;
  found->second.scanning = false;
  pump(found->second);
  sweep();
}

publisher_state::more
publisher_state::from_recent(subscriber& s, gathered& out) {
  auto i = std::upper_bound(
    recent_.begin(), recent_.end(), s.scanned,
    [](revision r, const published_ptr& p) { return r < p->what.rev; });
  for (; i != recent_.end(); ++i) {
    if (out.is_full())
      return more::now;
    auto c = chosen(s, *i);
    if (!c) {
      lose(s, c.failure());
      return more::none;
    }
    if (*c)
      out.add(std::move(*c), (*i)->bytes);
    out.upto = (*i)->what.rev;
  }
  return more::none;
}

publisher_state::more
publisher_state::from_history(subscriber& s, gathered& out) {
  if (!s.live && s.scanned >= store_->chain->applied()) {
    join(s);
    return more::now;
  }
  if (shares_history(s))
    return from_shared_history(s, out);
  if (!s.behind) {
    auto opened = history_->history(
      s.scanned, [f = s.order.where](operation what, std::string_view key,
                                     std::string_view path) {
        return f.matches(what, key, path);
      });
    if (!opened) {
      lose(s, opened.failure());
      return more::none;
    }
    s.behind = std::move(*opened);
  }
  // A change is seen when every range has applied it, not before.
  const auto end = s.live ? s.joined : store_->chain->applied();
  for (std::size_t n = 0; n < history_limit; ++n) {
    if (out.is_full())
      return more::now;
    auto next = s.behind->next();
    if (!next) {
      lose(s, history_failed(std::max(s.scanned, out.upto), next.failure()));
      return more::none;
    }
    if (!*next || (*next)->rev > end)
      return caught_up(s, out, end);
    out.upto = (*next)->rev;
    if ((*next)->edits.empty())
      continue;
    auto made = make_change(std::move(**next), log_);
    if (made && s.order.old_values)
      if (auto done = add_old_values(*made); !done)
        made = done.failure();
    if (!made) {
      lose(s, made.failure());
      return more::none;
    }
    const auto size = document_bytes(*made);
    out.add(std::make_shared<const change>(std::move(*made)), size);
  }
  return more::later;
}

/// Whether it reads the history together with others: if it wants all of it,
/// and is where they are, or nobody is.
bool publisher_state::shares_history(const subscriber& s) {
  if (!s.order.where.takes_all() || s.order.old_values)
    return false;
  if (shared_history_.covers(s.scanned))
    return true;
  for (const auto& [id, other] : subscribers_)
    if (other.is_behind() && !other.behind
        && shared_history_.covers(other.scanned))
      return false;
  return shared_history_.move_to(*history_, log_, s.scanned).ok();
}

publisher_state::more
publisher_state::from_shared_history(subscriber& s, gathered& out) {
  s.behind = nullptr;
  const auto end = s.live ? s.joined : store_->chain->applied();
  auto whole =
    shared_history_.read(s.scanned, end, delivery_limit, out.changes);
  if (!whole) {
    lose(s, whole.failure());
    return more::none;
  }
  if (*whole)
    return caught_up(s, out, end);
  out.upto = out.changes.back()->rev;
  return more::now;
}

/// What is to come does not lie in the history.
publisher_state::more
publisher_state::caught_up(subscriber& s, gathered& out, revision end) {
  s.behind = nullptr;
  out.upto = std::max(out.upto, end);
  if (!s.live)
    join(s);
  return more::now;
}

/// The change as this subscription gets it; null if it does not want it.
result<change_ptr>
publisher_state::chosen(const subscriber& s, const published_ptr& whole) {
  const auto& p = *whole;
  std::size_t wanted = 0;
  for (const auto& e : p.encoded)
    wanted += s.order.where.matches(p.what.what, e.first, e.second);
  if (wanted == 0)
    return change_ptr();
  const auto old_missing =
    s.order.old_values && p.what.edits.front().old == old_value::not_asked;
  if (wanted == p.encoded.size() && !old_missing)
    return change_ptr(whole, &p.what);
  auto copy = p.what;
  copy.edits.clear();
  for (std::size_t i = 0; i < p.encoded.size(); ++i)
    if (s.order.where.matches(p.what.what, p.encoded[i].first,
                              p.encoded[i].second))
      copy.edits.push_back(p.what.edits[i]);
  if (old_missing)
    if (auto done = add_old_values(copy); !done)
      return done.failure();
  return std::make_shared<const change>(std::move(copy));
}

/// Reads the versions that a change replaced from the history.
result<void> publisher_state::add_old_values(change& c) {
  for (auto& e : c.edits) {
    if (e.old != old_value::not_asked)
      continue;
    if (e.previous == 0) {
      e.old = old_value::absent;
      continue;
    }
    auto key = encode_key(e.key);
    if (!key)
      return key.failure();
    auto read = history_->version(*key, e.previous);
    if (!read)
      return read.failure();
    e.old = *read ? old_value::known : old_value::compacted;
    if (*read)
      e.before = std::move((*read)->content);
  }
  return {};
}

void publisher_state::deliver(subscriber& s, gathered g) {
  auto to = observer(s);
  if (!to) {
    s.gone = true;
    return;
  }
  s.busy = true;
  delivery d;
  d.changes = std::move(g.changes);
  d.upto = g.upto;
  const auto id = s.order.id;
  self_->request(to, caf::infinite, std::move(d))
    .then([this, id](revision upto) { answered(id, upto); },
          [this, id](const caf::error&) { unsubscribe(id); });
}

void publisher_state::answered(std::uint64_t id, revision upto) {
  auto found = subscribers_.find(id);
  if (found == subscribers_.end())
    return;
  found->second.busy = false;
  found->second.answered = upto;
  store_->guarded([&] {
    pump(found->second);
    sweep();
  });
}

} // namespace brine
