// SPDX-License-Identifier: MIT
#include <brine/core/builder.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/value.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <compare>
#include <filesystem>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

using namespace brine;

TEST_CASE("in braces a value is a map", "[core]") {
  CHECK(to_string(value{{"name", "Alice"}, {"age", 30}})
        == R"({"age" 30, "name" "Alice"})");
  CHECK(to_string(value{{1, 2}, {3, 4}}) == "{1 2, 3 4}");
  CHECK(to_string(value{{"a", "b"}}) == R"({"a" "b"})");
  CHECK(to_string(value({{"a", "b"}})) == R"({"a" "b"})");
  value nested = {{"a", {{"b", {{"c", 1}}}}}};
  CHECK(to_string(nested) == R"({"a" {"b" {"c" 1}}})");
  CHECK(to_string(value{{"a", {{"x", "y"}, {"z", nullptr}}}, {"b", {}}})
        == R"({"a" {"x" "y", "z" nil}, "b" nil})");
  CHECK(value{}.is_nil());
  CHECK(to_string(map()) == "{}");
  CHECK(to_string(map({{1, 2}})) == "{1 2}");
}

TEST_CASE("of equal keys in braces the last wins", "[core]") {
  CHECK(to_string(value{{"a", 1}, {"b", 2}, {"a", 3}}) == R"({"a" 3, "b" 2})");
  CHECK(to_string(value{{2, 1}, {1, 1}, {2, 2}, {1, 2}, {2, 3}})
        == "{1 2, 2 3}");
}

TEST_CASE("lists, vectors and sets are spelled by name", "[core]") {
  CHECK(to_string(vec(1, "two", vec(), value{{"k", "v"}}))
        == R"([1 "two" [] {"k" "v"}])");
  CHECK(to_string(list(1, list())) == "(1 ())");
  CHECK(to_string(set(3, 1, 2, 1)) == "#{1 2 3}");
  CHECK(to_string(set()) == "#{}");
}

TEST_CASE("values are made from C++ types", "[core]") {
  using namespace std::string_literals;
  CHECK(to_string(true) == "true");
  CHECK(to_string('a') == "\\a");
  CHECK(to_string(U'\u03bb') == R"(\u03bb)");
  CHECK(to_string(static_cast<unsigned char>(7)) == "7");
  CHECK(to_string(static_cast<signed char>(-7)) == "-7");
  CHECK(to_string(std::uint64_t{9223372036854775807U})
        == "9223372036854775807");
  CHECK(to_string(~std::uint64_t{0}) == "18446744073709551615N");
  CHECK(to_string(1.0F) == "1.0");
  CHECK(to_string("s"s) == "\"s\"");
  CHECK(to_string(std::string_view("a string longer than fourteen"))
        == "\"a string longer than fourteen\"");
  CHECK(to_string(std::vector{1, 2}) == "[1 2]");
  CHECK(to_string(std::vector{true, false}) == "[true false]");
  CHECK(to_string(std::array{"a", "b"}) == R"(["a" "b"])");
  CHECK(to_string(std::list<std::vector<int>>{{1}, {}}) == "[[1] []]");
  CHECK(to_string(std::map<std::string, int>{{"a", 1}}) == R"({"a" 1})");
  CHECK(to_string(std::unordered_map<int, std::vector<std::string>>{{1, {"x"}}})
        == R"({1 ["x"]})");
  CHECK(to_string(std::set<int>{2, 1}) == "#{1 2}");
  CHECK(to_string(std::unordered_set<std::string>{"x"}) == R"(#{"x"})");
  CHECK(to_string(std::optional<int>(4)) == "4");
  CHECK(to_string(std::optional<int>()) == "nil");
  CHECK(to_string(std::nullopt) == "nil");
  CHECK(to_string(std::vector{std::byte{0}, std::byte{255}})
        == "#bytes \"00ff\"");
  CHECK(to_string(std::chrono::system_clock::time_point())
        == "#inst \"1970-01-01T00:00:00.000-00:00\"");
  const value items[] = {1, "x"};
  CHECK(to_string(std::span(items)) == "[1 \"x\"]");
}

TEST_CASE("what is no value does not convert", "[core]") {
  STATIC_REQUIRE(!std::is_convertible_v<int*, value>);
  STATIC_REQUIRE(!std::is_convertible_v<void*, value>);
  STATIC_REQUIRE(!std::is_convertible_v<wchar_t, value>);
  STATIC_REQUIRE(!std::is_convertible_v<std::filesystem::path, value>);
  STATIC_REQUIRE(!std::is_convertible_v<std::vector<int*>, value>);
  STATIC_REQUIRE(!std::is_convertible_v<value, bool>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<value>);
  STATIC_REQUIRE(std::is_nothrow_copy_constructible_v<value>);
  const char* null = nullptr;
  CHECK_THROWS_WITH(value(null), "bad_argument: a value from a null pointer");
  CHECK_THROWS_WITH(value(char32_t{0x110000}),
                    "bad_argument: no character has code 1114112");
}

TEST_CASE("a million nested vectors are destroyed, compared, hashed and "
          "printed",
          "[core]") {
  auto nest = [] {
    value v;
    for (int i = 0; i < 1'000'000; ++i)
      v = vec(std::move(v));
    return v;
  };
  auto a = nest();
  auto b = nest();
  CHECK(a == b);
  CHECK(a.hash() == b.hash());
  CHECK(std::is_eq(key_compare(a, b)));
  CHECK(to_string(a).size() == 2'000'003);
}
