// SPDX-License-Identifier: MIT
#include <brine/actors/keeping_actor.hpp>

#include <caf/stateful_actor.hpp>

#include <spdlog/spdlog.h>

#include <utility>

namespace brine {

namespace {

class keeper_impl final
    : public caf::stateful_actor<keeper_state, keeper_actor::base> {
public:
  using super = caf::stateful_actor<keeper_state, keeper_actor::base>;

  keeper_impl(caf::actor_config& cfg, brine::keeper* what,
              std::unique_ptr<range_host> store)
      : super(cfg) {
    state.start(this, what, std::move(store));
  }

protected:
  keeper_actor::behavior_type make_behavior() override {
    return state.make_behavior();
  }
};

} // namespace

keeper_actor spawn_keeper(caf::actor_system& system, brine::keeper& what,
                          std::unique_ptr<range_host> store) {
  return system.spawn<keeper_impl, caf::detached>(&what, std::move(store));
}

void keeper_state::start(keeper_actor::base* self, brine::keeper* what,
                         std::unique_ptr<range_host> store) {
  self_ = self;
  keeper_ = what;
  store_ = std::move(store);
}

keeper_actor::behavior_type keeper_state::make_behavior() {
  go_on(); // what an earlier process left undone
  tick();
  return {
    [this](courier<compact_call>& c) {
      guarded([&] { compact(*c); }, c.get());
    },
    [this](courier<backup_call>& c) { guarded([&] { back_up(*c); }, c.get()); },
    [this](courier<acknowledge_call>& c) {
      guarded([&] { acknowledge(*c); }, c.get());
    },
    [this](courier<remove_consumer_call>& c) {
      guarded([&] { remove_consumer(*c); }, c.get());
    },
    [this](courier<consumers_call>& c) {
      guarded([&] { consumers(*c); }, c.get());
    },
    [this](keeper_tend) {
      asked_ = false;
      guarded([&] { tend(); });
    },
    [this](keeper_tick) {
      go_on();
      tick();
    },
    [this](keeper_finish& f) {
      guarded([&] { finish(*f.what); }, f.what.get());
    },
  };
}

/// What is thrown here is the backend's fault or a lack of memory; the store
/// itself is as it was. Who waits is told.
template <class F>
void keeper_state::guarded(F f, call* waiting) noexcept {
  try {
    f();
  } catch (...) {
    const auto why = store_->caught(errc::io_failed);
    spdlog::error("brine cannot tidy up: {}", why.what());
    if (waiting && !waiting->done())
      waiting->fail(why);
  }
}

/// Does a step of a compaction that somebody waits for.
void keeper_state::compact(compact_call& c) {
  if (c.what == compact_call::order::none && failed_) {
    c.fail(*std::exchange(failed_, std::nullopt));
    return;
  }
  if (c.what != compact_call::order::none)
    failed_.reset();
  if (c.what == compact_call::order::compaction)
    keeper_->order_compaction();
  if (c.what == compact_call::order::rekey)
    if (auto ordered = keeper_->order_rekey(); !ordered) {
      c.fail(ordered.failure());
      return;
    }
  auto done = keeper_->tend(*store_);
  if (!done) {
    c.fail(done.failure());
    return;
  }
  c.more = keeper_->ordered();
  c.progress = keeper_->progress();
  c.report = keeper_->compacted();
  c.rekeyed = keeper_->rekeyed();
  c.complete();
  go_on(); // also if nobody asks for the next step
}

void keeper_state::back_up(backup_call& c) {
  auto made = keeper_->back_up(c.folder, *store_);
  if (!made) {
    c.fail(made.failure());
    return;
  }
  c.report = *made;
  c.complete();
}

void keeper_state::acknowledge(acknowledge_call& c) {
  if (auto done = keeper_->acknowledge(std::move(c.lease), *store_); !done) {
    c.fail(done.failure());
    return;
  }
  c.complete();
  go_on(); // what nobody needs any more may go
}

void keeper_state::remove_consumer(remove_consumer_call& c) {
  auto done = keeper_->remove_consumer(c.name, *store_);
  if (!done) {
    c.fail(done.failure());
    return;
  }
  c.removed = *done;
  c.complete();
  go_on();
}

void keeper_state::consumers(consumers_call& c) {
  auto found = keeper_->consumers(*store_);
  if (!found) {
    c.fail(found.failure());
    return;
  }
  c.answer = std::move(*found);
  c.complete();
}

void keeper_state::tend() {
  if (store_->closing())
    return;
  const auto ordered = keeper_->ordered();
  auto more = keeper_->tend(*store_);
  if (!more)
    spdlog::error("brine cannot tidy up: {}", more.failure().what());
  if (!more && ordered)
    failed_ = more.failure();
  if (more && *more)
    go_on();
}

void keeper_state::go_on() {
  if (std::exchange(asked_, true))
    return;
  self_->send(keeper_actor(self_), keeper_tend{});
}

void keeper_state::tick() {
  const auto every = keeper_->interval();
  if (every.count() > 0)
    self_->delayed_send(keeper_actor(self_), every, keeper_tick{});
}

void keeper_state::finish(call& c) {
  self_->quit(); // whatever comes of it
  auto done = keeper_->finish(*store_);
  if (!done)
    c.fail(done.failure());
  else
    c.complete();
}

} // namespace brine
