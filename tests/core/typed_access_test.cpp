// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>
#include <brine/core/value.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

using namespace brine;

TEST_CASE("typed access gives what is there", "[core]") {
  CHECK(value(true).as_bool());
  CHECK(value(5).as_int() == 5);
  CHECK(value(2.5).as_double() == 2.5);
  CHECK(value(U'\u03bb').as_char() == U'\u03bb');
  CHECK(value("fourteen chars").as_string() == "fourteen chars");
  CHECK(value("fifteen chars !").as_string() == "fifteen chars !");
  CHECK(keyword("a/b").as_keyword() == "a/b");
  CHECK(symbol("a/b").as_symbol() == "a/b");
  CHECK(value(instant(7)).as_instant() == instant(7));
  CHECK(value(bytes{std::byte{9}}).as_bytes()[0] == std::byte{9});
  CHECK(value(5).as_big_integer() == big_integer(5));
  CHECK(value(decimal("1.5")).as_decimal().scale() == 1);
  CHECK(value(5).as_ratio() == ratio(5, 1));
  CHECK(tagged("t", 1).tag() == "t");
  CHECK(tagged("t", 1).untagged() == value(1));
  auto id = uuid("3997818b-5bf3-42f0-890b-59bfac2fc54e");
  CHECK(value(id).as_uuid() == id);
}

TEST_CASE("a default is given for nil only", "[core]") {
  const value nil;
  CHECK(nil.as_bool(true));
  CHECK(nil.as_int(3) == 3);
  CHECK(nil.as_double(0.5) == 0.5);
  CHECK(nil.as_char(U'x') == U'x');
  CHECK(nil.as_string("x") == "x");
  CHECK(nil.as_keyword("x") == "x");
  CHECK(nil.as_symbol("x") == "x");
  CHECK(nil.as_instant(instant(1)) == instant(1));
  CHECK(nil.as_uuid(uuid()) == uuid());
  CHECK(nil.as_bytes({}).empty());
  CHECK(nil.as_big_integer(big_integer(1)) == big_integer(1));
  CHECK(nil.as_decimal(decimal("1")) == decimal("1"));
  CHECK(nil.as_ratio(ratio(1, 2)) == ratio(1, 2));
  CHECK(value(5).as_int(3) == 5);
  CHECK_THROWS_WITH(value("x").as_int(3),
                    "wrong_kind: wanted integer, found string \"x\"");
}

TEST_CASE("another kind is an error that names both", "[core]") {
  const value v = {{"a", 1}};
  auto found = [](const std::string& wanted) {
    return "wrong_kind: wanted " + wanted + ", found map {\"a\" 1}";
  };
  CHECK_THROWS_WITH(v.as_bool(), found("boolean"));
  CHECK_THROWS_WITH(v.as_int(), found("integer"));
  CHECK_THROWS_WITH(v.as_double(), found("double"));
  CHECK_THROWS_WITH(v.as_char(), found("character"));
  CHECK_THROWS_WITH(v.as_string(), found("string"));
  CHECK_THROWS_WITH(v.as_keyword(), found("keyword"));
  CHECK_THROWS_WITH(v.as_symbol(), found("symbol"));
  CHECK_THROWS_WITH(v.as_instant(), found("instant"));
  CHECK_THROWS_WITH(v.as_uuid(), found("uuid"));
  CHECK_THROWS_WITH(v.as_bytes(), found("bytes"));
  CHECK_THROWS_WITH(v.as_big_integer(), found("big integer"));
  CHECK_THROWS_WITH(v.as_decimal(), found("decimal"));
  CHECK_THROWS_WITH(v.as_ratio(), found("ratio"));
  CHECK_THROWS_WITH(v.tag(), found("tagged value"));
  CHECK_THROWS_WITH(v.untagged(), found("tagged value"));
  CHECK_THROWS_WITH(v.items(), found("list, vector or set"));
  CHECK_THROWS_WITH(vec(1).entries(),
                    "wrong_kind: wanted map, found vector [1]");
  CHECK_THROWS_WITH(value().as_int(), "wrong_kind: wanted integer, found nil");
  CHECK_THROWS_WITH(value(1).size(), "wrong_kind: wanted collection, string or "
                                     "bytes, found integer 1");
  CHECK_THROWS_WITH(vec(1, 2).at(2),
                    "bad_argument: no item 2 in a vector of 2");
  CHECK_THROWS_WITH(value(std::string(100, 'x')).as_int(),
                    "wrong_kind: wanted integer, found string \""
                      + std::string(59, 'x') + "...");
}

TEST_CASE("values convert to C++ types", "[core]") {
  CHECK(value(255).to<std::uint8_t>() == 255);
  CHECK(value(~std::uint64_t{0}).to<std::uint64_t>() == ~std::uint64_t{0});
  CHECK(value(4).to<double>() == 4.0);
  CHECK(value(4.5).to<double>() == 4.5);
  CHECK(value("s").to<std::string>() == "s");
  CHECK(value().to<std::optional<int>>() == std::nullopt);
  CHECK(value(1).to<std::optional<int>>() == 1);
  CHECK(vec(1, 2).to<std::vector<int>>() == std::vector{1, 2});
  CHECK(list(1, 2).to<std::array<int, 2>>() == std::array{1, 2});
  CHECK(set("a").to<std::set<std::string>>() == std::set<std::string>{"a"});
  CHECK(vec("a", 1).to<std::pair<std::string, int>>()
        == std::pair<std::string, int>("a", 1));
  using nested = std::map<std::string, std::vector<int>>;
  CHECK(value{{"a", vec(1)}}.to<nested>() == nested{{"a", {1}}});
  CHECK(value{{1, 2}}.to<std::unordered_map<int, int>>().at(1) == 2);
  CHECK(value(bytes{std::byte{1}}).to<bytes>() == bytes{std::byte{1}});
  CHECK(value(5).to<value>() == value(5));
}

TEST_CASE("what a C++ type cannot hold is an error", "[core]") {
  CHECK_THROWS_WITH(value(256).to<std::uint8_t>(),
                    "wrong_kind: wanted unsigned integer of 8 bits, found "
                    "integer 256");
  CHECK_THROWS_WITH(value(-1).to<std::uint64_t>(),
                    "wrong_kind: wanted unsigned integer of 64 bits, found "
                    "integer -1");
  CHECK_THROWS_WITH(value(~std::uint64_t{0}).to<int>(),
                    "wrong_kind: wanted integer of 32 bits, found big integer "
                    "18446744073709551615N");
  CHECK_THROWS_WITH(value((std::int64_t{1} << 53) + 1).to<double>(),
                    "wrong_kind: wanted integer that a double holds exactly, "
                    "found integer 9007199254740993");
  CHECK_THROWS_WITH(value(INT64_MAX).to<double>(),
                    Catch::Contains("holds exactly"));
  CHECK_THROWS_WITH((vec(1).to<std::array<int, 2>>()),
                    "wrong_kind: wanted vector of 2, found vector [1]");
  CHECK_THROWS_WITH((vec(1).to<std::pair<int, int>>()),
                    "wrong_kind: wanted vector of 2, found vector [1]");
  CHECK_THROWS_WITH(value(1).to<std::vector<int>>(),
                    "wrong_kind: wanted vector, list or set, found integer 1");
  CHECK_THROWS_WITH((value(1).to<std::map<int, int>>()),
                    "wrong_kind: wanted map, found integer 1");
}

TEST_CASE("keys are looked up in maps, sets and vectors", "[core]") {
  std::vector<entry> many;
  for (int i = 100; i-- > 0;)
    many.emplace_back(i, i * i);
  auto m = value::map_of(std::move(many));
  for (int i = 0; i < 100; ++i)
    CHECK(m[i] == value(i * i));
  CHECK(m[100].is_nil());
  CHECK(m.find(-1) == nullptr);
  CHECK(value{{"a", nullptr}}.contains("a"));
  CHECK(set("a").contains("a"));
  CHECK(vec("a", "b")[1] == value("b"));
  CHECK(vec("a").find(1) == nullptr);
  CHECK(vec("a").find(-1) == nullptr);
  CHECK(value(1)["a"]["b"].is_nil());
  CHECK(value().size() == 0);
  CHECK(value().items().empty());
}

TEST_CASE("memory counts all that is reachable", "[core]") {
  CHECK(value(1).memory() == 16);
  CHECK(value("short").memory() == 16);
  CHECK(value(std::string(100, 'x')).memory() == 16 + 8 + 100);
  auto v = vec(1, std::string(100, 'x'));
  CHECK(v.memory() == 16 + 16 + 16 + 124);
  CHECK(vec(v, v).memory() == 32 + 2 * v.memory());
  // Sharing makes this 2^100 nodes; the estimate does not overflow.
  for (int i = 0; i < 100; ++i)
    v = vec(v, v);
  CHECK(v.memory() > std::size_t{1} << 61);
}
