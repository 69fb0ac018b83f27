// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <vector>

#include "failures.hpp"

using namespace brine;
using namespace brine::test;

namespace {

struct pet {
  std::string name;
  std::uint8_t age = 0;

  bool operator==(const pet&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(name), CEREAL_NVP(age));
  }
};

using pets = std::vector<pet>;

pet older(pet p) {
  ++p.age;
  return p;
}

const auto clojure = reflect_options{.keywords = true};
const auto lenient = reflect_options{.lenient = true};

} // namespace

TEST_CASE("a store reads and writes users' types", "[actors]") {
  auto db = create("memory:");
  auto rex = pet{"Rex", 3};
  db.assoc("rex", rex);
  CHECK(db.get<pet>("rex") == rex);
  CHECK(db.get_in<std::uint8_t>({"rex", "age"}) == 3);
  db.assoc_in({"all", "dogs"}, pets{rex});
  CHECK(db.get_in<pets>({"all", "dogs"}) == pets{rex});
  CHECK(db.get_in<pet>({"all", "dogs", 0}) == rex);
  CHECK(db.get<pet>("none") == std::nullopt);
  CHECK(db.get_in<pet>({"rex", "none"}) == std::nullopt);
  db.assoc("rex", rex, {.expected = db.get_meta("rex")->rev}, clojure);
  CHECK(to_string(*db.get("rex")) == R"({:age 3, :name "Rex"})");
  CHECK(db.get<pet>("rex", clojure) == rex);
  db.assoc("rex", {{"name", "Rex"}});
  CHECK(db.get<pet>("rex", lenient) == pet{"Rex", 0});
}

TEST_CASE("an update works on a user's type", "[actors]") {
  auto db = create("memory:");
  db.assoc("rex", pet{"Rex", 3});
  auto done = db.update<pet>("rex", older);
  CHECK(to_string(done.after) == R"({"age" 4, "name" "Rex"})");
  db.update<pet>("ada", [](const std::optional<pet>& p) {
    return p ? older(*p) : pet{"Ada", 1};
  });
  db.update<pet>("ada", [](const std::optional<pet>& p) {
    return p ? older(*p) : pet{"Ada", 1};
  });
  CHECK(db.get<pet>("ada") == pet{"Ada", 2});
  db.update_in<int>({"ada", "age"}, [](int n) { return n + 5; });
  CHECK(db.get<pet>("ada")->age == 7);
  db.update_in<pet>({"all", "first"}, [](std::optional<pet>) {
    return pet{"Bo", 1};
  });
  CHECK(db.get_in<pet>({"all", "first"}) == pet{"Bo", 1});
  db.assoc("bo", pet{"Bo", 1}, {}, clojure);
  db.update<pet>("bo", older, {}, clojure);
  CHECK(to_string(*db.get("bo")) == R"({:age 2, :name "Bo"})");
}

TEST_CASE("an update of what is no such type changes nothing", "[actors]") {
  auto db = create("memory:");
  CHECK(failure_of([&] { db.update<pet>("rex", older); })
        == R"(not_found: nothing to update (key "rex"))");
  CHECK(failure_of([&] {
          db.update_in<pet>({"rex", "friend"}, older);
        })
        == R"(not_found: at ["rex" "friend"]: nothing to update (key "rex"))");
  auto rev = db.assoc("rex", {{"name", "Rex"}, {"age", 256}});
  CHECK(failure_of([&] { db.update<pet>("rex", older); })
        == R"(wrong_kind: at ["rex" "age"]: wanted unsigned integer of 8 )"
           R"(bits, found integer 256 (key "rex"))");
  CHECK(db.last_revision() == rev);
}

TEST_CASE("errors of types name the key and the whole path", "[actors]") {
  auto db = create("memory:");
  db.assoc("all", {{"dogs", vec(value{{"name", "Rex"}})}});
  CHECK(failure_of([&] {
          (void)db.get_in<pets>({"all", "dogs"});
        })
        == R"(not_found: at ["all" "dogs" 0 "age"]: missing (key "all"))");
  CHECK(failure_of([&] { (void)db.get<pet>("all", lenient); })
        == R"(wrong_kind: at ["all" "dogs"]: no such field (key "all"))");
  auto loaded = db.async().get_in<pet>({"all", "dogs", 0});
  CHECK(failure_of([&] { (void)loaded.get(); })
        == R"(not_found: at ["all" "dogs" 0 "age"]: missing (key "all"))");
}

TEST_CASE("the asynchronous door has users' types", "[actors]") {
  auto db = create("memory:");
  auto door = db.async();
  auto rex = pet{"Rex", 3};
  (void)door.assoc("rex", rex).get();
  (void)door.assoc_in({"all", "first"}, rex, {}, clojure).get();
  (void)door.update<pet>("rex", older).get();
  (void)door.update_in<pet>({"all", "first"}, older, {}, clojure).get();
  CHECK(door.get<pet>("rex").get() == pet{"Rex", 4});
  CHECK(door.get_in<pet>({"all", "first"}, clojure).get() == pet{"Rex", 4});
  CHECK(door.get<int>("none").get() == std::nullopt);
  CHECK(to_string(*door.get("rex").get()) == R"({"age" 4, "name" "Rex"})");
}
