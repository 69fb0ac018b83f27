// SPDX-License-Identifier: MIT
#include <brine/actors/follower.hpp>
#include <brine/actors/hand_back.hpp>
#include <brine/core/key.hpp>

#include <spdlog/spdlog.h>

namespace brine {

namespace {

// How long closing may have to wait for the thread.
constexpr auto patience = std::chrono::milliseconds(50);

// Commits in one batch; ranges apply it before the next one is read.
constexpr std::size_t batch_limit = 256;

/// A commit as another process made it. Nobody waits for it.
ref<group_call> as_call(logged_commit&& logged, const shared& store) {
  auto c = make_ref<group_call>();
  c->body.rev = logged.rev;
  c->body.time = logged.time;
  c->body.origin = logged.origin;
  c->body.id = logged.id;
  c->body.what = logged.what;
  c->all.resize(logged.edits.size());
  for (std::size_t i = 0; i < c->all.size(); ++i) {
    auto& p = c->all[i];
    auto& e = logged.edits[i];
    p.owner = c.get();
    p.hash = key_hash(e.key);
    p.range = store.range_of(p.hash);
    p.key = std::move(e.key);
    p.path = std::move(e.path);
    p.removes = e.removes;
    p.previous = e.previous;
    p.content = std::move(e.content);
    p.metadata = std::move(e.metadata);
    p.where = std::move(e.where);
    c->pointers.push_back(&p);
    c->written.push_back(&p);
  }
  c->body.mutations = c->written;
  return c;
}

} // namespace

follower::follower(shared& store, brine::reader& from,
                   std::function<void()> lost)
    : store_(store), from_(from), lost_(std::move(lost)),
      thread_([this] { run(); }) {}

follower::~follower() {
  stopping_.store(true);
  thread_.join();
}

void follower::run() {
  auto done = result<void>();
  try {
    done = follow_log();
  } catch (...) {
    done = store_.caught(errc::io_failed);
  }
  if (done)
    return;
  spdlog::error("brine stops following the writer: {}", done.failure().what());
  store_.why_stale = done.failure();
  store_.stale.store(true, std::memory_order_release);
  store_.chain->end();
  store_.guarded(lost_);
}

/// Goes on until it is to stop.
result<void> follower::follow_log() {
  auto log = from_.history(store_.chain->applied(), {});
  if (!log)
    return log.failure();
  while (!stopping_.load()) {
    if (auto done = take_in(**log); !done)
      return done;
    if (auto more = from_.follow(patience); !more)
      return more.failure();
  }
  return {};
}

/// Reads up to the end as it is now.
result<void> follower::take_in(history_reader& log) {
  while (!stopping_.load()) {
    auto b = make_ref<batch>();
    while (b->calls.size() < batch_limit) {
      auto next = log.next();
      if (!next)
        return next.failure();
      if (!*next)
        break;
      b->last = (*next)->rev;
      b->calls.push_back(courier<group_call>(as_call(std::move(**next), store_))
                           .as<commit_call>());
    }
    if (b->calls.empty())
      return {};
    const auto last = b->last;
    hand_back(store_, b, nullptr);
    store_.chain->wait_for(last, &stopping_);
    if (store_.storage_failed.load())
      return error(errc::storage_failed, "a change could not be taken in");
  }
  return {};
}

} // namespace brine
