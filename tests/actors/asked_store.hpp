// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>
#include <brine/actors/handles.hpp>

#include <caf/all.hpp>

#include <utility>

namespace brine::test {

/// A store in memory that is asked through its actor.
struct asked_store {
  caf::actor_system_config config;
  caf::actor_system system{config};
  store db = create("memory:");
  store_actor actor = spawn_store_actor(system, db.share());
  caf::scoped_actor self{system};

  /// The answer to a request, or what it failed with.
  template <class T, class Request>
  result<T> ask(Request request) {
    auto got = result<T>(error(errc::busy, "no answer"));
    self->request(actor, caf::infinite, std::move(request))
      .receive([&](T& answer) { got = std::move(answer); },
               [&](caf::error& e) { got = from_caf(e); });
    return got;
  }
};

} // namespace brine::test
