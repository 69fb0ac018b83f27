// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/shared_history.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/core/builder.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <stdexcept>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"
#include "faulty_backend.hpp"

using namespace brine;
using namespace brine::test;

namespace {

struct person {
  std::string name;
  int age = 0;

  template <class Archive>
  void serialize(Archive& a) {
    a(cereal::make_nvp("name", name), cereal::make_nvp("age", age));
  }
};

[[noreturn]] void fail_to_read() {
  throw std::runtime_error("no disk");
}

/// A value that no codec takes.
value too_deep() {
  auto v = value(1);
  for (int i = 0; i < 2000; ++i)
    v = vec(v);
  return v;
}

} // namespace

TEST_CASE("a document of another kind than asked for is named", "[actors]") {
  auto db = create("memory:");
  db.assoc("a", {{"b", "x"}, {"p", {{"name", "Al"}, {"age", "old"}}}});
  CHECK(failure_of([&] { (void)db.get<int>("a"); })
        == "wrong_kind: wanted integer, found map {\"b\" \"x\", \"p\" {\"age\" "
           "\"old\", \"name\" \"Al\"}} (key \"a\")");
  CHECK(failure_of([&] {
          (void)db.get_in<int>({"a", "b"});
        })
        == "wrong_kind: at [\"a\" \"b\"]: wanted integer, found string \"x\" "
           "(key \"a\")");
  CHECK(failure_of([&] {
          (void)db.get_in<person>({"a", "p"});
        })
        == "wrong_kind: at [\"a\" \"p\" \"age\"]: wanted integer, found "
           "string \"old\" (key \"a\")");
  CHECK(failure_of([&] { (void)db.get<person>("a"); })
        == "not_found: at [\"a\" \"name\"]: missing (key \"a\")");
}

TEST_CASE("a document that cannot be read is named at every door", "[actors]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  f->on_load = fail_to_read;
  const auto why = "io_failed: no disk (key \"a\")";
  const auto as_is = [](const value& x) { return x; };
  CHECK(failure_of([&] { (void)db.get("a"); }) == why);
  CHECK(failure_of([&] { (void)db.async().get("a").get(); }) == why);
  CHECK(failure_of([&] { (void)db.async().get_in({"a", 1}).get(); }) == why);
  CHECK(failure_of([&] { db.update("a", as_is); }) == why);
  CHECK(failure_of([&] { db.transact({"a"}, [](transaction&) {}); }) == why);
  CHECK(failure_of([&] { (void)db.scan(); }) == why);
}

TEST_CASE("a document too large for a transaction is named", "[actors]") {
  test::scratch_directory folder;
  auto db = create("journal:" + (folder / "db"));
  const auto why = "too_large: cereal: the value nests more than 1024 "
                   "collections (key \"b\")";
  CHECK(failure_of([&] { db.assoc("b", too_deep()); }) == why);
  CHECK(failure_of([&] {
          db.transact({"a", "b"}, [](transaction& t) {
            t["a"] = 1;
            t["b"] = too_deep();
          });
        })
        == why);
  CHECK(db.assoc("b", 1) == 1);
}

TEST_CASE("where the history could not be read is said", "[hooks]") {
  auto f = std::make_shared<faults>();
  auto db = faulty_store(f);
  db.assoc("a", 1);
  db.assoc("a", 2);
  SECTION("by a stream that is pulled") {
    auto stream = db.changes({.from = beginning});
    CHECK(stream.next()->rev == 1);
    f->on_next = [](revision) { fail_to_read(); };
    CHECK(failure_of([&] { (void)stream.next(); })
          == "io_failed: reading the history after revision 1: no disk");
  }
  SECTION("by what those read who are behind") {
    auto& reader = db.machinery()->storage().reader();
    auto behind = shared_history();
    behind.move_to(reader, reader.bounds().log, 1).or_throw();
    f->on_next = [](revision) { throw error(errc::damaged, "no sense"); };
    std::vector<std::shared_ptr<const change>> out;
    auto got = behind.read(1, 2, 10, out);
    REQUIRE(!got);
    CHECK(got.failure().what()
          == std::string(
            "damaged: reading the history after revision 1: no sense"));
  }
  SECTION("of an old value") {
    f->on_version = fail_to_read;
    auto stream = db.changes({.from = beginning, .old_values = true});
    CHECK(stream.next()->rev == 1);
    CHECK(failure_of([&] { (void)stream.next(); })
          == "io_failed: reading revision 1: no disk (key \"a\")");
  }
}
