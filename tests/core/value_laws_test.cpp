// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <set>

#include "generate.hpp"

using namespace brine;

namespace {

using order = std::strong_ordering (*)(const value&, const value&);

int sign(std::strong_ordering c) {
  return c < 0 ? -1 : c > 0 ? 1 : 0;
}

// A law checked on random values; rapidcheck prints the seed and the smallest
// counter-example.
template <class Law>
void holds(const char* what, Law law) {
  CHECK(rc::check(what, law));
}

// Values drawn at random are rarely alike; these are neighbours.
rc::Gen<value> close() {
  auto small = rc::gen::oneOf(
    rc::gen::map(rc::gen::inRange(-2, 3), [](int n) { return value(n); }),
    rc::gen::map(rc::gen::inRange(-2, 3), [](int n) { return value(n * 0.5); }),
    rc::gen::map(generate::any_decimal(),
                 [](const decimal& d) { return value(d); }),
    rc::gen::element(value("a"), value("ab"), keyword("a"), symbol("a")));
  auto items = rc::gen::container<std::vector<value>>(small);
  return rc::gen::oneOf(
    small,
    rc::gen::map(items, [](std::vector<value> v) { return value::list_of(v); }),
    rc::gen::map(items,
                 [](std::vector<value> v) { return value::vector_of(v); }),
    rc::gen::map(items, [](std::vector<value> v) { return value::set_of(v); }));
}

rc::Gen<value> any() {
  return rc::gen::oneOf(close(), rc::gen::arbitrary<value>());
}

void check_total_order(const char* what, order o) {
  holds(what, [o] {
    auto a = *any();
    auto b = *any();
    auto c = *any();
    auto ab = sign(o(a, b));
    auto bc = sign(o(b, c));
    auto ac = sign(o(a, c));
    RC_ASSERT(sign(o(a, a)) == 0);
    RC_ASSERT(sign(o(b, a)) == -ab);
    if (ab <= 0 && bc <= 0)
      RC_ASSERT(ac <= 0);
    if (ab == 0)
      RC_ASSERT(ac == bc);
  });
}

} // namespace

TEST_CASE("compare is a total order", "[core]") {
  check_total_order("compare", compare);
}

TEST_CASE("key_compare is a total order", "[core]") {
  check_total_order("key_compare", key_compare);
}

TEST_CASE("equality, order and hash agree", "[core]") {
  holds("equality", [] {
    auto a = *any();
    auto b = *any();
    RC_ASSERT(a == a);
    RC_ASSERT((a == b) == std::is_eq(compare(a, b)));
    if (a == b)
      RC_ASSERT(a.hash() == b.hash());
    if (key_compare(a, b) == 0)
      RC_ASSERT(a == b);
  });
}

TEST_CASE("a list equals the vector of its items, but is another key",
          "[core]") {
  holds("list and vector", [] {
    auto items = *generate::values(10);
    auto v = value::vector_of(std::vector(items));
    auto l = value::list_of(items);
    RC_ASSERT(v == l);
    RC_ASSERT(v.hash() == l.hash());
    RC_ASSERT(std::is_lt(key_compare(l, v)));
  });
}

TEST_CASE("every kind is drawn", "[core]") {
  std::set<kind> seen;
  rc::check("kinds", [&] {
    for (const auto& v : *generate::values(20))
      seen.insert(v.kind());
  });
  CHECK(seen.size() == 19);
}

TEST_CASE("maps and sets are sorted and hold each key once", "[core]") {
  holds("sorted", [] {
    const auto keys = *rc::gen::container<std::vector<value>>(any());
    std::vector<entry> entries;
    for (std::size_t i = 0; i < keys.size(); ++i)
      entries.emplace_back(keys[i], i);
    auto m = value::map_of(entries);
    for (std::size_t i = 1; i < m.size(); ++i)
      RC_ASSERT(m.entries()[i - 1].key < m.entries()[i].key);
    for (const auto& key : keys) {
      auto last = std::find(keys.rbegin(), keys.rend(), key);
      RC_ASSERT(m[key] == value(keys.rend() - last - 1));
    }
    RC_ASSERT(value::set_of(std::vector(keys)).size() == m.size());
  });
}

TEST_CASE("edn numbers of different kinds are not equal", "[core]") {
  CHECK(value(1) != value(1.0));
  CHECK(value(1) != value(decimal("1")));
  CHECK(value(1.0) != value(decimal("1.0")));
  CHECK(value(decimal("1.0")) == value(decimal("1.00")));
  CHECK(value(decimal("1.0")).hash() == value(decimal("1.00")).hash());
  CHECK(value(0.0) == value(-0.0));
  CHECK(value(0.0).hash() == value(-0.0).hash());
  CHECK(value(std::nan("")) == value(-std::nan("1")));
  CHECK(value(std::nan("")).hash() == value(-std::nan("1")).hash());
  CHECK(value("a") != keyword("a"));
  CHECK(symbol("a") != keyword("a"));
  CHECK(value('a') != value("a"));
}

TEST_CASE("kinds are ordered as the enum says", "[core]") {
  const std::array all{value(),
                       value(false),
                       value(true),
                       value(big_integer("-18446744073709551616")),
                       value(-1),
                       value(1),
                       value(big_integer("18446744073709551616")),
                       value(-std::numeric_limits<double>::infinity()),
                       value(0.0),
                       value(std::numeric_limits<double>::infinity()),
                       value(std::nan("")),
                       value(decimal("-1E+1000000000")),
                       value(decimal("0.1")),
                       value(decimal("0.11")),
                       value(decimal("1E+1000000000")),
                       value(ratio(-1, 3)),
                       value(ratio(1, 3)),
                       value('a'),
                       value("a"),
                       value("a\x01"),
                       value("a\xff"),
                       symbol("a"),
                       keyword("a"),
                       keyword("a/b"),
                       value(instant(-1)),
                       value(instant(1)),
                       value(uuid()),
                       value(bytes()),
                       value(bytes{std::byte{0}}),
                       list(),
                       list(3),
                       vec(),
                       vec(1),
                       vec(1, 1),
                       vec(2),
                       map(),
                       map({{1, 1}}),
                       map({{1, 1}, {2, 0}}),
                       map({{1, 2}}),
                       set(),
                       set(1),
                       tagged("a", 2),
                       tagged("b", 1)};
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < all.size(); ++j) {
      INFO(to_string(all[i]) << " against " << to_string(all[j]));
      CHECK(sign(key_compare(all[i], all[j])) == sign(i <=> j));
    }
}
