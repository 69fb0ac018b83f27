// SPDX-License-Identifier: MIT
#include <brine/actors/contexts.hpp>

#include <caf/actor_system.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <pthread.h>

#include <utility>

namespace brine {

namespace {

constexpr auto all_lanes = {lane::range, lane::commit, lane::publish};

thread_local unit* current_unit = nullptr;
thread_local const io_threads* own_threads = nullptr;

} // namespace

// -- unit ---------------------------------------------------------------------

unit::unit(io_threads& home)
    : caf::execution_unit(&home.system()), home_(home),
      outer_(std::exchange(current_unit, this)) {}

unit::~unit() {
  hand_over();
  current_unit = outer_;
}

unit* unit::current() noexcept {
  return current_unit;
}

void unit::exec_later(caf::resumable* stranger) {
  home_.system().scheduler().enqueue(stranger);
}

void unit::push(lane where, caf::resumable* actor) {
  auto& list = lists_[static_cast<std::size_t>(where)];
  if (list.size == capacity) {
    home_.push(where, actor);
    return;
  }
  list.slots[(list.first + list.size) % capacity] = actor;
  ++list.size;
  ++size_;
}

caf::resumable* unit::pop(lane where) noexcept {
  auto& list = lists_[static_cast<std::size_t>(where)];
  if (list.size == 0)
    return nullptr;
  auto* actor = list.slots[list.first];
  list.first = (list.first + 1) % capacity;
  --list.size;
  --size_;
  return actor;
}

bool unit::run_one() {
  for (auto where : all_lanes) {
    auto* actor = pop(where);
    if (!actor)
      continue;
    ++turns_;
    // One message a turn: between any two of them a range may become runnable,
    // and its callers wait.
    if (actor->resume(this, 1) != caf::resumable::resume_later)
      caf::intrusive_ptr_release(actor);
    else if (where == lane::publish)
      home_.push(where, actor);
    else
      push(where, actor);
    return true;
  }
  return false;
}

void unit::hand_over(lane where) {
  while (auto* actor = pop(where))
    home_.push(where, actor);
}

void unit::hand_over() {
  if (empty())
    return;
  for (auto where : all_lanes)
    hand_over(where);
}

void unit::hand_over_writing() {
  hand_over(lane::range);
  hand_over(lane::commit);
}

// -- io_threads ---------------------------------------------------------------

io_threads::io_threads(caf::actor_system& system, std::size_t threads)
    : system_(system) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i)
    threads_.emplace_back([this] { run(); });
}

io_threads::~io_threads() {
  stop();
}

void io_threads::push(lane where, caf::resumable* actor) {
  bool wake = false;
  {
    auto guard = std::lock_guard(mutex_);
    queues_[static_cast<std::size_t>(where)].push_back(actor);
    wake = idle_ > 0;
  }
  if (wake)
    wake_.notify_one();
}

bool io_threads::on_own_thread() const noexcept {
  return own_threads == this;
}

void io_threads::stop() {
  {
    auto guard = std::lock_guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& t : threads_) {
    if (!t.joinable())
      continue;
    if (t.get_id() == std::this_thread::get_id())
      t.detach();
    else
      t.join();
  }
}

caf::resumable* io_threads::next(lane& where) {
  auto guard = std::unique_lock(mutex_);
  for (;;) {
    for (std::size_t i = 0; i < lane_count; ++i) {
      if (queues_[i].empty())
        continue;
      auto* actor = queues_[i].front();
      queues_[i].pop_front();
      where = static_cast<lane>(i);
      return actor;
    }
    if (stopping_)
      return nullptr;
    ++idle_;
    wake_.wait(guard);
    --idle_;
  }
}

void io_threads::run() {
  ::pthread_setname_np(::pthread_self(), "brine.io");
  own_threads = this;
  auto own = unit(*this);
  auto where = lane::range;
  while (auto* actor = next(where)) {
    if (where == lane::publish) {
      auto outcome = actor->resume(&own, 64);
      if (outcome == caf::resumable::resume_later)
        push(where, actor);
      else
        caf::intrusive_ptr_release(actor);
    } else {
      own.push(where, actor);
    }
    while (own.run_one())
      ; // until nothing is runnable here
  }
}

} // namespace brine
