// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <set>
#include <variant>

#include "shop.hpp"

using namespace brine;
using namespace brine::test;

namespace shop {

struct node {
  int n = 0;
  std::shared_ptr<node> next;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(n), CEREAL_NVP(next));
  }
};

struct tree {
  std::variant<int, std::vector<tree>> inside;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(inside));
  }
};

struct shape {
  int area = 1;
  shape() = default;
  shape(const shape&) = default;
  virtual ~shape() = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(area));
  }
};

struct circle : shape {};

struct twins {
  int a = 0;
  int b = 0;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::make_nvp("x", a), cereal::make_nvp("x", b));
  }
};

struct refusing {
  int unwritten = 0;

  template <class Archive>
  int save_minimal(const Archive&) const {
    if (unwritten == 1)
      throw cereal::Exception("not one");
    if (unwritten == 2)
      throw std::logic_error("not two");
    return 1;
  }

  template <class Archive>
  void load_minimal(const Archive&, const int& n) {
    if (n == 1)
      throw cereal::Exception("not one");
    if (n == 2)
      throw std::logic_error("not two");
  }
};

struct never {
  template <class Archive>
  void serialize(Archive&) {
    throw cereal::Exception("never");
  }
};

struct picky {
  never inside;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(inside));
  }
};

} // namespace shop

namespace {

const auto ljubljana = value{{"city", "Ljubljana"}, {"zip", 1000}};

/// So many nodes in a row.
std::shared_ptr<shop::node> chain(int length) {
  auto all = std::shared_ptr<shop::node>();
  for (auto i = 0; i < length; ++i)
    all = std::make_shared<shop::node>(shop::node{i, std::move(all)});
  return all;
}

} // namespace

TEST_CASE("what does not fit a user's type is named with its path",
          "[codecs]") {
  CHECK(failure<shop::address>({{"city", 7}, {"zip", 1}})
        == R"(wrong_kind: at ["city"]: wanted string, found integer 7)");
  CHECK(failure<shop::address>(vec(1))
        == "wrong_kind: wanted map, found vector [1]");
  auto good = to_value(shop::user());
  auto failing = [&](std::string_view name, const value& v) {
    return failure<shop::user>(with(good, name, v));
  };
  CHECK(failing("age", 31) == "fine");
  CHECK(failing("age", std::int64_t{1} << 40)
        == "wrong_kind: at [\"age\"]: wanted integer of 32 bits, found integer "
           "1099511627776");
  CHECK(failing("others", vec(ljubljana, value{{"city", 1}, {"zip", 1}}))
        == R"(wrong_kind: at ["others" 1 "city"]: wanted string, found )"
           "integer 1");
  CHECK(failing("tags", vec("a", 1))
        == R"(wrong_kind: at ["tags" 1]: wanted string, found integer 1)");
  CHECK(failing("tags", "a").starts_with("wrong_kind: at [\"tags\"]: "));
  CHECK(failing("by_name", {{"k", {{"city", "x"}, {"zip", "y"}}}})
        == R"(wrong_kind: at ["by_name" "k" "zip"]: wanted integer, found )"
           "string \"y\"");
  CHECK(failing("by_name", {{keyword("k"), ljubljana}})
        == R"(wrong_kind: at ["by_name" :k]: wanted string, found keyword :k)");
  CHECK(failing("pair", vec(1))
        == R"(wrong_kind: at ["pair"]: wanted vector of 2, found vector [1])");
  CHECK(failing("likes", "red")
        == R"(wrong_kind: at ["likes"]: wanted integer, found string "red")");
  CHECK(failing("work", {{"city", 1}})
        == R"(wrong_kind: at ["work" "city"]: wanted string, found integer 1)");
}

TEST_CASE("a missing field is an error that names it", "[codecs]") {
  CHECK(failure<shop::address>({{"city", "x"}})
        == R"(not_found: at ["zip"]: missing)");
  CHECK(
    failure<shop::user>(with(to_value(shop::user()), "home", {{"city", "x"}}))
    == R"(not_found: at ["home" "zip"]: missing)");
}

TEST_CASE("a field too many is an error that names it", "[codecs]") {
  CHECK(failure<shop::address>(with(ljubljana, "street", "x"))
        == R"(wrong_kind: at ["street"]: no such field)");
  CHECK(failure<shop::address>(with(ljubljana, "city"_kw, "x"))
        == R"(wrong_kind: at [:city]: no such field)");
  CHECK(failure<shop::user>(
          with(to_value(shop::user()), "others", vec(with(ljubljana, 1, 2))))
        == R"(wrong_kind: at ["others" 0 1]: no such field)");
}

TEST_CASE("a missing optional is empty", "[codecs]") {
  auto v = without(without(to_value(shop::user()), "nick"), "hidden");
  CHECK(failure<shop::user>(v) == "fine");
}

TEST_CASE("where it is lenient a missing field keeps its default, and only "
          "that is forgiven",
          "[codecs]") {
  auto lenient = reflect_options{.lenient = true};
  auto u =
    from_value<shop::user>({{"name", "Al"}, {"home", {{"zip", 1}}}}, lenient)
      .or_throw();
  CHECK(u.name == "Al");
  CHECK(u.grade == 'a');
  CHECK(u.home == shop::address{"", 1});
  CHECK(failure<shop::address>({{"street", "x"}}, lenient)
        == R"(wrong_kind: at ["street"]: no such field)");
  CHECK(failure<shop::address>({{"city", 1}}, lenient)
        == R"(wrong_kind: at ["city"]: wanted string, found integer 1)");
  CHECK(failure<std::pair<int, shop::color>>(vec(1), lenient)
        == "wrong_kind: wanted vector of 2, found vector [1]");
}

TEST_CASE("pointers in a circle are an error", "[codecs]") {
  auto loop = std::make_shared<shop::node>();
  loop->next = loop;
  auto what = save_failure(*loop);
  loop->next.reset();
  CHECK(what.starts_with("too_large: at [\"next\" \"next\" "));
  CHECK(what.ends_with("]: it nests more than 1024 collections, or points to "
                       "itself"));
  CHECK(what.size() < 1000);
}

TEST_CASE("users' types nest as deep as values", "[codecs]") {
  auto deepest = chain(max_nesting);
  auto v = to_value(*deepest);
  CHECK(failure<shop::node>(v) == "fine");
  CHECK(save_failure(*chain(max_nesting + 1)).starts_with("too_large: "));
  auto deeper = value{{"n", 1}, {"next", v}};
  CHECK(failure<shop::node>(deeper).starts_with("too_large: at [\"next\" "));
  auto t = shop::tree();
  for (auto i = 0; i < 500; ++i)
    t = shop::tree{std::vector<shop::tree>{std::move(t)}};
  CHECK(save_failure(t).starts_with("too_large: "));
}

TEST_CASE("an object of a derived class is not cut to its base", "[codecs]") {
  CHECK(save_failure(std::make_unique<shop::shape>()) == "fine");
  auto all = std::vector<std::shared_ptr<shop::shape>>();
  all.push_back(std::make_shared<shop::circle>());
  CHECK(save_failure(all)
        == "unsupported: at [0]: the pointer holds an object of a derived "
           "class");
}

TEST_CASE("what would not come back is not saved", "[codecs]") {
  CHECK(save_failure(shop::twins())
        == "bad_argument: two fields have one name");
  using day = std::chrono::duration<std::int64_t, std::ratio<86400>>;
  auto never =
    std::map<shop::color,
             std::chrono::time_point<std::chrono::system_clock, day>>{
      {shop::color::red,
       std::chrono::time_point<std::chrono::system_clock, day>::max()}};
  CHECK(save_failure(never)
        == "bad_argument: at [1]: a time point too far from 1970 for an "
           "instant");
}

TEST_CASE("what does not fit a container is named", "[codecs]") {
  CHECK(failure<std::set<shop::color>>(vec(1, 1))
        == "wrong_kind: two items are the same");
  CHECK(failure<std::map<float, shop::color>>({{0.1, 1}, {double{0.1F}, 2}})
        == "wrong_kind: at [0.10000000149011612]: the key is the same as one "
           "before");
  using either = std::variant<int, shop::address>;
  CHECK(
    failure<either>({{"index", 2}, {"data", 1}})
    == R"(wrong_kind: at ["index"]: wanted index below 2, found integer 2)");
  CHECK(failure<either>({{"index", -1}, {"data", 1}})
          .starts_with(R"(wrong_kind: at ["index"]: wanted unsigned)"));
  CHECK(failure<either>({{"index", 1}, {"data", {{"city", "x"}}}})
        == R"(not_found: at ["data" "zip"]: missing)");
  CHECK(failure<either>({{"index", 0}})
        == R"(not_found: at ["data"]: missing)");
  CHECK(failure<either>({{"index", 0}, {"data", 0}, {"x", 0}})
        == R"(wrong_kind: at ["x"]: no such field)");
}

TEST_CASE("numbers that a member cannot hold are named", "[codecs]") {
  auto first = [](const value& v, auto zero) {
    using number = decltype(zero);
    return failure<std::pair<number, shop::color>>(vec(v, 1));
  };
  CHECK(first(255, std::uint8_t()) == "fine");
  CHECK(first(256, std::uint8_t())
        == "wrong_kind: at [0]: wanted unsigned integer of 8 bits, found "
           "integer 256");
  CHECK(first(-1, std::uint64_t()).starts_with("wrong_kind: at [0]: "));
  CHECK(first(1e300, 0.0F)
        == "wrong_kind: at [0]: wanted number that a float can hold, found "
           "double 1e+300");
  CHECK(first(16777217, 0.0F).starts_with("wrong_kind: at [0]: "));
  CHECK(first(16777217, 0.0) == "fine");
  CHECK(first(1.0, 0).starts_with("wrong_kind: at [0]: wanted integer"));
  CHECK(first(1, true).starts_with("wrong_kind: at [0]: wanted boolean"));
  auto late = instant("9999-01-01T00:00:00Z");
  CHECK(first(late, std::chrono::system_clock::time_point())
          .starts_with("wrong_kind: at [0]: wanted instant"));
}

TEST_CASE("what a type's own functions throw tells why", "[codecs]") {
  CHECK(failure<std::vector<shop::refusing>>(vec(0)) == "fine");
  CHECK(failure<std::vector<shop::refusing>>(vec(0, 1))
        == "wrong_kind: at [1]: not one");
  CHECK_THROWS_AS(failure<std::vector<shop::refusing>>(vec(2)),
                  std::logic_error);
  CHECK(save_failure(std::vector<shop::refusing>{{0}, {1}})
        == "wrong_kind: at [1]: not one");
  CHECK_THROWS_AS(save_failure(shop::refusing{2}), std::logic_error);
  // So do those that are functions of a class, however deep.
  CHECK(save_failure(std::map<std::string, shop::picky>{{"x", {}}})
        == R"(wrong_kind: at ["x" "inside"]: never)");
  CHECK(
    failure<std::map<std::string, shop::picky>>({{"x", {{"inside", map()}}}})
    == R"(wrong_kind: at ["x" "inside"]: never)");
}
