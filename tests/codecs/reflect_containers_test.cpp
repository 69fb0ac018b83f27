// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <cereal/types/atomic.hpp>
#include <cereal/types/bitset.hpp>
#include <cereal/types/chrono.hpp>
#include <cereal/types/complex.hpp>
#include <cereal/types/queue.hpp>
#include <cereal/types/stack.hpp>
#include <cereal/types/tuple.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>

#include <array>
#include <deque>
#include <forward_list>
#include <list>
#include <memory_resource>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <valarray>
#include <variant>

#include "shop.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::chrono_literals;

// A member of each type, so that none takes the way of what is a value.

namespace {

template <class T>
struct box {
  T held{};

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(held));
  }
};

/// The edn text of x, if x comes back.
template <class T>
std::string text(const T& x) {
  auto b = box<T>();
  b.held = x;
  auto v = to_value(b);
  auto again = from_value<box<T>>(v).or_throw();
  CHECK(again.held == x);
  return to_string(v["held"]);
}

/// As `text`, of what can only be moved and compared as `seen` says.
template <class T, class F>
std::string moved_text(T x, F seen) {
  auto v = to_value(x);
  auto again = from_value<T>(v).or_throw();
  CHECK(seen(again) == seen(x));
  return to_string(v);
}

const auto bled = shop::address{"Bled", 4260};
constexpr auto bled_text = R"({"city" "Bled", "zip" 4260})";

enum class letter : char { a = 'a' };
enum class flag : bool { off, on };

struct custom_delete {
  void operator()(const shop::address* x) const {
    delete x;
  }
};

} // namespace

TEST_CASE("sequences become vectors", "[codecs]") {
  auto red = shop::color::red;
  auto blue = shop::color::blue;
  CHECK(text(std::vector{red, blue}) == "[1 2]");
  CHECK(text(std::deque{red, blue}) == "[1 2]");
  CHECK(text(std::list{red, blue}) == "[1 2]");
  CHECK(text(std::forward_list{red, blue}) == "[1 2]");
  CHECK(text(std::array{red, blue}) == "[1 2]");
  CHECK(text(std::vector<bool>{true, false}) == "[true false]");
  CHECK(text(std::forward_list<int>{1, 2}) == "[1 2]");
  CHECK(text(std::vector<std::vector<shop::color>>{{red}, {}}) == "[[1] []]");
  CHECK(moved_text(std::valarray<int>{1, 2}, [](auto& x) { return x.sum(); })
        == "[1 2]");
  auto seven = box<int[2][2]>{{{1, 2}, {3, 4}}};
  CHECK(to_string(to_value(seven)) == R"({"held" [[1 2] [3 4]]})");
  CHECK(from_value<box<int[2][2]>>(to_value(seven))->held[1][0] == 3);
}

TEST_CASE("sets and maps become sets and maps", "[codecs]") {
  auto red = shop::color::red;
  CHECK(text(std::set{red}) == "#{1}");
  CHECK(text(std::unordered_set<int>{1}) == "#{1}");
  CHECK(text(std::map<std::string, shop::address>{{"b", bled}})
        == R"({"b" {"city" "Bled", "zip" 4260}})");
  CHECK(text(std::unordered_map<int, shop::color>{{7, red}}) == "{7 1}");
  CHECK(text(std::map<std::pair<int, shop::color>, int>{{{1, red}, 2}})
        == "{[1 1] 2}");
}

TEST_CASE("what keeps equal keys becomes a vector", "[codecs]") {
  STATIC_REQUIRE(!std::convertible_to<std::multiset<int>, value>);
  STATIC_REQUIRE(!std::convertible_to<std::multimap<int, int>, value>);
  CHECK(text(std::multiset<int>{2, 1, 2}) == "[1 2 2]");
  CHECK(text(std::unordered_multiset<int>{1, 1}) == "[1 1]");
  CHECK(text(std::multimap<std::string, int>{{"a", 1}, {"a", 2}})
        == R"([["a" 1] ["a" 2]])");
  CHECK(text(std::unordered_multimap<int, int>{{1, 1}, {1, 1}})
        == "[[1 1] [1 1]]");
}

TEST_CASE("bytes become bytes, text becomes strings", "[codecs]") {
  auto b = std::byte{0xff};
  CHECK(text(bytes{b}) == "#bytes \"ff\"");
  CHECK(text(std::array{b, b}) == "#bytes \"ffff\"");
  CHECK(text(std::deque{b}) == "[255]");
  CHECK(text(std::byte{7}) == "7");
  CHECK(text(std::string("x\0y", 3)) == R"("x\u0000y")");
  CHECK(text(std::pmr::string("x")) == R"("x")");
  CHECK(text('\xe9') == R"(\u00e9)");
  CHECK(text(U'x') == R"(\x)");
  auto name = box<char[4]>{{'l', 'o', 'n', 'g'}};
  CHECK(to_string(to_value(name)) == R"({"held" "long"})");
  CHECK(from_value<box<char[4]>>(to_value(name))->held[3] == 'g');
  CHECK(from_value<box<char[4]>>({{"held", "ab"}})->held[2] == '\0');
  name = {{'a', '\0', 'b'}};
  CHECK(to_string(to_value(name)) == R"({"held" "a\u0000b"})");
  CHECK(from_value<box<char[4]>>(to_value(name))->held[2] == 'b');
  CHECK(to_string(to_value(box<char[4]>())) == R"({"held" ""})");
  CHECK(failure<box<char[4]>>({{"held", "longer"}})
        == R"(wrong_kind: at ["held"]: wanted string of at most 4, found )"
           R"(string "longer")");
  CHECK(failure<box<std::array<std::byte, 2>>>({{"held", bytes(1)}})
          .starts_with(R"(wrong_kind: at ["held"]: wanted 2 bytes)"));
}

TEST_CASE("enums become what is under them", "[codecs]") {
  CHECK(text(shop::color::blue) == "2");
  CHECK(text(letter::a) == R"(\a)");
  CHECK(text(flag::on) == "true");
}

TEST_CASE("an empty optional or pointer is nil", "[codecs]") {
  using maybe = std::optional<shop::address>;
  CHECK(text(maybe(bled)) == bled_text);
  CHECK(text(maybe()) == "nil");
  CHECK(text(std::optional<int>()) == "nil");
  auto held = [](const auto& p) {
    return p ? std::optional(*p) : std::nullopt;
  };
  CHECK(moved_text(std::make_unique<shop::address>(bled), held) == bled_text);
  CHECK(moved_text(std::make_shared<shop::address>(bled), held) == bled_text);
  CHECK(moved_text(std::make_shared<const shop::address>(bled), held)
        == bled_text);
  CHECK(moved_text(
          std::unique_ptr<shop::address, custom_delete>(new auto(bled)), held)
        == bled_text);
  CHECK(moved_text(std::unique_ptr<int>(), held) == "nil");
}

TEST_CASE("what is empty inside is not empty outside", "[codecs]") {
  using twice = std::optional<std::optional<int>>;
  CHECK(text(twice()) == "nil");
  CHECK(text(twice(std::optional<int>())) == "[nil]");
  CHECK(text(twice(7)) == "[7]");
  using pointer = std::optional<std::unique_ptr<int>>;
  auto seen = [](const pointer& p) { return p ? *p ? **p : 0 : -1; };
  CHECK(moved_text(pointer(std::make_unique<int>(7)), seen) == "[7]");
  CHECK(moved_text(pointer(nullptr), seen) == "[nil]");
  CHECK(moved_text(pointer(), seen) == "nil");
}

TEST_CASE("a variant tells which alternative it holds", "[codecs]") {
  using any = std::variant<std::monostate, int, std::int64_t, shop::address>;
  CHECK(text(any()) == R"({"data" nil, "index" 0})");
  CHECK(text(any(1)) == R"({"data" 1, "index" 1})");
  CHECK(text(any(std::int64_t{1})) == R"({"data" 1, "index" 2})");
  CHECK(text(any(bled))
        == R"({"data" {"city" "Bled", "zip" 4260}, "index" 3})");
  auto keywords = reflect_options{.keywords = true};
  CHECK(to_string(to_value(any(1), keywords)) == "{:data 1, :index 1}");
  CHECK(from_value<any>(to_value(any(bled), keywords), keywords).or_throw()
        == any(bled));
}

TEST_CASE("pairs and tuples become vectors", "[codecs]") {
  CHECK(text(std::pair(1, shop::color::red)) == "[1 1]");
  CHECK(text(std::tuple(1, std::string("x"), bled))
        == R"([1 "x" {"city" "Bled", "zip" 4260}])");
  CHECK(text(std::tuple()) == "[]");
}

TEST_CASE("times become instants, durations their count", "[codecs]") {
  using std::chrono::system_clock;
  auto t = system_clock::time_point(1'000'001us);
  CHECK(text(t) == R"(#inst "1970-01-01T00:00:01.000001-00:00")");
  using far = std::chrono::time_point<system_clock, std::chrono::hours>;
  CHECK(
    text(far(std::chrono::hours(24 * 365 * 3000))).starts_with("#inst \"4"));
  CHECK(text(1500ms) == "1500");
  CHECK(text(std::chrono::duration<double>(1.5)) == "1.5");
  CHECK(text(std::chrono::steady_clock::time_point(7ns)) == "7");
}

TEST_CASE("numbers come back exactly", "[codecs]") {
  CHECK(text(0.1F) == "0.10000000149011612");
  CHECK(text(-0.0) == "-0.0");
  CHECK(text(std::numeric_limits<double>::infinity()) == "##Inf");
  CHECK(text(std::numeric_limits<std::uint64_t>::max())
        == "18446744073709551615N");
  CHECK(text(std::numeric_limits<std::int64_t>::min())
        == "-9223372036854775808");
  CHECK(text(static_cast<signed char>(-1)) == "-1");
}

TEST_CASE("cereal's own functions do for its other types", "[codecs]") {
  CHECK(text(std::bitset<4>("0101")) == R"({"data" 5, "type" 0})");
  CHECK(text(std::complex(1.0, 2.0)) == R"({"imag" 2.0, "real" 1.0})");
  CHECK(text(std::stack<int>({1, 2})) == R"({"container" [1 2]})");
  CHECK(text(std::queue<shop::color>({shop::color::red}))
        == R"({"container" [1]})");
  auto n = box<std::atomic<int>>();
  n.held = 7;
  CHECK(to_string(to_value(n)) == R"({"held" {"atomic_data" 7}})");
}
