// SPDX-License-Identifier: MIT
#include <brine/codecs/reflect.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>
#include <cereal/types/vector.hpp>

#include <map>
#include <set>

using namespace brine;

namespace shop {

enum class color { red = 1, blue = 2 };

struct address {
  std::string city;
  int zip = 0;

  bool operator==(const address&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(city), cereal::make_nvp("zip", zip));
  }
};

struct user {
  std::string name;
  int age = 0;
  double score = 0;
  color likes = color::red;
  address home;
  std::vector<address> others;
  std::vector<std::string> tags;
  std::map<std::string, address> by_name;
  std::optional<std::string> nick;
  std::optional<address> work;
  std::unique_ptr<address> hidden;
  std::pair<int, std::string> pair;
  char grade = 'a';
  value extra;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(name), CEREAL_NVP(age), CEREAL_NVP(score), CEREAL_NVP(likes),
       CEREAL_NVP(home), CEREAL_NVP(others), CEREAL_NVP(tags),
       CEREAL_NVP(by_name), CEREAL_NVP(nick), CEREAL_NVP(work),
       CEREAL_NVP(hidden), CEREAL_NVP(pair), CEREAL_NVP(grade),
       CEREAL_NVP(extra));
  }
};

struct unnamed {
  int a = 0;
  std::string b;

  template <class Archive>
  void serialize(Archive& ar) {
    ar& a;
    ar& b;
  }
};

/// Members are private, functions in two halves.
class split {
public:
  explicit split(int n = 0) : n_(n) {}

  int n() const {
    return n_;
  }

private:
  friend class cereal::access;

  template <class Archive>
  void save(Archive& ar) const {
    ar(cereal::make_nvp("twice", 2 * n_));
  }

  template <class Archive>
  void load(Archive& ar) {
    auto twice = 0;
    ar(cereal::make_nvp("twice", twice));
    n_ = twice / 2;
  }

  int n_;
};

/// Serialized by a function beside it.
struct outside {
  int x = 0;
};

template <class Archive>
void serialize(Archive& ar, outside& o) {
  ar(cereal::make_nvp("x", o.x));
}

struct derived : address {
  int extra = 0;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::base_class<address>(this), CEREAL_NVP(extra));
  }
};

struct versioned {
  int x = 0;
  std::uint32_t seen = 0;

  template <class Archive>
  void serialize(Archive& ar, const std::uint32_t version) {
    seen = version;
    ar(CEREAL_NVP(x));
  }
};

struct minimal {
  int x = 0;

  template <class Archive>
  std::string save_minimal(const Archive&) const {
    return std::to_string(x);
  }

  template <class Archive>
  void load_minimal(const Archive&, const std::string& text) {
    x = std::stoi(text);
  }
};

/// A container of its own.
struct stack {
  std::vector<int> items;

  template <class Archive>
  void save(Archive& ar) const {
    ar(cereal::make_size_tag(static_cast<cereal::size_type>(items.size())));
    for (auto i : items)
      ar(i);
  }

  template <class Archive>
  void load(Archive& ar) {
    auto n = cereal::size_type();
    ar(cereal::make_size_tag(n));
    items.resize(static_cast<std::size_t>(n));
    for (auto& i : items)
      ar(i);
  }
};

struct nothing {};

} // namespace shop

CEREAL_CLASS_VERSION(shop::versioned, 3)

namespace {

template <class T>
std::string failure(const value& v) {
  auto r = from_value<T>(v);
  return r ? "fine" : r.failure().what();
}

const auto ljubljana = value{{"city", "Ljubljana"}, {"zip", 1000}};

} // namespace

TEST_CASE("a user's type becomes a map and comes back", "[codecs]") {
  auto u = shop::user();
  u.name = "Alice";
  u.age = 30;
  u.score = 1.5;
  u.likes = shop::color::blue;
  u.home = {"Ljubljana", 1000};
  u.others = {{"Bled", 4260}};
  u.tags = {"a", "b"};
  u.by_name = {{"x", {"Piran", 6330}}};
  u.work = shop::address{"Koper", 6000};
  u.pair = {1, "one"};
  u.extra = vec(keyword("k"), 1);
  auto v = to_value(u);
  CHECK(to_string(v)
        == R"({"age" 30, "by_name" {"x" {"city" "Piran", "zip" 6330}}, )"
           R"("extra" [:k 1], "grade" \a, "hidden" nil, )"
           R"("home" {"city" "Ljubljana", "zip" 1000}, "likes" 2, )"
           R"("name" "Alice", "nick" nil, )"
           R"("others" [{"city" "Bled", "zip" 4260}], "pair" [1 "one"], )"
           R"("score" 1.5, "tags" ["a" "b"], )"
           R"("work" {"city" "Koper", "zip" 6000}})");
  auto again = from_value<shop::user>(v).or_throw();
  CHECK(to_string(to_value(again)) == to_string(v));
  CHECK(again.likes == shop::color::blue);
  CHECK(again.work == u.work);
  CHECK(again.hidden == nullptr);
}

TEST_CASE("members without names are numbered", "[codecs]") {
  auto v = to_value(shop::unnamed{1, "x"});
  CHECK(to_string(v) == R"({"value0" 1, "value1" "x"})");
  CHECK(from_value<shop::unnamed>(v)->b == "x");
}

TEST_CASE("every way of cereal to serialize a type works", "[codecs]") {
  CHECK(to_string(to_value(shop::split(4))) == R"({"twice" 8})");
  CHECK(from_value<shop::split>({{"twice", 8}})->n() == 4);
  CHECK(to_string(to_value(shop::outside{7})) == R"({"x" 7})");
  CHECK(from_value<shop::outside>({{"x", 7}})->x == 7);
  auto d = shop::derived();
  d.city = "Bled";
  d.extra = 1;
  CHECK(to_string(to_value(d))
        == R"({"extra" 1, "value0" {"city" "Bled", "zip" 0}})");
  CHECK(from_value<shop::derived>(to_value(d))->city == "Bled");
  CHECK(to_string(to_value(shop::versioned{1}))
        == R"({"cereal_class_version" 3, "x" 1})");
  CHECK(
    from_value<shop::versioned>({{"cereal_class_version", 2}, {"x", 1}})->seen
    == 2);
  CHECK(to_string(to_value(shop::minimal{5})) == "\"5\"");
  CHECK(from_value<shop::minimal>("5")->x == 5);
  CHECK(to_string(to_value(shop::stack{{1, 2}})) == "[1 2]");
  CHECK(from_value<shop::stack>(vec(1, 2))->items == std::vector<int>{1, 2});
}

TEST_CASE("containers of users' types are values too", "[codecs]") {
  auto all = std::vector<shop::address>{{"Bled", 1}, {"Piran", 2}};
  CHECK(from_value<std::vector<shop::address>>(to_value(all)).or_throw()
        == all);
  auto colors = std::map<shop::color, std::optional<shop::address>>{
    {shop::color::red, std::nullopt}, {shop::color::blue, all[0]}};
  CHECK(to_string(to_value(colors))
        == R"({1 nil, 2 {"city" "Bled", "zip" 1}})");
  CHECK(from_value<decltype(colors)>(to_value(colors)).or_throw() == colors);
  auto many =
    std::tuple<int, shop::color, std::set<int>>{1, shop::color::red, {3}};
  CHECK(to_string(to_value(many)) == "[1 1 #{3}]");
  CHECK(from_value<decltype(many)>(to_value(many)).or_throw() == many);
}

TEST_CASE("what does not fit a user's type is named with its path",
          "[codecs]") {
  CHECK(failure<shop::address>({{"city", 7}, {"zip", 1}})
        == "wrong_kind: city: wanted string, found integer 7");
  CHECK(failure<shop::address>({{"city", "x"}}) == "not_found: zip is missing");
  CHECK(failure<shop::address>(vec(1))
        == "wrong_kind: wanted map, found vector [1]");
  auto good = to_value(shop::user());
  auto with = [&](std::string_view name, const value& v) {
    auto b = builder();
    for (const auto& e : good.entries())
      b.add(e.key, e.key == value(name) ? v : e.val);
    return failure<shop::user>(b.map());
  };
  CHECK(with("age", 31) == "fine");
  CHECK(with("age", std::int64_t{1} << 40).starts_with("wrong_kind: age: "));
  CHECK(with("home", {{"city", "x"}}) == "not_found: home.zip is missing");
  CHECK(with("others", vec(ljubljana, value{{"city", 1}, {"zip", 1}}))
        == "wrong_kind: others[1].city: wanted string, found integer 1");
  CHECK(with("tags", vec("a", 1))
        == "wrong_kind: tags[1]: wanted string, found integer 1");
  CHECK(with("by_name", {{"k", {{"city", "x"}, {"zip", "y"}}}})
        == "wrong_kind: by_name.k.zip: wanted integer, found string \"y\"");
  CHECK(with("pair", vec(1))
        == "wrong_kind: pair: wanted vector of 2, found vector [1]");
  CHECK(with("likes", "red")
        == "wrong_kind: likes: wanted integer, found string \"red\"");
}

TEST_CASE("a missing optional member is empty", "[codecs]") {
  auto b = builder();
  auto all = to_value(shop::user());
  for (const auto& e : all.entries())
    if (e.key != value("nick") && e.key != value("hidden"))
      b.add(e.key, e.val);
  CHECK(failure<shop::user>(b.map()) == "fine");
}

TEST_CASE("what is a value already is not reflected", "[codecs]") {
  STATIC_REQUIRE(reflectable<shop::user>);
  STATIC_REQUIRE(reflectable<std::vector<shop::address>>);
  STATIC_REQUIRE(reflectable<shop::color>);
  STATIC_REQUIRE(!reflectable<value>);
  STATIC_REQUIRE(!reflectable<int>);
  STATIC_REQUIRE(!reflectable<std::string>);
  STATIC_REQUIRE(!reflectable<const char*>);
  STATIC_REQUIRE(!reflectable<char[4]>);
  STATIC_REQUIRE(!reflectable<std::vector<int>>);
  STATIC_REQUIRE(!reflectable<std::map<std::string, int>>);
  STATIC_REQUIRE(!reflectable<shop::nothing>);
  STATIC_REQUIRE(!reflectable<std::vector<shop::nothing>>);
  STATIC_REQUIRE(!reflectable<int*>);
}
