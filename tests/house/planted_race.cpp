// SPDX-License-Identifier: MIT
// Two actors write one plain integer from their handlers. ThreadSanitizer must
// say so: a preset that stays silent here would stay silent about our handlers.
#include <caf/all.hpp>

#include <cstdio>

namespace {

int shared = 0;

caf::behavior writer() {
  return {[](int n) {
    for (int i = 0; i < n; ++i)
      ++shared;
    return shared;
  }};
}

} // namespace

int main() {
  caf::actor_system_config config;
  config.set("scheduler.max-threads", 2);
  caf::actor_system system{config};
  {
    caf::scoped_actor self{system};
    auto one = system.spawn(writer);
    auto two = system.spawn(writer);
    for (int round = 0; round < 100; ++round) {
      auto first = self->request(one, caf::infinite, 1000);
      auto second = self->request(two, caf::infinite, 1000);
      first.receive([](int) {}, [](const caf::error&) {});
      second.receive([](int) {}, [](const caf::error&) {});
    }
  }
  std::printf("%d\n", shared);
}
