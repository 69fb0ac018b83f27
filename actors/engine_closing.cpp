// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/actors/follower.hpp>
#include <brine/actors/keeping_actor.hpp>
#include <brine/actors/user_code.hpp>

#include <caf/all.hpp>

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <functional>
#include <latch>
#include <mutex>
#include <thread>

namespace brine {

namespace {

/// Threads that end stores for threads of their own, which cannot. A process
/// that leaves `main` waits for them: what they use goes after that.
class closers {
public:
  static closers& all() {
    static closers them;
    return them;
  }

  void run(std::function<void()> end_store) {
    auto guard = std::lock_guard(mutex_);
    auto closer = std::thread([this, f = std::move(end_store)]() mutable {
      f();
      f = nullptr; // may hold the last handle
      auto done = std::lock_guard(mutex_);
      if (--running_ == 0)
        idle_.notify_all();
    });
    closer.detach();
    ++running_;
  }

private:
  // The log is used until the end: made before, it goes after.
  closers() : log_(spdlog::default_logger()) {}

  ~closers() {
    auto guard = std::unique_lock(mutex_);
    idle_.wait(guard, [this] { return running_ == 0; });
  }

  std::shared_ptr<spdlog::logger> log_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t running_ = 0;
};

} // namespace

bool engine::on_own_thread() const noexcept {
  return user_code::running() || io_->on_own_thread()
         || (callbacks_ && callbacks_->on_own_thread());
}

void engine::retire() noexcept {
  // Joining a thread from itself would wait for ever.
  if (on_own_thread())
    closers::all().run([this] { delete this; });
  else
    delete this;
}

result<void> engine::close() {
  auto expected = std::uint32_t{running};
  const auto first = phase_.compare_exchange_strong(expected, closing);
  const auto own = on_own_thread();
  if (first)
    door_.close();
  if (!first)
    return own ? result<void>() : wait_until_closed();
  if (own) {
    closers::all().run([self = shared_from_this()] {
      self->shut_down();
      if (self->close_failure_)
        log_close_failure(*self->close_failure_);
    });
    return {};
  }
  shut_down();
  return wait_until_closed();
}

/// Where nobody waits for the outcome.
void engine::log_close_failure(const error& why) {
  spdlog::error("closing a store failed: {}", why.what());
}

result<void> engine::wait_until_closed() {
  for (auto p = phase_.load(); p != ended; p = phase_.load())
    phase_.wait(p);
  if (close_failure_)
    return *close_failure_;
  return {};
}

/// Lets the keeper do what makes the next opening quick, and ends it.
void engine::finish_keeping() {
  if (!keeper_)
    return;
  auto c = make_ref<call>();
  caf::anon_send(keeper_, keeper_finish{courier<call>(c)});
  c->wait();
  if (c->failure())
    spdlog::warn("the next opening may take longer: {}", c->failure()->what());
}

/// Tells the store actors to go and waits until they have. The I/O threads must
/// run meanwhile: somebody who has left a message may not have scheduled its
/// receiver yet, and nobody else will.
void engine::end_actors() {
  std::vector<caf::actor> all;
  for (const auto& r : store_.ranges)
    all.push_back(caf::actor_cast<caf::actor>(r));
  if (store_.committer) // not if loading failed, nor with mode=read
    all.push_back(caf::actor_cast<caf::actor>(store_.committer));
  if (publisher_)
    all.push_back(caf::actor_cast<caf::actor>(publisher_));
  std::latch left(static_cast<std::ptrdiff_t>(all.size()));
  for (const auto& a : all) {
    a->attach_functor([&left](const caf::error&) { left.count_down(); });
    caf::anon_send_exit(a, caf::exit_reason::user_shutdown);
  }
  left.wait();
  io_->stop(); // before the latch goes
}

void engine::shut_down() {
  door_.wait_empty();
  finish_keeping();
  if (chain_)
    chain_->end();
  follower_.reset();
  {
    auto guard = std::lock_guard(hosted_mutex_);
    for (auto& h : hosted_)
      caf::anon_send_exit(h, caf::exit_reason::user_shutdown);
  }
  end_actors();
  store_.ranges.clear();
  store_.committer = nullptr;
  publisher_ = nullptr;
  keeper_ = nullptr;
  callbacks_->stop();
  auto gone = storage_->close();
  if (!gone)
    close_failure_ = gone.failure();
  phase_.store(ended);
  phase_.notify_all();
}

} // namespace brine
