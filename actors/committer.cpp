// SPDX-License-Identifier: MIT
#include <brine/actors/committer.hpp>
#include <brine/actors/hand_back.hpp>

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <new>

namespace brine {

namespace {

// A batch ends by itself, but callers of a huge one should not wait for the
// rest of it.
constexpr std::size_t batch_bytes = std::size_t{8} << 20;

} // namespace

void commit_state::start(commit_actor::base* self, shared* store,
                         revision last) {
  self_ = self;
  store_ = store;
  last_ = last;
}

commit_actor::behavior_type commit_state::make_behavior() {
  return {
    [this](courier<commit_call>& c) { gather(c); },
    [this](brine::flush) { flush(); },
    [this](sync_all& s) { store_->guarded([&] { sync(s); }); },
    [this](interval_sync) { store_->guarded([&] { sync_interval(); }); },
    [this](roll_log& r) { store_->guarded([&] { roll(r); }); },
  };
}

bool commit_state::take(letter message) noexcept {
  if (auto* c = message.as<courier<commit_call>>())
    gather(*c);
  else if (message.as<brine::flush>())
    flush();
  else
    return false;
  return true;
}

// Where there is no memory to gather more, a batch ends early.
void commit_state::gather(courier<commit_call>& c) noexcept {
  gathered_bytes_ += c->bytes;
  try {
    gathered_.push_back(std::move(c));
    // Our own message queues behind every commit already in the mailbox, so one
    // write serves them all. Where nothing waits there is nothing to wait for.
    if (gathered_bytes_ >= batch_bytes || self_->mailbox().empty())
      flush();
    else if (gathered_.size() == 1)
      post(self_->context(), commit_actor(self_), brine::flush{});
  } catch (const std::bad_alloc&) {
    flush();
    if (c) {
      gathered_.push_back(std::move(c));
      flush();
    }
  }
}

/// Writes what was gathered. Whatever happens there, the batch goes back to the
/// ranges, which answer its calls and take them out of their overlays. Ends the
/// process if there is no memory even to say that.
void commit_state::flush() noexcept {
  if (gathered_.empty())
    return;
  auto b = make_ref<batch>();
  b->calls = std::move(gathered_);
  gathered_.clear();
  gathered_bytes_ = 0;
  try {
    write(*b);
  } catch (...) {
    const auto why = store_->caught(errc::storage_failed);
    store_->fail_storage(why);
    refuse_all(*b, why);
  }
  b->last = last_;
  hand_back(*store_, b, self_->context());
}

void commit_state::write(batch& b) {
  writing_.clear();
  for (auto& c : b.calls)
    if (admit(*c)) {
      number(*c);
      writing_.push_back(&c->body);
    }
  if (writing_.empty())
    return;
  if (store_->storage_failed.load(std::memory_order_relaxed)) {
    refuse_all(b, store_->no_more_writing());
    return;
  }
  const auto every = store_->can.sync_interval;
  if (every.count() > 0 && !dirty_) {
    self_->delayed_send(commit_actor(self_), every, interval_sync{});
    dirty_ = true;
  }
  // From here on nothing but the writer throws.
  auto done = tell_writer([&](writer& w) { return w.write(writing_); });
  if (!done)
    refuse_all(b, error(errc::outcome_unknown, done.failure().what()));
}

/// Has the writer do something. A failure, also one that it throws, ends all
/// writing: what it did is not known.
template <class F>
result<void> commit_state::tell_writer(F f) {
  auto done = result<void>();
  try {
    done = f(*store_->writer);
  } catch (...) {
    done = store_->caught(errc::io_failed);
  }
  if (!done)
    store_->fail_storage(done.failure());
  return done;
}

/// False if there is nothing to write: refused, or only reserved keys.
bool commit_state::admit(commit_call& c) {
  if (c.refused)
    return false;
  bool writes = false;
  for (auto* p : c.parts()) {
    writes |= !p->untouched;
    if (!p->before)
      continue;
    if (!p->before->refused) {
      p->previous = p->before->body.rev;
    } else if (p->builds_on_before) {
      c.refused = true;
      c.why_refused = error(errc::dependency_failed,
                            "the write this one was built on failed");
      return false;
    } else {
      p->previous = p->before_part->previous;
    }
    if (p->previous != 0 && p->before_part->removes && !p->before->refused)
      p->previous = 0;
  }
  return writes;
}

void commit_state::number(commit_call& c) {
  c.body.rev = ++last_;
  c.body.time = store_->clock->now_hybrid().bits;
}

void commit_state::refuse_all(batch& b, const error& why) {
  for (auto& c : b.calls)
    if (!c->refused) {
      c->refused = true;
      c->why_refused = why;
    }
}

void commit_state::sync(sync_all& s) {
  flush();
  if (store_->storage_failed.load(std::memory_order_relaxed)) {
    s.what->fail(store_->no_more_writing());
    return;
  }
  auto done = tell_writer([](writer& w) { return w.sync(); });
  if (!done) {
    s.what->fail(error(errc::outcome_unknown, done.failure().what()));
    return;
  }
  dirty_ = false;
  s.what->complete();
}

void commit_state::roll(roll_log& r) {
  flush();
  if (store_->storage_failed.load(std::memory_order_relaxed)) {
    r.what->fail(store_->no_more_writing());
    return;
  }
  auto done = tell_writer([](writer& w) { return w.roll(); });
  if (!done) {
    r.what->fail(done.failure());
    return;
  }
  r.what->complete();
}

void commit_state::sync_interval() {
  if (!dirty_ || store_->storage_failed.load(std::memory_order_relaxed))
    return;
  dirty_ = false;
  static_cast<void>(tell_writer([](writer& w) { return w.sync(); }));
}

} // namespace brine
