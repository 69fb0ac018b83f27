// SPDX-License-Identifier: MIT
#include <brine/actors/committer.hpp>
#include <brine/actors/hand_back.hpp>

#include <caf/typed_event_based_actor.hpp>

#include <chrono>

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

template <class F>
void commit_state::guarded(F f) noexcept {
  try {
    f();
  } catch (const std::exception& e) {
    store_->fail_storage(error(errc::storage_failed, e.what()));
  }
}

commit_actor::behavior_type commit_state::make_behavior() {
  return {
    [this](courier<commit_call>& c) { guarded([&] { gather(c); }); },
    [this](brine::flush) { guarded([&] { flush(); }); },
    [this](sync_all& s) { guarded([&] { sync(s); }); },
    [this](interval_sync) { guarded([&] { sync_interval(); }); },
    [this](roll_log& r) { guarded([&] { roll(r); }); },
  };
}

bool commit_state::take(letter message) noexcept {
  if (auto* c = message.as<courier<commit_call>>())
    guarded([&] { gather(*c); });
  else if (message.as<brine::flush>())
    guarded([&] { flush(); });
  else
    return false;
  return true;
}

void commit_state::gather(courier<commit_call>& c) {
  const auto first = gathered_.empty();
  gathered_bytes_ += c->bytes;
  gathered_.push_back(std::move(c));
  // Our own message queues behind every commit already in the mailbox, so one
  // write serves them all. Where nothing waits there is nothing to wait for.
  if (gathered_bytes_ >= batch_bytes || self_->mailbox().empty())
    flush();
  else if (first)
    post(self_->context(), commit_actor(self_), brine::flush{});
}

void commit_state::flush() {
  if (gathered_.empty())
    return;
  auto b = make_ref<batch>();
  b->calls = std::move(gathered_);
  gathered_.clear();
  gathered_bytes_ = 0;
  write(*b);
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
    refuse_all(b, error(errc::storage_failed,
                        "an earlier write failed; open the store again"));
    return;
  }
  auto done = store_->writer->write(writing_);
  if (!done) {
    store_->fail_storage(done.failure());
    refuse_all(b, error(errc::outcome_unknown, done.failure().what()));
    return;
  }
  const auto every = store_->can.sync_interval;
  if (every.count() > 0 && !dirty_) {
    self_->delayed_send(commit_actor(self_), every, interval_sync{});
    dirty_ = true;
  }
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
    s.what->fail(error(errc::storage_failed, "an earlier write failed"));
    return;
  }
  auto done = store_->writer->sync();
  if (!done) {
    store_->fail_storage(done.failure());
    s.what->fail(error(errc::outcome_unknown, done.failure().what()));
    return;
  }
  dirty_ = false;
  s.what->complete();
}

void commit_state::roll(roll_log& r) {
  flush();
  if (store_->storage_failed.load(std::memory_order_relaxed)) {
    r.what->fail(error(errc::storage_failed, "an earlier write failed"));
    return;
  }
  auto done = store_->writer->roll();
  if (!done) {
    store_->fail_storage(done.failure());
    r.what->fail(done.failure());
    return;
  }
  r.what->complete();
}

void commit_state::sync_interval() {
  if (!dirty_ || store_->storage_failed.load(std::memory_order_relaxed))
    return;
  dirty_ = false;
  auto done = store_->writer->sync();
  if (!done)
    store_->fail_storage(done.failure());
}

} // namespace brine
