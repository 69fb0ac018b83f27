// SPDX-License-Identifier: MIT
#include <brine/core/key_bytes.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <bit>
#include <iterator>
#include <limits>

// integer  = first [ length(4) ] magnitude(big-endian, no leading zero)
//            first = 0x20 + bytes of magnitude, or 0x30 with length if above
//            15; negative: 0x20 - bytes, or 0x10, and the rest complemented
// decimal  = 01 ~( exponent digits ) | 02 | 03 exponent digits
//            exponent = integer, digits = (1 + pair of digits)* 00,
//            for 0.d1d2d3... * 10^exponent
// ratio    = a0 ~a1 a2 ~a3 ... end, the continued fraction
//            a0 + 1/(a1 + 1/(a2 + ...)), each an integer;
//            end = 0x31, complemented where the next would be

namespace brine::key_bytes {

namespace {

using boost::multiprecision::cpp_int;

enum sign : std::uint8_t { negative = 1, none = 2, positive = 3 };

void complement(std::string& out, std::size_t from) noexcept {
  for (auto i = from; i < out.size(); ++i)
    out[i] = static_cast<char>(~out[i]);
}

std::size_t bytes_in(std::uint64_t n) noexcept {
  return static_cast<std::size_t>(std::bit_width(n) + 7) / 8;
}

cpp_int to_cpp(const big_integer& n) {
  auto out = cpp_int();
  auto limbs = n.limbs();
  if (!limbs.empty())
    boost::multiprecision::import_bits(out, limbs.begin(), limbs.end(), 64,
                                       false);
  return n.negative() ? cpp_int(-out) : out;
}

big_integer from_cpp(const cpp_int& n) {
  auto limbs = std::vector<std::uint64_t>();
  if (n != 0)
    boost::multiprecision::export_bits(cpp_int(abs(n)),
                                       std::back_inserter(limbs), 64, false);
  return big_integer::from_limbs(n < 0, std::move(limbs));
}

void append_cpp(std::string& out, const cpp_int& n) {
  if (n >= std::numeric_limits<std::int64_t>::min()
      && n <= std::numeric_limits<std::int64_t>::max())
    append_integer(out, static_cast<std::int64_t>(n));
  else
    append_integer(out, from_cpp(n));
}

void append_digits(std::string& out, std::string_view digits) {
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    auto high = digits[i] - '0';
    auto low = i + 1 < digits.size() ? digits[i + 1] - '0' : 0;
    append_byte(out, static_cast<std::uint8_t>(1 + high * 10 + low));
  }
  append_byte(out, tag_terminator);
}

/// Reads what append_digits wrote; false unless first and last digit are not
/// zero, as only then one number has one encoding.
bool take_digits(cursor& in, std::string& digits) {
  auto byte = std::uint8_t{};
  while (in.take(byte)) {
    if (byte == tag_terminator)
      break;
    if (byte > 100)
      return false;
    digits.push_back(static_cast<char>('0' + (byte - 1) / 10));
    digits.push_back(static_cast<char>('0' + (byte - 1) % 10));
  }
  if (byte != tag_terminator || digits.empty() || digits.front() == '0')
    return false;
  if (digits.back() == '0')
    digits.pop_back();
  return digits.back() != '0';
}

error too_large_ratio(std::size_t bytes, std::size_t limit) {
  return {errc::too_large, "the key takes more than " + std::to_string(bytes)
                             + " bytes, the limit is " + std::to_string(limit)};
}

} // namespace

void append_big_endian(std::string& out, std::uint64_t n, std::size_t size) {
  char bytes[8];
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<char>(n >> (56 - 8 * i));
  out.append(bytes + (8 - size), size);
}

bool take_big_endian(cursor& in, std::uint64_t& n, std::size_t size) noexcept {
  n = 0;
  auto byte = std::uint8_t{};
  for (std::size_t i = 0; i < size; ++i) {
    if (!in.take(byte))
      return false;
    n = n << 8 | byte;
  }
  return true;
}

void append_integer(std::string& out, std::int64_t n) {
  auto bits = static_cast<std::uint64_t>(n);
  auto magnitude = n < 0 ? ~bits + 1 : bits;
  auto size = bytes_in(magnitude);
  // The tag goes in as a ninth byte above the number, so that one append
  // writes both.
  auto first = n < 0 ? tag_zero - size : tag_zero + size;
  auto body = n < 0 ? ~magnitude : magnitude;
  char bytes[9];
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i + 1] = static_cast<char>(body >> (56 - 8 * i));
  bytes[8 - size] = static_cast<char>(first);
  out.append(bytes + (8 - size), size + 1);
}

void append_integer(std::string& out, const big_integer& n) {
  if (auto small = n.to_int64())
    return append_integer(out, *small);
  auto magnitude = n.magnitude();
  auto from = out.size() + 1;
  if (magnitude.size() <= max_short) {
    auto size = static_cast<std::uint8_t>(magnitude.size());
    append_byte(out, static_cast<std::uint8_t>(n.negative() ? tag_zero - size
                                                            : tag_zero + size));
  } else {
    append_byte(out, n.negative() ? tag_low_big : tag_high_big);
    append_big_endian(out, magnitude.size(), 4);
  }
  out.append(reinterpret_cast<const char*>(magnitude.data()), magnitude.size());
  if (n.negative())
    complement(out, from);
}

bool take_integer(cursor& in, std::uint8_t first, big_integer& n) {
  if (first < tag_low_big || first > tag_high_big)
    return false;
  auto is_negative = first < tag_zero;
  auto outer = in.mask;
  if (is_negative)
    in.mask = static_cast<std::uint8_t>(~in.mask);
  auto size = std::uint64_t(is_negative ? tag_zero - first : first - tag_zero);
  if (size > max_short && (!take_big_endian(in, size, 4) || size <= max_short))
    return false;
  if (size > in.rest.size())
    return false;
  auto magnitude = std::vector<std::byte>(size);
  for (auto& byte : magnitude) {
    auto b = std::uint8_t{};
    in.take(b);
    byte = std::byte{b};
  }
  in.mask = outer;
  if (size > 0 && magnitude.front() == std::byte{0})
    return false;
  n = big_integer::from_magnitude(is_negative, magnitude);
  return true;
}

result<void> append_decimal(std::string& out, const brine::decimal& d) {
  auto parts = d.digits();
  if (parts.digits.empty()) {
    append_byte(out, none);
    return {};
  }
  auto scale = static_cast<std::int64_t>(parts.digits.size()) - parts.exponent;
  if (scale < std::numeric_limits<std::int32_t>::min())
    return error(errc::too_large, "a decimal in a key has exponent "
                                    + std::to_string(parts.exponent)
                                    + ", which is out of range");
  append_byte(out, parts.negative ? negative : positive);
  auto from = out.size();
  append_integer(out, parts.exponent);
  append_digits(out, parts.digits);
  if (parts.negative)
    complement(out, from);
  return {};
}

bool take_decimal(cursor& in, brine::decimal& d) {
  auto s = std::uint8_t{};
  if (!in.take(s) || s < negative || s > positive)
    return false;
  if (s == none) {
    d = brine::decimal();
    return true;
  }
  auto outer = in.mask;
  if (s == negative)
    in.mask = static_cast<std::uint8_t>(~in.mask);
  auto first = std::uint8_t{};
  auto exponent = big_integer();
  auto digits = std::string();
  if (!in.take(first) || !take_integer(in, first, exponent)
      || !take_digits(in, digits))
    return false;
  in.mask = outer;
  using limits = std::numeric_limits<std::int32_t>;
  auto e = exponent.to_int64();
  if (!e || *e > (std::int64_t{1} << 33) || *e < -(std::int64_t{1} << 33))
    return false;
  auto scale = static_cast<std::int64_t>(digits.size()) - *e;
  if (scale < limits::min() || scale > limits::max())
    return false;
  if (s == negative)
    digits.insert(digits.begin(), '-');
  auto unscaled = big_integer(digits);
  if (!is_exact_part(unscaled))
    return false;
  d = brine::decimal(std::move(unscaled), static_cast<std::int32_t>(scale));
  return true;
}

result<void>
append_ratio(std::string& out, const brine::ratio& r, std::size_t limit) {
  // The coefficients together hold at least the bits of the denominator.
  auto least = r.denominator().limbs().size() * 8;
  if (least > limit + 8)
    return too_large_ratio(least - 8, limit);
  auto p = to_cpp(r.numerator());
  auto q = to_cpp(r.denominator());
  auto a = cpp_int();
  auto rest = cpp_int();
  for (auto odd = false;; odd = !odd) {
    auto from = out.size();
    auto last = q == 0;
    if (last) {
      append_byte(out, tag_infinity);
    } else {
      divide_qr(p, q, a, rest);
      if (rest < 0) { // Only the first may be negative: round down.
        rest += q;
        --a;
      }
      append_cpp(out, a);
      p.swap(q);
      q.swap(rest);
    }
    if (odd)
      complement(out, from);
    if (last)
      return {};
    if (out.size() > limit)
      return too_large_ratio(out.size(), limit);
  }
}

bool take_ratio(cursor& in, brine::ratio& r) {
  auto coefficients = std::vector<big_integer>();
  auto outer = in.mask;
  for (auto first = std::uint8_t{};;) {
    if (!in.take(first))
      return false;
    if (first == tag_infinity)
      break;
    if (!take_integer(in, first, coefficients.emplace_back()))
      return false;
    in.mask = static_cast<std::uint8_t>(~in.mask);
  }
  in.mask = outer;
  // One coefficient would be an integer, and a last one of 1 another way to
  // write the one before.
  const auto one = big_integer(1);
  if (coefficients.size() < 2 || coefficients.back() == one)
    return false;
  auto p = cpp_int(1);
  auto q = cpp_int(0);
  for (auto i = coefficients.size(); i-- > 0;) {
    if (i > 0 && coefficients[i] < one)
      return false;
    q += to_cpp(coefficients[i]) * p;
    p.swap(q);
  }
  const auto numerator = from_cpp(p);
  const auto denominator = from_cpp(q);
  if (!is_exact_part(numerator) || !is_exact_part(denominator))
    return false;
  r = brine::ratio(numerator, denominator);
  return true;
}

} // namespace brine::key_bytes
