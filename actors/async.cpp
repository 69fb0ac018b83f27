// SPDX-License-Identifier: MIT
#include <brine/actors/async.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/user_code.hpp>

namespace brine::detail {

error started::no_room() const {
  const auto& most = home->door().most();
  const auto limit = out_of_bytes
                       ? "max-bytes=" + std::to_string(most.bytes)
                       : "max-operations=" + std::to_string(most.operations);
  return {errc::busy, "too much in flight for " + limit
                        + "; await what was started, or raise the limit"};
}

void started::wait() {
  if (start)
    throw no_room();
  if (user_code::running() && !operation->done())
    throw error(errc::reentrant_call,
                "waiting inside a store's turn would wait for itself");
  operation->wait();
}

void started::run_later(std::function<void()> f) {
  operation->on_done([home = home, f = std::move(f)]() mutable {
    home->callbacks().run([home, f = std::move(f)] { f(); });
  });
}

void started::then(std::function<void()> f) {
  if (start)
    operation->fail(no_room());
  run_later(std::move(f));
}

void started::when_done(std::function<void()> f) {
  run_later(std::move(f));
  if (!start)
    return;
  auto go = std::move(start);
  start = nullptr;
  home->door().enter_later(
    room, [c = operation, h = home, n = room, go](admission::answer a) {
      if (a == admission::answer::closed) {
        c->fail(error(errc::store_closed, "the store was closed"));
        return;
      }
      c->occupies(h->door(), n);
      go();
    });
}

} // namespace brine::detail
