// SPDX-License-Identifier: MIT
#include <brine/codecs/java_text.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>

namespace brine {

namespace {

using boost::multiprecision::cpp_int;

/// A positive number as 0.d1d2d3... * 10^exponent.
struct digits {
  std::string text;
  int exponent = 0;
};

/// Of all texts that read back as x those with the fewest digits, and of those
/// the one nearest to x; but with two digits if they come nearer than one.
template <class Float>
digits shortest_digits(Float x) {
  constexpr auto how = std::chars_format::scientific;
  char text[32];
  auto* end = std::to_chars(text, text + sizeof(text), x, how).ptr;
  if (text[1] != '.')
    end = std::to_chars(text, text + sizeof(text), x, how, 1).ptr;
  const auto all = std::string_view(text, static_cast<std::size_t>(end - text));
  const auto e = all.find('e');
  auto exponent = 0;
  std::from_chars(text + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
  auto d = digits{all[0] + std::string(all.substr(2, e - 2)), exponent + 1};
  if (d.text.back() == '0')
    d.text.pop_back();
  return d;
}

// Before Java 19 digits came from an algorithm of Steele and White: as many are
// made, one by one, as bring the rest below half the distance to the next
// number. It errs on some: that distance is taken for the same on both sides; a
// whole number below 2^63 just loses digits that its bits cannot tell; and
// texts with an exponent have two digits at least, where one would do.

/// A positive number: odd * 2^(top - width + 1).
struct binary {
  std::uint64_t odd = 0;
  int width = 0;     ///< Bits of `odd`.
  int top = 0;       ///< Exponent of the highest bit.
  int precision = 0; ///< Bits that the type has for a number of this size.
};

template <class Float>
binary taken_apart(Float x) {
  constexpr auto bits = std::numeric_limits<Float>::digits;
  constexpr auto least = std::numeric_limits<Float>::min_exponent - 1;
  auto top = 0;
  const auto fraction = std::frexp(x, &top); // from 1/2 to 1
  auto b = binary();
  b.top = top - 1;
  b.odd = static_cast<std::uint64_t>(std::ldexp(fraction, bits));
  b.odd >>= std::countr_zero(b.odd);
  b.width = static_cast<int>(std::bit_width(b.odd));
  b.precision = b.top < least ? bits - (least - b.top) : bits;
  return b;
}

digits whole_digits(const binary& b) {
  auto n = b.odd << (b.top - b.width + 1);
  auto untold = 0;
  if (b.top > b.precision)
    untold = static_cast<int>((b.top - b.precision - 1) * 0.30103);
  auto unit = std::uint64_t{1};
  for (auto i = 0; i < untold; ++i)
    unit *= 10;
  n = n / unit + (unit > 1 && n % unit >= unit / 2 ? 1 : 0);
  auto text = std::to_string(n);
  const auto exponent = static_cast<int>(text.size()) + untold;
  text.erase(text.find_last_not_of('0') + 1);
  return {std::move(text), exponent};
}

/// Adds one to the last digit.
void round_up(digits& d) {
  const auto i = d.text.find_last_not_of('9');
  if (i == d.text.npos) {
    d.text.assign(d.text.size(), '0');
    d.text[0] = '1';
    ++d.exponent;
    return;
  }
  ++d.text[i];
  std::fill(d.text.begin() + static_cast<std::ptrdiff_t>(i) + 1, d.text.end(),
            '0');
}

// Sums and products as Java has them: in 32 or 64 bits they wrap around, which
// costs a last digit that should have been rounded up.

template <class N>
N sum(N a, N b) {
  using unsigned_n = std::make_unsigned_t<N>;
  return static_cast<N>(static_cast<unsigned_n>(a)
                        + static_cast<unsigned_n>(b));
}

template <class N>
N tenfold(N n) {
  return static_cast<N>(static_cast<std::make_unsigned_t<N>>(n) * 10);
}

cpp_int sum(const cpp_int& a, const cpp_int& b) {
  return a + b;
}

cpp_int tenfold(const cpp_int& n) {
  return n * 10;
}

/// Five to a power, shifted left.
struct scaled {
  int fives = 0;
  int twos = 0;

  template <class N>
  [[nodiscard]] N times(std::uint64_t factor) const {
    auto n = static_cast<N>(factor);
    for (auto i = 0; i < fives; ++i)
      n *= 5;
    return static_cast<N>(n << twos);
  }
};

/// A number, half its distance to the next one, and a power of ten, as
/// multiples of one unit.
struct fraction {
  std::uint64_t factor = 0;
  scaled rest;
  scaled half;
  scaled unit;
  int power = 0;
};

fraction fraction_of(const binary& b) {
  // The tangent to log10 at 1.5 is never too low, at times by one too high.
  const auto x = std::ldexp(static_cast<double>(b.odd), 1 - b.width);
  auto f = fraction();
  f.factor = b.odd;
  f.power = static_cast<int>(std::floor((x - 1.5) * 0.289529654 + 0.176091259
                                        + b.top * 0.301029995663981));
  const auto down = std::max(0, -f.power);
  const auto up = std::max(0, f.power);
  f.rest = {down, down + b.top - b.width + 1};
  f.half = {down, down + b.top - b.precision - (b.width == 1 ? 1 : 0)};
  f.unit = {up, up};
  const auto least = std::min({f.rest.twos, f.half.twos, f.unit.twos});
  for (auto* s : {&f.rest, &f.half, &f.unit})
    s->twos -= least;
  return f;
}

/// Makes the digits of a fraction.
template <class N>
struct generator {
  N rest, half, unit;
  N end = tenfold(unit);
  bool low = false;  ///< What was made is near enough,
  bool high = false; ///< or would be with one more in the last place.

  explicit generator(const fraction& f)
      : rest(f.rest.times<N>(f.factor)), half(f.half.times<N>(1)),
        unit(f.unit.times<N>(1)) {}

  char next() {
    const auto q = static_cast<int>(rest / unit);
    rest = tenfold(N(rest % unit));
    half = tenfold(half);
    low = half <= 0 || rest < half;
    high = half <= 0 || sum(rest, half) > end;
    return static_cast<char>('0' + q);
  }

  [[nodiscard]] bool round_up_after(char last) const {
    const auto middle = N(end / 2);
    return high && (!low || rest > middle || (rest == middle && last % 2 != 0));
  }
};

template <class N>
digits generate(const fraction& f) {
  auto from = generator<N>(f);
  digits d;
  d.exponent = f.power + 1;
  if (const auto first = from.next(); first == '0' && !from.high)
    --d.exponent;
  else
    d.text += first;
  if (d.exponent < -2 || d.exponent > 8)
    d.text += from.next();
  while (!from.low && !from.high)
    d.text += from.next();
  if (from.round_up_after(d.text.back()))
    round_up(d);
  return d;
}

int bits_of_power_of_5(int n) {
  return n == 0 ? 0 : static_cast<int>(n * 2.321928094887362) + 1;
}

digits generated_digits(const binary& b) {
  const auto f = fraction_of(b);
  const auto bits =
    std::max(b.width + f.rest.twos + bits_of_power_of_5(f.rest.fives),
             f.unit.twos + 1 + bits_of_power_of_5(f.unit.fives + 1));
  if (bits < 32)
    return generate<std::int32_t>(f);
  if (bits < 64)
    return generate<std::int64_t>(f);
  return generate<cpp_int>(f);
}

template <class Float>
digits old_digits(Float x) {
  const auto b = taken_apart(x);
  return b.top >= b.width - 1 && b.top < 63 ? whole_digits(b)
                                            : generated_digits(b);
}

/// From 0.001 to 10^7 without an exponent; at least one digit on each side of
/// the point.
std::string written(const digits& d) {
  const auto n = static_cast<int>(d.text.size());
  if (d.exponent > 7 || d.exponent < -2)
    return d.text.substr(0, 1) + '.' + (n > 1 ? d.text.substr(1) : "0") + 'E'
           + std::to_string(d.exponent - 1);
  if (d.exponent <= 0)
    return "0." + std::string(static_cast<std::size_t>(-d.exponent), '0')
           + d.text;
  if (n <= d.exponent)
    return d.text + std::string(static_cast<std::size_t>(d.exponent - n), '0')
           + ".0";
  const auto point = static_cast<std::size_t>(d.exponent);
  return d.text.substr(0, point) + '.' + d.text.substr(point);
}

template <class Float>
std::string text_of(Float x, java_version whose) {
  if (std::isnan(x))
    return "NaN";
  auto text = std::string(std::signbit(x) ? "-" : "");
  x = std::abs(x);
  if (std::isinf(x))
    return text + "Infinity";
  if (x == 0)
    return text + "0.0";
  return text
         + written(whose == java_version::java17 ? old_digits(x)
                                                 : shortest_digits(x));
}

} // namespace

std::string java_text(double x, java_version whose) {
  return text_of(x, whose);
}

std::string java_text(float x, java_version whose) {
  return text_of(x, whose);
}

} // namespace brine
