// SPDX-License-Identifier: MIT
#include <brine/actors/handles.hpp>
#include <brine/brine.hpp>

namespace {

struct user {
  std::string name;
  int age = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(CEREAL_NVP(name), CEREAL_NVP(age));
  }
};

} // namespace

// usage: consumer [folder of a new store]
// Uses a store, so that what the library itself needs is linked as well.
int main(int argc, char** argv) {
  auto db = brine::create(argc > 1 ? argv[1] : "memory:");
  db.assoc("alice", user{"Alice", 30});
  db.update_in({"alice", "age"},
               [](const brine::value& age) { return age.as_int(0) + 1; });
  auto config = caf::actor_system_config();
  auto system = caf::actor_system(config);
  auto actor = brine::spawn_store_actor(system, db.share());
  const auto alice = db.get<user>("alice");
  return alice && alice->age == 31 ? 0 : 1;
}
