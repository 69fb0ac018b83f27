// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/contexts.hpp>
#include <brine/actors/executor.hpp>

#include <caf/actor_config.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/stateful_actor.hpp>

#include <utility>

namespace brine {

/// Puts an actor that became runnable onto an executor.
class executor_door : public caf::execution_unit {
public:
  executor_door(io_threads& home, executor& where)
      : home_(home), where_(where) {}

  void exec_later(caf::resumable* actor) override;

private:
  io_threads& home_;
  executor& where_;
};

/// An actor of the store that runs on an executor: what it does may block, as
/// callbacks of the user may. Must be spawned with `lazy_init`.
template <class State, class Handle>
class hosted : public caf::stateful_actor<State, typename Handle::base> {
public:
  using super = caf::stateful_actor<State, typename Handle::base>;

  template <class... Args>
  hosted(caf::actor_config& cfg, io_threads& home, executor& where,
         Args&&... args)
      : super(cfg), home_(home), where_(where) {
    this->state.start(this, std::forward<Args>(args)...);
  }

  void
  enqueue(caf::mailbox_element_ptr message, caf::execution_unit*) override {
    auto door = executor_door(home_, where_);
    super::enqueue(std::move(message), &door);
  }

  using super::enqueue;

protected:
  typename Handle::behavior_type make_behavior() override {
    return this->state.make_behavior();
  }

private:
  io_threads& home_;
  executor& where_;
};

} // namespace brine
