// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/writing.hpp>
#include <brine/core/key.hpp>

#include <caf/all.hpp>

#include <catch2/catch.hpp>
#include <pthread.h>
#include <sys/resource.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "../backends/scratch_directory.hpp"

using namespace brine;
using brine::test::scratch_directory;

namespace {

std::string thread_name() {
  char name[32] = {};
  ::pthread_getname_np(::pthread_self(), name, sizeof(name));
  return name;
}

long voluntary_switches() {
  rusage use{};
  REQUIRE(::getrusage(RUSAGE_THREAD, &use) == 0);
  return use.ru_nvcsw;
}

/// An update that tells on which thread it ran.
struct probe {
  std::promise<std::string> ran;

  courier<write_call> call(engine& home) {
    return courier<write_call>(update_call(home, path("probe"),
                                           [this](const value&) {
                                             ran.set_value(thread_name());
                                             return value(1);
                                           },
                                           {}));
  }
};

} // namespace

TEST_CASE("blocking puts on an idle store run on the caller's thread",
          "[actors]") {
  scratch_directory folder;
  for (const auto& where : {std::string("memory:"),
                            "journal:" + (folder / "data") + "?fsync=never"}) {
    INFO(where);
    auto db = create(where);
    const auto self = std::this_thread::get_id();
    std::atomic<int> elsewhere{0};
    db.add_write_hook("where", [&](const change&) {
      elsewhere += std::this_thread::get_id() != self;
    });
    db.assoc("warm", 1);
    const auto before = voluntary_switches();
    for (int i = 0; i < 10'000; ++i)
      db.assoc(i % 100, i);
    CHECK(voluntary_switches() - before < 100);
    CHECK(elsewhere == 0);
  }
}

TEST_CASE("whoever sends to a store actor, it runs on an I/O thread",
          "[actors]") {
  auto db = connect("memory:");
  auto& home = *db.machinery();
  const auto& range = home.owner(key_hash(encode_key("probe").or_throw()));
  auto cfg = caf::actor_system_config();
  auto system = caf::actor_system(cfg);
  SECTION("anon_send") {
    probe p;
    caf::anon_send(range, p.call(home));
    CHECK(p.ran.get_future().get() == "brine.io");
  }
  SECTION("a user's actor") {
    probe p;
    auto message = std::make_shared<courier<write_call>>(p.call(home));
    system.spawn([=](caf::event_based_actor* self) {
      self->send(range, std::move(*message));
    });
    CHECK(p.ran.get_future().get() == "brine.io");
  }
  SECTION("a timer") {
    probe p;
    auto message = std::make_shared<courier<write_call>>(p.call(home));
    system.spawn([=](caf::event_based_actor* self) {
      self->delayed_send(range, std::chrono::milliseconds(1),
                         std::move(*message));
    });
    CHECK(p.ran.get_future().get() == "brine.io");
  }
}

TEST_CASE("after its own answer a call works at most 8 turns for others",
          "[actors]") {
  auto db = connect("memory:");
  std::vector<std::thread> threads;
  for (int t = 0; t < 64; ++t)
    threads.emplace_back([&db, t] {
      for (int i = 0; i < 200; ++i)
        db.assoc(vec(t, i), i);
    });
  for (auto& t : threads)
    t.join();
  CHECK(db.last_revision() == revision{64} * 200);
  CHECK(db.machinery()->most_turns_for_others() <= 8);
}
