// SPDX-License-Identifier: MIT
#include <brine/actors/caught.hpp>
#include <brine/actors/committer.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/follower.hpp>
#include <brine/actors/keeping_actor.hpp>
#include <brine/actors/publisher.hpp>
#include <brine/actors/range.hpp>
#include <brine/actors/range_host.hpp>
#include <brine/actors/user_code.hpp>
#include <brine/codecs/blob.hpp>
#include <brine/core/key.hpp>

#include <caf/all.hpp>

#include <spdlog/spdlog.h>

#include <bit>

namespace brine {

namespace {

// After its own answer a call of a store that does not sync goes on for a few
// turns: what it left would cost another thread a wake-up.
constexpr std::size_t turns_for_others = 8;

/// The store that this thread is inside of with an operation of many calls.
thread_local const engine* inside = nullptr;

std::size_t default_ranges_log2() {
  const auto threads = std::max(1u, std::thread::hardware_concurrency());
  return static_cast<std::size_t>(std::bit_width(4 * threads - 1));
}

} // namespace

void shared::fail_storage(const error& why) noexcept {
  const auto first = !failing_.exchange(true);
  if (first) {
    why_failed = why;
    why_failed_known.store(true, std::memory_order_release);
  }
  storage_failed.store(true); // before anybody goes on, first or not
  if (first)
    spdlog::error("brine stops writing: {}", why.what());
}

error shared::no_more_writing() const {
  const auto known = why_failed_known.load(std::memory_order_acquire);
  return {errc::storage_failed,
          known ? std::string("an earlier write failed (") + why_failed->what()
                    + "); open the store again"
                : "an earlier write failed; open the store again"};
}

error shared::caught(errc code) const noexcept {
  try {
    try {
      throw;
    } catch (const std::exception& e) {
      return {code, e.what()};
    } catch (...) {
      return {code, "something that is no std::exception was thrown"};
    }
  } catch (...) {
    return out_of_memory;
  }
}

result<void> shared::encode(mutation& m) const {
  if (!can.encoded)
    return {};
  try {
    m.blob.clear();
    return encode_blob(m.blob, codec, m.key, m.metadata, m.content);
  } catch (...) {
    return caught_error(errc::io_failed);
  }
}

/// A CAF of our own, with few workers: nothing of ours runs on them.
struct engine::own_system {
  struct config : caf::actor_system_config {
    config() {
      set("scheduler.max-threads", std::size_t{2});
    }
  };

  config cfg;
  caf::actor_system system{cfg};
};

engine::engine(std::unique_ptr<brine::backend> storage,
               const engine_options& options)
    : options_(options), storage_(std::move(storage)), door_(options.limits),
      gate_([this](batch_released b, bool here) {
        post(here ? unit::current() : nullptr, publisher_, std::move(b));
      }) {
  store_.can = storage_->can();
  store_.clock = options.clock ? options.clock : system_clock();
  if (store_.can.writable)
    store_.writer = &storage_->writer();
  if (!options.one_range)
    store_.ranges_log2 =
      options.ranges_log2 ? options.ranges_log2 : default_ranges_log2();
  store_.cache_bytes = options.cache_bytes >> store_.ranges_log2;
  store_.codec = options.codec;
}

engine::~engine() {
  const auto told = closed(); // who closed it has the outcome
  if (auto gone = close(); !gone && !told)
    log_close_failure(gone.failure());
}

result<std::shared_ptr<engine>>
engine::start(std::unique_ptr<brine::backend> storage,
              const engine_options& options) {
  auto e = std::shared_ptr<engine>(new engine(std::move(storage), options),
                                   [](engine* last) { last->retire(); });
  e->spawn_ranges();
  auto forgetting = forget_system(*e);
  if (auto loaded = e->load(); !loaded)
    return loaded.failure(); // closes itself
  e->spawn_rest();
  return e;
}

void engine::spawn_rest() {
  const auto found = storage_->reader().bounds();
  if (auto known = store_.clock->receive({found.time}); !known)
    spdlog::warn("the log's newest time is not believed: {}",
                 known.failure().what());
  chain_ = std::make_unique<batch_chain>(
    found.last, [this](const ref<batch>& b) { gate_.release(b); });
  store_.chain = chain_.get();
  hooks_ =
    std::make_unique<write_hooks>(found.log, store_.ranges, *store_.clock);
  store_.hooks = hooks_.get();
  if (store_.can.writable) {
    using commit_impl = resident<commit_state, commit_actor>;
    store_.committer = io_->system().spawn<commit_impl, caf::lazy_init>(
      io_, lane::commit, &store_, found.last);
  }
  using publisher_impl = resident<publisher_state, publisher_actor>;
  publisher_ = io_->system().spawn<publisher_impl, caf::lazy_init>(
    io_, lane::publish, &store_, &gate_, &storage_->reader());
  if (!store_.can.writable)
    follower_ = std::make_unique<follower>(store_, storage_->reader(), [this] {
      send(publisher_, following_ended{});
    });
  spawn_keeper();
}

void engine::spawn_keeper() {
  auto* keeping = storage_->keeper();
  if (!keeping)
    return;
  auto view =
    std::make_unique<range_host>(store_, *io_, [this] { return closed(); });
  keeper_ = brine::spawn_keeper(io_->system(), *keeping, std::move(view));
  keeping->watch([this] { caf::anon_send(keeper_, keeper_tend{}); });
}

void engine::spawn_ranges() {
  if (options_.executor) {
    callbacks_ = std::make_unique<lent_callbacks>(*options_.executor);
  } else {
    callbacks_ = std::make_unique<callback_threads>(options_.callback_threads);
  }
  if (!options_.system)
    own_system_ = std::make_unique<own_system>();
  auto& sys = options_.system ? *options_.system : own_system_->system;
  io_ = std::make_shared<io_threads>(sys, options_.io_threads);
  using range_impl = resident<range_state, range_actor>;
  const auto count = std::uint32_t{1} << store_.ranges_log2;
  for (std::uint32_t i = 0; i < count; ++i)
    store_.ranges.push_back(
      sys.spawn<range_impl, caf::lazy_init>(io_, lane::range, &store_, i));
}

// Nothing runs yet: the states may be filled from here.
result<void> engine::load() {
  std::vector<range_state*> states;
  for (auto& r : store_.ranges)
    states.push_back(&static_cast<resident<range_state, range_actor>*>(
                        caf::actor_cast<caf::abstract_actor*>(r))
                        ->state);
  return storage_->reader().load(
    [&](std::string_view key, revision rev, location where) {
      const auto hash = key_hash(key);
      states[store_.range_of(hash)]->load(key, hash, rev, std::move(where));
    });
}

void engine::check_entry() {
  if (user_code::running())
    throw error(errc::reentrant_call,
                "a blocking call inside a store's turn would wait for itself; "
                "start an asynchronous operation instead");
  check_fresh();
}

void engine::check_fresh() const {
  if (store_.stale.load(std::memory_order_acquire))
    throw *store_.why_stale;
}

revision engine::settled() noexcept {
  if (!user_code::running())
    chain_->wait_for(chain_->last_written());
  return chain_->applied();
}

/// Has `send` tell the ranges something, and runs those that are idle; not
/// inside one's turn.
template <class F>
void engine::tell_ranges(F send) {
  if (user_code::running())
    return send(nullptr);
  auto own = unit(*io_);
  send(&own);
  while (own.run_one()) {
  }
}

engine::part_of_one::part_of_one(const engine& home) noexcept
    : outer_(std::exchange(inside, &home)) {}

engine::part_of_one::~part_of_one() {
  inside = outer_;
}

engine::leaving engine::enter(std::size_t room) {
  if (inside == this)
    return {nullptr, 0};
  if (door_.enter(room) == admission::answer::closed)
    throw error(errc::store_closed, "the store is closed");
  return {&door_, room};
}

/// The same for what never waits for room.
engine::leaving engine::enter_anyway() {
  if (door_.enter_anyway() == admission::answer::closed)
    throw error(errc::store_closed, "the store is closed");
  return {&door_, 0};
}

void engine::add_hook(const std::string& id, write_hooks::hook f) {
  auto out = enter_anyway();
  tell_ranges([&](unit* from) { hooks_->add(id, std::move(f), from); });
}

bool engine::remove_hook(const std::string& id) {
  auto out = enter_anyway();
  auto removed = false;
  tell_ranges([&](unit* from) { removed = hooks_->remove(id, from); });
  return removed;
}

engine::forget_system::~forget_system() {
  if (home.own_system_)
    caf::logger::set_current_actor_system(nullptr);
}

void engine::adopt(caf::actor_addr child) {
  auto guard = std::lock_guard(hosted_mutex_);
  std::erase_if(hosted_, [](const caf::actor_addr& a) {
    return !caf::actor_cast<caf::strong_actor_ptr>(a);
  });
  hosted_.push_back(std::move(child));
}

void engine::start_subscription(subscription_order order) {
  auto out = enter();
  send(publisher_, std::move(order));
}

void engine::continue_subscription(subscription_order order) {
  if (door_.enter_anyway() != admission::answer::in)
    return; // closing: nobody waits for more
  auto out = leaving(&door_, 0);
  send(publisher_, std::move(order));
}

void engine::end_subscription(std::uint64_t id) {
  if (door_.enter_anyway() != admission::answer::in)
    return; // closing: the publisher ends anyway
  auto out = leaving(&door_, 0);
  send(publisher_, subscription_end{id});
}

void engine::forget_snapshot(std::uint64_t id) {
  if (door_.enter_anyway() != admission::answer::in)
    return; // closing: the ranges forget everything
  auto out = leaving(&door_, 0);
  tell_ranges([&](unit* from) {
    for (const auto& r : store_.ranges)
      post(from, r, snapshot_close{id});
  });
}

void engine::offer(document_read d) {
  if (door_.try_enter(0) != admission::answer::in)
    return;
  auto out = leaving(&door_, 0);
  const auto& to = owner(d.hash);
  auto own = unit(*io_);
  post(&own, to, std::move(d));
  for (std::size_t i = 0; i < turns_for_others && own.run_one(); ++i) {
  }
}

void engine::drain(unit& own, const call& c) {
  std::size_t after = 0;
  for (; !own.empty(); own.run_one()) {
    if (!c.done())
      continue;
    if (store_.can.syncs)
      own.hand_over_writing();
    if (own.empty() || after == turns_for_others)
      break;
    ++after;
  }
  own.hand_over();
  auto most = most_turns_.load(std::memory_order_relaxed);
  while (after > most
         && !most_turns_.compare_exchange_weak(most, after,
                                               std::memory_order_relaxed)) {
  }
}

} // namespace brine
