// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/keeping.hpp>
#include <brine/actors/range_host.hpp>

#include <memory>
#include <optional>

namespace brine {

/// Memory of the keeper actor.
class keeper_state {
public:
  static inline const char* name = "brine.keeper";

  void start(keeper_actor::base* self, brine::keeper* what,
             std::unique_ptr<range_host> store);

  keeper_actor::behavior_type make_behavior();

private:
  void compact(compact_call& c);
  void back_up(backup_call& c);
  void acknowledge(acknowledge_call& c);
  void remove_consumer(remove_consumer_call& c);
  void consumers(consumers_call& c);
  void tend();
  void tick();
  void finish(call& c);
  void go_on();

  template <class F>
  void guarded(F f, call* waiting = nullptr) noexcept;

  keeper_actor::base* self_ = nullptr;
  brine::keeper* keeper_ = nullptr;
  std::unique_ptr<range_host> store_;
  bool asked_ = false;          ///< A step is on its way.
  std::optional<error> failed_; ///< Of a step of an ordered compaction.
};

/// Starts the keeper of a store. `what` must stay there until it has finished.
[[nodiscard]] keeper_actor
spawn_keeper(caf::actor_system& system, brine::keeper& what,
             std::unique_ptr<range_host> store);

} // namespace brine
