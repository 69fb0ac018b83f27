// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <set>

#include "shop.hpp"

using namespace brine;
using namespace brine::test;

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

TEST_CASE("names are keywords where that is asked", "[codecs]") {
  auto clojure = reflect_options{.keywords = true};
  auto u = shop::user();
  u.home = {"Bled", 4260};
  u.by_name = {{"x", {"Piran", 6330}}};
  auto v = to_value(u, clojure);
  CHECK(to_string(v["home"_kw]) == R"({:city "Bled", :zip 4260})");
  CHECK(to_string(v["by_name"_kw]) == R"({"x" {:city "Piran", :zip 6330}})");
  CHECK(from_value<shop::user>(v, clojure)->home.zip == 4260);
  CHECK(failure<shop::user>(v)
        == "not_found: at [\"name\"]: missing, but there is :name");
  CHECK(failure<shop::address>(to_value(u.home), clojure)
        == "not_found: at [:city]: missing, but there is \"city\"");
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
  STATIC_REQUIRE(!reflectable<std::weak_ptr<shop::address>>);
  STATIC_REQUIRE(!reflectable<std::unique_ptr<shop::address[]>>);
  STATIC_REQUIRE(!reflectable<std::shared_ptr<void>>);
}
