// SPDX-License-Identifier: MIT
#include "generate.hpp"

#include <array>
#include <limits>
#include <utility>

// Here and not in the header: the compiler takes ten seconds over it.
namespace brine::generate {

rc::Gen<std::string> name() {
  auto word = rc::gen::map(
    rc::gen::pair(rc::gen::inRange('a', static_cast<char>('z' + 1)),
                  rc::gen::container<std::string>(
                    rc::gen::elementOf(std::string("abcXYZ019*+!-_?<>=.$&%")))),
    [](const std::pair<char, std::string>& p) { return p.first + p.second; });
  auto qualified =
    rc::gen::map(rc::gen::pair(word, word),
                 [](const std::pair<std::string, std::string>& p) {
                   return p.first + "/" + p.second;
                 });
  return rc::gen::suchThat(rc::gen::oneOf(word, qualified),
                           [](const std::string& s) {
                             return s != "nil" && s != "true" && s != "false";
                           });
}

rc::Gen<char32_t> code_point() {
  auto in = [](std::uint32_t low, std::uint32_t high) {
    return rc::gen::map(rc::gen::inRange(low, high + 1),
                        [](std::uint32_t c) { return char32_t{c}; });
  };
  return rc::gen::oneOf(rc::gen::just(U'\0'), in(0, 0x7f), in(0x20, 0x7e),
                        in(0x80, 0x7ff), in(0x800, 0xd7ff), in(0xe000, 0xffff),
                        in(0x10000, 0x10ffff));
}

namespace {

void append(std::string& out, char32_t c) {
  auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((c >> shift) & 0x3fU));
  };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

} // namespace

rc::Gen<std::string> text() {
  return rc::gen::map(rc::gen::container<std::vector<char32_t>>(code_point()),
                      [](const std::vector<char32_t>& all) {
                        std::string s;
                        for (auto c : all)
                          append(s, c);
                        return s;
                      });
}

rc::Gen<std::vector<std::byte>> raw_bytes() {
  auto one = rc::gen::map(rc::gen::oneOf(rc::gen::just(0), rc::gen::just(255),
                                         rc::gen::inRange(0, 256)),
                          [](int b) { return static_cast<std::byte>(b); });
  return rc::gen::container<std::vector<std::byte>>(one);
}

rc::Gen<std::int64_t> integer() {
  using limits = std::numeric_limits<std::int64_t>;
  return rc::gen::oneOf(
    rc::gen::inRange<std::int64_t>(-10, 300),
    rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3),
                 [](std::int64_t n) { return limits::max() - n; }),
    rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3),
                 [](std::int64_t n) { return limits::min() + n; }),
    rc::gen::arbitrary<std::int64_t>());
}

rc::Gen<big_integer> any_big_integer() {
  auto limb = rc::gen::oneOf(rc::gen::just(std::uint64_t{0}),
                             rc::gen::just(~std::uint64_t{0}),
                             rc::gen::arbitrary<std::uint64_t>());
  auto limbs = rc::gen::mapcat(rc::gen::inRange(0, 6), [limb](int n) {
    return rc::gen::container<std::vector<std::uint64_t>>(
      static_cast<std::size_t>(n), limb);
  });
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<bool>(), limbs),
                      [](const std::pair<bool, std::vector<std::uint64_t>>& p) {
                        return big_integer::from_limbs(p.first, p.second);
                      });
}

rc::Gen<decimal> any_decimal() {
  auto unscaled = rc::gen::oneOf(
    rc::gen::map(rc::gen::inRange<std::int64_t>(-20, 20),
                 [](std::int64_t n) { return big_integer(n * 10); }),
    rc::gen::map(integer(), [](std::int64_t n) { return big_integer(n); }),
    any_big_integer());
  auto scale =
    rc::gen::oneOf(rc::gen::inRange(-3, 4), rc::gen::inRange(-400, 400),
                   rc::gen::arbitrary<std::int32_t>());
  return rc::gen::map(rc::gen::pair(unscaled, scale),
                      [](const std::pair<big_integer, std::int32_t>& p) {
                        return decimal(p.first, p.second);
                      });
}

rc::Gen<ratio> any_ratio() {
  auto small = rc::gen::map(rc::gen::inRange<std::int64_t>(1, 12),
                            [](std::int64_t n) { return big_integer(n); });
  auto signed_small =
    rc::gen::map(rc::gen::inRange<std::int64_t>(-12, 12),
                 [](std::int64_t n) { return big_integer(n); });
  auto large = rc::gen::suchThat(
    any_big_integer(), [](const big_integer& n) { return !n.zero(); });
  return rc::gen::map(rc::gen::oneOf(rc::gen::pair(signed_small, small),
                                     rc::gen::pair(any_big_integer(), large)),
                      [](const std::pair<big_integer, big_integer>& p) {
                        return ratio(p.first, p.second);
                      });
}

rc::Gen<double> real() {
  using limits = std::numeric_limits<double>;
  return rc::gen::oneOf(
    rc::gen::element(0.0, -0.0, limits::infinity(), -limits::infinity(),
                     limits::quiet_NaN(), limits::denorm_min(), limits::max(),
                     limits::min(), 1.0, -1.0, 0x1p63),
    rc::gen::arbitrary<double>());
}

rc::Gen<uuid> any_uuid() {
  return rc::gen::map(
    rc::gen::container<std::array<std::uint8_t, 16>>(
      rc::gen::arbitrary<std::uint8_t>()),
    [](const std::array<std::uint8_t, 16>& b) { return uuid(b); });
}

rc::Gen<value> scalar() {
  auto as_value = [](const auto& gen) {
    return rc::gen::map(gen, [](const auto& x) { return value(x); });
  };
  auto instants =
    rc::gen::map(integer(), [](std::int64_t us) { return instant(us); });
  auto keywords =
    rc::gen::map(name(), [](const std::string& s) { return keyword(s); });
  auto symbols =
    rc::gen::map(name(), [](const std::string& s) { return symbol(s); });
  return rc::gen::oneOf(
    rc::gen::just(value()), as_value(rc::gen::arbitrary<bool>()),
    as_value(integer()), as_value(any_big_integer()), as_value(real()),
    as_value(any_decimal()), as_value(any_ratio()), as_value(code_point()),
    as_value(text()), symbols, keywords, as_value(instants),
    as_value(any_uuid()), as_value(raw_bytes()));
}

rc::Gen<value> nested(int depth) {
  if (depth == 0)
    return scalar();
  auto inner = rc::gen::lazy([depth] { return nested(depth - 1); });
  auto items = rc::gen::mapcat(rc::gen::inRange(0, 5), [inner](int n) {
    return rc::gen::container<std::vector<value>>(static_cast<std::size_t>(n),
                                                  inner);
  });
  auto pairs = rc::gen::mapcat(rc::gen::inRange(0, 5), [inner](int n) {
    return rc::gen::container<std::vector<std::pair<value, value>>>(
      static_cast<std::size_t>(n), rc::gen::pair(inner, inner));
  });
  auto list_of = [](std::vector<value> v) { return value::list_of(v); };
  auto vector_of = [](std::vector<value> v) { return value::vector_of(v); };
  auto set_of = [](std::vector<value> v) { return value::set_of(v); };
  auto map_of = [](const std::vector<std::pair<value, value>>& all) {
    std::vector<entry> entries;
    for (const auto& p : all)
      entries.emplace_back(p.first, p.second);
    return value::map_of(entries);
  };
  auto tag = [](const std::pair<std::string, value>& p) {
    return tagged(p.first, p.second);
  };
  return rc::gen::oneOf(
    scalar(), scalar(), scalar(), rc::gen::map(items, list_of),
    rc::gen::map(items, vector_of), rc::gen::map(items, set_of),
    rc::gen::map(pairs, map_of),
    rc::gen::map(rc::gen::pair(name(), inner), tag));
}

rc::Gen<std::vector<value>> values(std::size_t most) {
  return rc::gen::mapcat(
    rc::gen::inRange<std::size_t>(0, most + 1), [](std::size_t n) {
      return rc::gen::container<std::vector<value>>(n, nested(2));
    });
}

} // namespace brine::generate

rc::Gen<brine::value> rc::Arbitrary<brine::value>::arbitrary() {
  return brine::generate::nested(3);
}
