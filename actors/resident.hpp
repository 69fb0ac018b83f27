// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/contexts.hpp>
#include <brine/actors/letter.hpp>

#include <caf/actor_config.hpp>
#include <caf/invoke_message_result.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <memory>
#include <utility>

namespace brine {

/// Puts an actor that became runnable into a lane of a unit or of the I/O
/// threads.
class lane_door : public caf::execution_unit {
public:
  lane_door(io_threads& home, unit* own, lane where) noexcept
      : home_(home), own_(own), where_(where) {}

  void exec_later(caf::resumable* actor) override {
    if (own_)
      own_->push(where_, actor);
    else
      home_.push(where_, actor);
  }

private:
  io_threads& home_;
  unit* own_;
  lane where_;
};

/// A store actor: runs only on threads that were lent by a caller and on I/O
/// threads, whoever sends to it. This override is the one choke point; without
/// it a timer or a user's actor would run it on a CAF worker, where it could
/// block on a disk. Must be spawned with `lazy_init`.
template <class State, class Handle>
class resident : public caf::stateful_actor<State, typename Handle::base> {
public:
  using super = caf::stateful_actor<State, typename Handle::base>;

  template <class... Args>
  resident(caf::actor_config& cfg, std::shared_ptr<io_threads> home, lane where,
           Args&&... args)
      : super(cfg), home_(std::move(home)), where_(where) {
    this->state.start(this, std::forward<Args>(args)...);
  }

  void enqueue(caf::mailbox_element_ptr message,
               caf::execution_unit* from) override {
    auto* own = unit::current();
    if (own != from || own == nullptr || !own->belongs_to(*home_))
      own = nullptr;
    auto door = lane_door(*home_, own, where_);
    super::enqueue(std::move(message), &door);
  }

  using super::enqueue;

  /// Runs as CAF's does, but does not look for streams and timeouts, which no
  /// store actor has, at the price of two readings of the clock.
  caf::resumable::resume_result
  resume(caf::execution_unit* from, std::size_t limit) override {
    if (!this->activate(from))
      return caf::resumable::done;
    for (std::size_t handled = 0; handled < limit; ++handled) {
      auto next = next_message();
      if (!next)
        return super::resume(from, limit - handled);
      if (this->reactivate(*next) == super::activation_result::terminated)
        return caf::resumable::done;
    }
    return this->mailbox().try_block() ? caf::resumable::awaiting_message
                                       : caf::resumable::resume_later;
  }

  /// Shows a message to the state first, if it has a `take` for that.
  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    if constexpr (requires(State s, letter l) { s.take(l); }) {
      this->current_mailbox_element(&x);
      if (!x.content().shared() && this->state.take(letter(x.content())))
        return caf::invoke_message_result::consumed;
    }
    return super::consume(x);
  }

protected:
  typename Handle::behavior_type make_behavior() override {
    return this->state.make_behavior();
  }

private:
  /// The oldest message, urgent ones first; null if there is none.
  caf::mailbox_element_ptr next_message() {
    if (!this->peek_at_next_mailbox_element()) // sorts what came in
      return nullptr;
    auto next = this->get_urgent_queue().take_front();
    return next ? std::move(next) : this->get_normal_queue().take_front();
  }

  // Shared: who left a message may still be scheduling us while we end.
  std::shared_ptr<io_threads> home_;
  lane where_;
};

} // namespace brine
