// SPDX-License-Identifier: MIT
#include <brine/actors/range.hpp>
#include <brine/core/value.hpp>

namespace brine {

namespace {

// What a cached document is charged: its nodes, and something for the entry.
std::size_t cost(const value& v) noexcept {
  return v.memory() + sizeof(value);
}

} // namespace

void range_state::start(range_actor::base* self, shared* store,
                        std::uint32_t number) {
  self_ = self;
  store_ = store;
  number_ = number;
}

void range_state::load(std::string_view key, std::uint64_t hash, revision rev,
                       location where) {
  if (!where) {
    if (auto* gone = index_.find(key, hash)) {
      gone->rev = 0;
      gone->home = nullptr;
      drop_if_idle(*gone);
    }
    return;
  }
  auto& e = index_.insert(key, hash);
  e.rev = rev;
  e.unit_offset = static_cast<std::uint32_t>(where.offset / 8);
  e.length = where.length;
  e.home = std::move(where.home);
}

range_actor::behavior_type range_state::make_behavior() {
  return {
    [this](courier<read_call>& c) { store_->guarded([&] { read(c); }); },
    [this](courier<write_call>& c) { store_->guarded([&] { write(c); }); },
    [this](courier<group_call>& c) { store_->guarded([&] { reserve(c); }); },
    [this](batch_written& b) { store_->guarded([&] { apply(*b.what); }); },
    [this](const document_read& d) { store_->guarded([&] { keep(d); }); },
    [this](snapshot_open& s) {
      store_->guarded([&] {
        open(*s.what);
        s.what->complete();
      });
    },
    [this](snapshot_page& p) {
      store_->guarded([&] {
        page(*p.what);
        p.what->complete();
      });
    },
    [this](const snapshot_close& s) { store_->guarded([&] { close(s.id); }); },
    [this](brine::relocate& r) {
      store_->guarded([&] {
        relocate(*r.what);
        r.what->complete();
      });
    },
    [this](const hooks_changed& h) { hooks_ = h.now; },
    [this](places_page& p) {
      store_->guarded([&] {
        list_places(*p.what);
        p.what->complete();
      });
    },
  };
}

bool range_state::take(letter message) noexcept {
  if (auto* c = message.as<courier<read_call>>())
    store_->guarded([&] { read(*c); });
  else if (auto* w = message.as<courier<write_call>>())
    store_->guarded([&] { write(*w); });
  else if (auto* b = message.as<batch_written>())
    store_->guarded([&] { apply(*b->what); });
  else
    return false;
  return true;
}

// -- reading ------------------------------------------------------------------

void range_state::read(courier<read_call>& c) {
  if (auto* e = index_.find(c->key, c->hash); e && e->rev != 0) {
    c->found = true;
    c->rev = e->rev;
    if (e->has(key_entry::cached) && !c->place_only) {
      c->cached = true;
      c->with_meta = e->has(key_entry::with_meta);
      c->document = e->document;
      e->set(key_entry::recent, true);
    } else {
      c->where = e->where();
    }
  }
  c->complete();
}

void range_state::keep(const document_read& d) {
  auto* e = index_.find(d.key, d.hash);
  if (e && e->rev == d.rev && !e->has(key_entry::cached)) {
    cache(*e, d.content, d.metadata);
    trim_cache();
  }
}

// -- the cache ----------------------------------------------------------------

void range_state::cache(key_entry& e, const value& content,
                        const value& metadata) {
  drop_cached(e);
  if (store_->cache_bytes == 0)
    return;
  const auto plain = metadata.is_nil();
  e.document = plain ? content : vec(content, metadata);
  e.set(key_entry::cached, true);
  e.set(key_entry::with_meta, !plain);
  cached_bytes_ += cost(e.document);
}

void range_state::drop_cached(key_entry& e) {
  if (!e.has(key_entry::cached))
    return;
  cached_bytes_ -= cost(e.document);
  e.document = value();
  e.set(key_entry::cached, false);
}

// A clock: the hand passes over what was read since it last came by.
void range_state::trim_cache() {
  while (cached_bytes_ > store_->cache_bytes) {
    auto* e = index_.next_by_hand();
    if (!e || !e->has(key_entry::cached))
      continue;
    if (e->has(key_entry::recent))
      e->set(key_entry::recent, false);
    else
      drop_cached(*e);
  }
}

void range_state::drop_if_idle(key_entry& e) {
  if (!e.idle())
    return;
  drop_cached(e);
  index_.erase(e);
}

// -- keeping ------------------------------------------------------------------

void range_state::relocate(relocate_call& c) {
  for (auto& s : c.steps) {
    auto* e = index_.find(s.key, s.hash);
    s.current = e && e->rev != 0 && e->where() == s.from;
    if (s.current && s.to) {
      e->home = s.to.home;
      e->unit_offset = static_cast<std::uint32_t>(s.to.offset / 8);
      e->length = s.to.length;
    }
  }
}

void range_state::list_places(places_call& p) {
  p.more = index_.walk(p.at, p.limit, [&](const key_entry& e) {
    if (e.rev != 0)
      p.answer.push_back({std::string(e.key()), e.rev, e.where()});
  });
}

} // namespace brine
