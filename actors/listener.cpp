// SPDX-License-Identifier: MIT
#include <brine/actors/listener.hpp>

#include <spdlog/spdlog.h>

namespace brine {

// -- listener -----------------------------------------------------------------

bool listener::begin() {
  auto guard = std::lock_guard(mutex_);
  if (ended())
    return false;
  running_ = std::this_thread::get_id();
  return true;
}

void listener::finish() {
  auto guard = std::lock_guard(mutex_);
  running_ = std::thread::id();
  idle_.notify_all();
}

void listener::call(const change& c) noexcept {
  try {
    callback_(c);
  } catch (const std::exception& e) {
    failures_.fetch_add(1, std::memory_order_relaxed);
    spdlog::error("a subscription threw at revision {}: {}", c.rev, e.what());
  } catch (...) {
    failures_.fetch_add(1, std::memory_order_relaxed);
    spdlog::error("a subscription threw at revision {}", c.rev);
  }
}

void listener::hear(const std::vector<change_ptr>& changes, revision upto) {
  if (!begin())
    return;
  for (const auto& c : changes) {
    if (ended())
      break;
    call(*c);
    if (c->event != event::state)
      set_heard(c->rev);
  }
  if (!ended())
    set_heard(upto);
  finish();
}

void listener::lost(const error& why) {
  if (!begin())
    return;
  if (!failed_) {
    spdlog::error("a subscription ended: {}", why.what());
  } else {
    try {
      failed_(why);
    } catch (const std::exception& e) {
      spdlog::error("an error callback threw: {}", e.what());
    } catch (...) {
      spdlog::error("an error callback threw");
    }
  }
  finish();
}

void listener::end() {
  auto guard = std::unique_lock(mutex_);
  ended_.store(true, std::memory_order_release);
  const auto self = std::this_thread::get_id();
  idle_.wait(guard,
             [&] { return running_ == std::thread::id() || running_ == self; });
}

// -- the actor ----------------------------------------------------------------

void listener_state::start(observer_actor::base*,
                           std::shared_ptr<listener> to) {
  hears = std::move(to);
}

observer_actor::behavior_type listener_state::make_behavior() {
  return {
    [this](const delivery& d) {
      if (d.ended)
        hears->lost(*d.ended);
      else
        hears->hear(d.changes, d.upto);
      return d.upto;
    },
  };
}

} // namespace brine
