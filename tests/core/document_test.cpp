// SPDX-License-Identifier: MIT
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>

#include <catch2/catch.hpp>

#include "generate.hpp"

using namespace brine;

namespace {

const value doc = {{"alice", {{"age", 31}, {"tags", vec("x", "y")}}},
                   {"gone", nullptr}};

rc::Gen<std::vector<value>> steps() {
  auto step = rc::gen::oneOf(
    generate::scalar(),
    rc::gen::map(rc::gen::inRange(0, 3), [](int n) { return value(n); }));
  return rc::gen::mapcat(
    rc::gen::inRange<std::size_t>(1, 5), [step](std::size_t n) {
      return rc::gen::container<std::vector<value>>(n, step);
    });
}

} // namespace

TEST_CASE("a path is a key and steps", "[core]") {
  auto p = path("alice", "age", 3);
  CHECK(p.key() == value("alice"));
  CHECK(p.steps().size() == 2);
  CHECK(to_string(p) == R"(["alice" "age" 3])");
  CHECK(path("a").steps().empty());
  auto takes = [](const path& q) { return to_string(q); };
  CHECK(takes({"alice", "age"}) == R"(["alice" "age"])");
  CHECK(takes({"alice"}) == R"(["alice"])");
  CHECK(takes("alice") == R"(["alice"])");
  CHECK(takes({keyword("a"), std::string("b"), 1}) == R"([:a "b" 1])");
  CHECK(takes(vec("a", "b")) == R"([["a" "b"]])");
  CHECK(path::of({"a", 1}) == path("a", 1));
  CHECK_THROWS_WITH(path::of({}), "bad_argument: a path without a key");
}

TEST_CASE("get_in gives what is there, or what was asked for instead",
          "[core]") {
  CHECK(get_in(doc, {"alice", "age"}) == value(31));
  CHECK(get_in(doc, {"alice", "tags", 1}) == value("y"));
  CHECK(get_in(doc, {"alice", "tags", 2}, "none") == value("none"));
  CHECK(get_in(doc, {"alice", "tags", -1}).is_nil());
  CHECK(get_in(doc, {"alice", "age", "deep"}).is_nil());
  CHECK(get_in(doc, {"gone"}, 1).is_nil());
  CHECK(get_in(doc, {"bob", "age"}, 1) == value(1));
  CHECK(get_in(doc, std::span<const value>()) == doc);
}

TEST_CASE("assoc_in makes maps where there is nothing", "[core]") {
  CHECK(to_string(assoc_in({}, {"a", "b", 1}, 2)) == R"({"a" {"b" {1 2}}})");
  CHECK(to_string(assoc_in(doc, {"gone", "b"}, 2)["gone"]) == R"({"b" 2})");
  CHECK(to_string(assoc_in({{2, 2}}, {1}, 1)) == "{1 1, 2 2}");
  CHECK(to_string(assoc_in({{1, 1}}, {2}, 2)) == "{1 1, 2 2}");
  CHECK(to_string(assoc_in({{1, 1}, {3, 3}}, {3}, {{"x", 1}}))
        == R"({1 1, 3 {"x" 1}})");
}

TEST_CASE("assoc_in replaces and appends items of vectors", "[core]") {
  CHECK(to_string(assoc_in(vec(1, 2), {0}, 9)) == "[9 2]");
  CHECK(to_string(assoc_in(vec(1, 2), {2}, 9)) == "[1 2 9]");
  CHECK(to_string(assoc_in(vec(1, 2), {2, "a"}, 9)) == R"([1 2 {"a" 9}])");
  CHECK(to_string(assoc_in(vec(), {0}, 9)) == "[9]");
}

TEST_CASE("a step into what has no keys is an error that says where",
          "[core]") {
  CHECK_THROWS_WITH(
    assoc_in({{"alice", 31}}, {"alice", "age"}, 1),
    "wrong_kind: assoc_in: step \"age\" at position 1 goes into an integer "
    "(31), not a map or vector");
  CHECK_THROWS_WITH(
    assoc_in(doc, {"alice", "tags", "x"}, 1),
    "wrong_kind: assoc_in: step \"x\" at position 2 goes into a vector, which "
    "has positions");
  CHECK_THROWS_WITH(assoc_in(doc, {"alice", "tags", 3}, 1),
                    "bad_argument: assoc_in: step 3 at position 2 is beyond "
                    "the end of a vector of 2");
  CHECK_THROWS_WITH(assoc_in(doc, {"alice", "tags", -1}, 1),
                    "bad_argument: assoc_in: step -1 at position 2 is beyond "
                    "the end of a vector of 2");
  CHECK_THROWS_WITH(
    assoc_in(set(1), {1}, 1),
    "wrong_kind: assoc_in: step 1 at position 0 goes into a set (#{1}), not a "
    "map or vector");
  auto called = false;
  CHECK_THROWS_WITH(update_in("text", {"a"},
                              [&](const value& v) {
                                called = true;
                                return v;
                              }),
                    "wrong_kind: update_in: step \"a\" at position 0 goes into "
                    "a string (\"text\"), not a map or vector");
  CHECK(!called);
  CHECK_THROWS_WITH(dissoc_in(doc, {"alice", "age", "x"}),
                    "wrong_kind: dissoc_in: step \"x\" at position 2 goes into "
                    "an integer (31), not a map or vector");
  CHECK_THROWS_WITH(dissoc_in(doc, {"alice", "tags", 0}),
                    "wrong_kind: dissoc_in: step 0 at position 2 would remove "
                    "from a vector");
  const auto steps = std::vector<value>{"b"};
  CHECK(try_assoc_in(1, steps, 2, 1).failure().message()
        == "assoc_in: step \"b\" at position 1 goes into an integer (1), not a "
           "map or vector");
}

TEST_CASE("update_in gives the old value and takes the new", "[core]") {
  auto next = [](const value& v) { return v.as_int(0) + 1; };
  CHECK(update_in(doc, {"alice", "age"}, next)["alice"]["age"] == value(32));
  CHECK(to_string(update_in({}, {"a", "n"}, next)) == R"({"a" {"n" 1}})");
}

TEST_CASE("dissoc_in removes a key and leaves its map", "[core]") {
  CHECK(to_string(dissoc_in({{"a", {{"b", 1}}}}, {"a", "b"})) == R"({"a" {}})");
  CHECK(dissoc_in(doc, {"bob"}) == doc);
  CHECK(dissoc_in(doc, {"bob", "age"}) == doc);
  CHECK(dissoc_in(doc, {"gone", "x"}) == doc);
  CHECK(dissoc_in(doc, std::span<const value>()).is_nil());
}

TEST_CASE("what assoc_in put, get_in finds, and all else stays", "[core]") {
  CHECK(rc::check("assoc_in", [](const value& v, const value& x) {
    const auto drawn = *steps();
    const auto at = std::span(drawn);
    auto changed = try_assoc_in(v, at, x);
    RC_ASSERT(try_old_in(v, at).ok() == changed.ok());
    if (!changed)
      return;
    RC_ASSERT(get_in(*changed, at) == x);
    RC_ASSERT(*try_assoc_in(*changed, at, x) == *changed);
    for (const auto& e : v.is_map() ? v.entries() : std::span<const entry>())
      if (e.key != at[0])
        RC_ASSERT((*changed)[e.key] == e.val);
    if (const auto* old = find_in(v, at))
      RC_ASSERT(*try_assoc_in(*changed, at, *old) == v);
    auto removed = try_dissoc_in(*changed, at);
    if (removed)
      RC_ASSERT(find_in(*removed, at) == nullptr);
  }));
}

TEST_CASE("a path of a million steps is no danger", "[core]") {
  const auto all = std::vector<value>(1'000'000, value("k"));
  const auto steps = std::span(all);
  auto deep = assoc_in({}, steps, 1);
  CHECK(get_in(deep, steps) == value(1));
  CHECK(find_in(dissoc_in(deep, steps), steps) == nullptr);
}
