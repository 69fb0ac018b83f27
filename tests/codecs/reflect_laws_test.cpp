// SPDX-License-Identifier: MIT
#include <brine/codecs/portable.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <list>
#include <set>
#include <unordered_map>
#include <variant>

#include "../core/generate.hpp"
#include "shop.hpp"

using namespace brine;

namespace {

enum class side : std::int8_t { left = -1, right = 1 };

struct base {
  std::int64_t id = 0;

  bool operator==(const base&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(id));
  }
};

struct leaf {
  std::uint16_t small = 0;
  std::optional<double> real;
  std::variant<std::monostate, std::string, std::vector<side>> any;

  bool operator==(const leaf&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(small, real, any);
  }
};

/// A struct of everything.
struct everything : base {
  bool yes = false;
  std::uint64_t large = 0;
  float single = 0;
  std::string text;
  side where = side::left;
  std::vector<leaf> leaves;
  std::map<std::string, std::list<int>> lists;
  std::unordered_map<std::int8_t, leaf> by_number;
  std::multiset<std::string> words;
  std::set<std::pair<int, char>> pairs;
  std::optional<std::optional<int>> twice;
  std::chrono::sys_time<std::chrono::microseconds> when;
  std::chrono::milliseconds took{};
  bytes raw;
  value extra;

  bool operator==(const everything&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::make_nvp("base", cereal::base_class<base>(this)),
       CEREAL_NVP(yes), CEREAL_NVP(large), CEREAL_NVP(single), CEREAL_NVP(text),
       CEREAL_NVP(where), CEREAL_NVP(leaves), CEREAL_NVP(lists),
       CEREAL_NVP(by_number), CEREAL_NVP(words), CEREAL_NVP(pairs),
       CEREAL_NVP(twice), CEREAL_NVP(when), CEREAL_NVP(took), CEREAL_NVP(raw),
       CEREAL_NVP(extra));
  }
};

template <class T>
T any() {
  return *rc::gen::arbitrary<T>();
}

leaf any_leaf() {
  auto x = leaf();
  x.small = any<std::uint16_t>();
  if (any<bool>())
    x.real = any<double>();
  switch (*rc::gen::inRange(0, 3)) {
  case 1:
    x.any = any<std::string>();
    break;
  case 2:
    x.any = std::vector<side>(any<std::uint8_t>() % 4, side::right);
    break;
  default:
    break;
  }
  return x;
}

everything any_thing() {
  auto x = everything();
  x.id = any<std::int64_t>();
  x.yes = any<bool>();
  x.large = any<std::uint64_t>();
  x.single = any<float>();
  x.text = any<std::string>();
  x.where = any<bool>() ? side::left : side::right;
  for (auto n = *rc::gen::inRange(0, 4); n > 0; --n)
    x.leaves.push_back(any_leaf());
  x.lists = any<std::map<std::string, std::list<int>>>();
  for (auto n = *rc::gen::inRange(0, 4); n > 0; --n)
    x.by_number.emplace(any<std::int8_t>(), any_leaf());
  for (auto& word : any<std::vector<std::string>>())
    x.words.insert(word);
  for (auto& pair : any<std::vector<std::pair<int, char>>>())
    x.pairs.insert(pair);
  if (any<bool>())
    x.twice.emplace();
  if (x.twice && any<bool>())
    x.twice->emplace(any<int>());
  x.when += std::chrono::microseconds(any<std::int64_t>());
  x.took = std::chrono::milliseconds(any<std::int64_t>());
  for (auto c : any<std::string>())
    x.raw.push_back(static_cast<std::byte>(c));
  x.extra = any<value>();
  return x;
}

} // namespace

TEST_CASE("any object comes back from its value", "[codecs]") {
  CHECK(rc::check([] {
    auto x = any_thing();
    for (auto keywords : {false, true}) {
      auto how = reflect_options{.keywords = keywords};
      auto v = to_value(x, how);
      RC_ASSERT(from_value<everything>(v, how).or_throw() == x);
      auto stored = std::string();
      encode_portable(stored, v).or_throw();
      auto again = decode_portable(stored).or_throw();
      RC_ASSERT(from_value<everything>(again, how).or_throw() == x);
    }
  }));
}

TEST_CASE("any value is an object or an error", "[codecs]") {
  auto fields = to_value(everything());
  CHECK(rc::check([&] {
    auto v = any<value>();
    (void)from_value<everything>(v).ok();
    auto at = *rc::gen::inRange<std::size_t>(0, fields.size());
    auto changed = test::with(fields, fields.entries()[at].key, v);
    auto r = from_value<everything>(changed, {.lenient = true});
    if (!r) {
      auto key = "at [" + to_string(fields.entries()[at].key);
      RC_ASSERT(r.failure().message().starts_with(key));
    }
  }));
}
