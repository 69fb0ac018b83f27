// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/caf_error.hpp>
#include <brine/actors/store_protocol.hpp>

// For programs that are actors themselves. This header, unlike brine.hpp,
// brings CAF's with it.

namespace brine {

/// Spawns an actor of the user's system that speaks for a store. It keeps the
/// store open until it ends: after `ask::close`, an exit message, or when
/// nobody holds it any more.
[[nodiscard]] store_actor
spawn_store_actor(caf::actor_system& system, shared_store db);

/// Feeds an actor of the user's with the changes that match, in order, each
/// once: the next delivery comes when it has answered the one before. With
/// `snapshot` the documents come first. The subscription does not keep the
/// actor alive, and ends when the actor does.
[[nodiscard]] subscription
subscribe(const store_operations& db, subscribe_options options,
          const observer_actor& to);

/// Whom a subscription feeds.
class stream_target {
public:
  observer_actor observer;
};

} // namespace brine
