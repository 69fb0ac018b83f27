// SPDX-License-Identifier: MIT
// The planted race's counterpart: actors that only send messages. Nothing may
// be reported here, or the reports of real tests would drown.
#include <caf/all.hpp>

#include <cstdio>
#include <string>

namespace {

struct counter_state {
  int total = 0;
};

caf::behavior counter(caf::stateful_actor<counter_state>* self) {
  return {[self](int n, const std::string& text) {
    self->state.total += n + static_cast<int>(text.size());
    return self->state.total;
  }};
}

} // namespace

int main() {
  caf::actor_system_config config;
  config.set("scheduler.max-threads", 2);
  caf::actor_system system{config};
  int last = 0;
  {
    caf::scoped_actor self{system};
    auto one = system.spawn(counter);
    auto two = system.spawn(counter);
    for (int round = 0; round < 1000; ++round) {
      auto first = self->request(one, caf::infinite, 1, std::string(100, 'x'));
      auto second = self->request(two, caf::infinite, 1, std::string("y"));
      first.receive([&](int n) { last = n; }, [](const caf::error&) {});
      second.receive([&](int n) { last += n; }, [](const caf::error&) {});
    }
  }
  std::printf("%d\n", last);
  return last == 101000 + 2000 ? 0 : 1;
}
