// SPDX-License-Identifier: MIT
#include "sim_stores.hpp"

#include <brine/actors/engine.hpp>

#include <caf/all.hpp>

#include <spdlog/spdlog.h>

namespace brine::test {

sim_place::sim_place() {
  options.folder = "/db";
  options.where = &disk;
  next_boot();
}

void sim_place::next_boot() {
  auto id = journal::boot_id();
  id.bytes[0] = ++boots_;
  options.boot = [id] { return result<journal::boot_id>(id); };
}

struct sim_stores::state {
  struct config : caf::actor_system_config {
    config() {
      set("scheduler.max-threads", std::size_t{1});
    }
  };

  config cfg;
  caf::actor_system system{cfg};
  callback_threads callbacks{1};
  spdlog::level::level_enum loud = spdlog::get_level();
};

sim_stores::sim_stores() : state_(std::make_unique<state>()) {
  spdlog::set_level(spdlog::level::off);
}

sim_stores::~sim_stores() {
  spdlog::set_level(state_->loud);
}

result<store> sim_stores::open(sim_place& where) {
  auto storage = open_journal(where.options, open_how::either);
  if (!storage)
    return storage.failure();
  engine_options o;
  o.system = &state_->system;
  o.executor = &state_->callbacks;
  o.io_threads = where.io_threads;
  o.ranges_log2 = where.ranges_log2;
  o.cache_bytes = where.cache_bytes;
  const auto& serializers = where.options.codecs.serializers;
  o.codec.serializer = *serializers.find(serializers.names().front());
  auto started = engine::start(std::move(*storage), o);
  if (!started)
    return started.failure();
  return store(std::move(*started));
}

} // namespace brine::test
