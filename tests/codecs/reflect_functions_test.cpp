// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "shop.hpp"

using namespace brine;
using namespace brine::test;

// The functions by which cereal lets a type say how it is saved.

namespace shop {

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

/// Its number was saved alone until version 1.
struct aged {
  int x = 0;
  std::uint32_t seen = 0;

  template <class Archive>
  int save_minimal(const Archive&, const std::uint32_t) const {
    return x;
  }

  template <class Archive>
  void
  load_minimal(const Archive&, const int& number, const std::uint32_t version) {
    x = number;
    seen = version;
  }
};

/// Halves with versions, by functions beside it.
struct halves {
  int x = 0;
  std::uint32_t seen = 0;
};

template <class Archive>
void save(Archive& ar, const halves& h, const std::uint32_t) {
  ar(cereal::make_nvp("x", h.x));
}

template <class Archive>
void load(Archive& ar, halves& h, const std::uint32_t version) {
  ar(cereal::make_nvp("x", h.x));
  h.seen = version;
}

enum class size { small, large };

/// Minimal, by functions beside it.
struct shirt {
  size of = size::small;
};

template <class Archive>
bool save_minimal(const Archive&, const shirt& s) {
  return s.of == size::large;
}

template <class Archive>
void load_minimal(const Archive&, shirt& s, const bool& large) {
  s.of = large ? size::large : size::small;
}

/// Inherits a `serialize`, and says that `save` and `load` are meant.
struct special : outside, address {
  template <class Archive>
  void save(Archive& ar) const {
    ar(cereal::make_nvp("where", city));
  }

  template <class Archive>
  void load(Archive& ar) {
    ar(cereal::make_nvp("where", city));
  }
};

struct animal {
  int legs = 0;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(legs));
  }
};

struct runner : virtual animal {
  int speed = 0;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::virtual_base_class<animal>(this), CEREAL_NVP(speed));
  }
};

struct swimmer : virtual animal {
  int depth = 0;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::make_nvp("animal", cereal::virtual_base_class<animal>(this)),
       CEREAL_NVP(depth));
  }
};

struct otter : runner, swimmer {
  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::make_nvp("runner", cereal::base_class<runner>(this)),
       cereal::make_nvp("swimmer", cereal::base_class<swimmer>(this)));
  }
};

/// Is made only by cereal, from what was loaded.
class sealed {
public:
  explicit sealed(int n) : n_(n) {}

  int n() const {
    return n_;
  }

  template <class Archive>
  void serialize(Archive& ar) {
    ar(cereal::make_nvp("n", n_));
  }

  template <class Archive>
  static void
  load_and_construct(Archive& ar, cereal::construct<sealed>& construct) {
    auto n = 0;
    ar(cereal::make_nvp("n", n));
    if (n >= 0)
      construct(n);
  }

private:
  int n_;
};

/// Its constructor is for cereal.
class shy {
public:
  int n = 0;

private:
  friend class cereal::access;
  shy() = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(n));
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

} // namespace shop

CEREAL_CLASS_VERSION(shop::versioned, 3)
CEREAL_CLASS_VERSION(shop::aged, 2)
CEREAL_CLASS_VERSION(shop::halves, 4)

namespace cereal {

template <class Archive>
struct specialize<Archive, shop::special, specialization::member_load_save> {};

} // namespace cereal

TEST_CASE("members without names are numbered", "[codecs]") {
  auto v = to_value(shop::unnamed{1, "x"});
  CHECK(to_string(v) == R"({"value0" 1, "value1" "x"})");
  CHECK(from_value<shop::unnamed>(v)->b == "x");
}

TEST_CASE("every function of cereal saves a type", "[codecs]") {
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
  CHECK(from_value<shop::versioned>({{"x", 1}})->seen == 0);
  CHECK(to_string(to_value(shop::halves{1}))
        == R"({"cereal_class_version" 4, "x" 1})");
  CHECK(from_value<shop::halves>(to_value(shop::halves{1}))->seen == 4);
  CHECK(to_string(to_value(shop::aged{5}))
        == R"({"cereal_class_version" 2, "value0" 5})");
  CHECK(from_value<shop::aged>(to_value(shop::aged{5}))->x == 5);
  CHECK(from_value<shop::aged>(to_value(shop::aged{5}))->seen == 2);
  CHECK(to_string(to_value(shop::shirt{shop::size::large})) == "true");
  CHECK(from_value<shop::shirt>(true)->of == shop::size::large);
  CHECK(to_string(to_value(shop::minimal{5})) == "\"5\"");
  CHECK(from_value<shop::minimal>("5")->x == 5);
  CHECK(to_string(to_value(shop::stack{{1, 2}})) == "[1 2]");
  CHECK(from_value<shop::stack>(vec(1, 2))->items == std::vector<int>{1, 2});
}

TEST_CASE("of several functions the specialized one is used", "[codecs]") {
  auto s = shop::special();
  s.city = "Bled";
  CHECK(to_string(to_value(s)) == R"({"where" "Bled"})");
  CHECK(from_value<shop::special>(to_value(s))->city == "Bled");
}

TEST_CASE("a virtual base is saved once", "[codecs]") {
  auto o = shop::otter();
  o.legs = 4;
  o.speed = 10;
  o.depth = 20;
  CHECK(to_string(to_value(o))
        == R"({"runner" {"speed" 10, "value0" {"legs" 4}}, )"
           R"("swimmer" {"depth" 20}})");
  auto again = from_value<shop::otter>(to_value(o)).or_throw();
  CHECK(again.legs == 4);
  CHECK(again.speed == 10);
  CHECK(again.depth == 20);
  CHECK(to_string(to_value(static_cast<shop::swimmer&>(o)))
        == R"({"animal" {"legs" 4}, "depth" 20})");
  auto two = std::vector<shop::otter>(2, o); // each with its base
  CHECK(from_value<std::vector<shop::otter>>(to_value(two))->at(1).legs == 4);
}

TEST_CASE("cereal constructs what only it can", "[codecs]") {
  using pointer = std::unique_ptr<shop::sealed>;
  auto v = to_value(std::make_unique<shop::sealed>(7));
  CHECK(to_string(v) == R"({"n" 7})");
  CHECK((*from_value<pointer>(v))->n() == 7);
  CHECK((*from_value<std::shared_ptr<shop::sealed>>(v))->n() == 7);
  CHECK(failure<pointer>({{"n", "x"}})
        == "wrong_kind: at [\"n\"]: wanted integer, found string \"x\"");
  CHECK(failure<pointer>({{"n", 7}, {"m", 8}})
        == "wrong_kind: at [\"m\"]: no such field");
  CHECK(failure<pointer>({{"n", -1}})
        == "wrong_kind: Object must be initialized prior to accessing members");
  CHECK(from_value<shop::shy>({{"n", 7}})->n == 7);
  CHECK(from_value<std::vector<shop::shy>>(vec(value{{"n", 7}}))->at(0).n == 7);
}
