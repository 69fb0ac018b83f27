// SPDX-License-Identifier: MIT
// Two actors write one plain integer from their handlers. ThreadSanitizer must
// say so: a preset that stays silent here would stay silent about our handlers.
#include <caf/all.hpp>

#include <atomic>
#include <cstdio>
#include <thread>

namespace {

int shared = 0;
std::atomic<int> arrived{0};

// Nobody writes before both are in their handlers: relaxed, so that no order
// arises that would hide the race.
void meet() {
  arrived.fetch_add(1, std::memory_order_relaxed);
  while (arrived.load(std::memory_order_relaxed) < 2)
    std::this_thread::yield();
}

caf::behavior writer() {
  return {[](int n) {
    meet();
    for (int i = 0; i < n; ++i)
      ++shared;
    return shared;
  }};
}

} // namespace

int main() {
  caf::actor_system_config config;
  caf::actor_system system{config};
  {
    caf::scoped_actor self{system};
    auto one = system.spawn<caf::detached>(writer);
    auto two = system.spawn<caf::detached>(writer);
    auto first = self->request(one, caf::infinite, 1000);
    auto second = self->request(two, caf::infinite, 1000);
    first.receive([](int) {}, [](const caf::error&) {});
    second.receive([](int) {}, [](const caf::error&) {});
  }
  std::printf("%d\n", shared);
}
