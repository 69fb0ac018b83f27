// SPDX-License-Identifier: MIT
#include <brine/core/edn_number.hpp>
#include <brine/core/error.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

// number  = [sign] ( integer ["N"] | ratio | real | real-or-integer "M" )
// integer = "0" | nonzero {digit} | "0" {octal} | "0x" {hex}
//         | base "r" {digit}
// ratio   = {digit} "/" {digit}
// real    = {digit} ["." [{digit}]] [("e" | "E") [sign] {digit}]
namespace brine::detail {

namespace {

error bad(const char* what = "not a number") {
  return {errc::bad_text, what};
}

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

result<value> read_decimal_integer(std::string_view digits, bool minus) {
  std::int64_t n = 0;
  const auto* end = digits.data() + digits.size();
  auto [stop, failure] = std::from_chars(digits.data(), end, n);
  if (failure == std::errc() && stop == end)
    return value(minus ? -n : n);
  return value(big_integer((minus ? "-" : "") + std::string(digits)));
}

// Bases other than ten; larger numbers than 64 bits are not needed there.
result<value> read_based(std::string_view digits, unsigned base, bool minus) {
  std::uint64_t n = 0;
  const auto* end = digits.data() + digits.size();
  auto [stop, failure] =
    std::from_chars(digits.data(), end, n, static_cast<int>(base));
  if (failure == std::errc::result_out_of_range)
    return bad("more than 64 bits in a base other than ten");
  if (failure != std::errc() || stop != end)
    return bad();
  return value(big_integer::from_limbs(minus, {n}));
}

// Most numbers: digits only, and not many.
std::optional<std::int64_t> read_short(std::string_view word) {
  std::int64_t n = 0;
  const auto* end = word.data() + word.size();
  const auto zero = word.starts_with("-") ? 1U : 0U;
  auto [stop, failure] = std::from_chars(word.data(), end, n);
  if (failure != std::errc() || stop != end
      || (word[zero] == '0' && word.size() > zero + 1))
    return std::nullopt;
  return n;
}

std::optional<result<value>> read_integer(std::string_view word, bool minus) {
  if (word.ends_with('N') && word.size() > 1)
    word.remove_suffix(1);
  if (all_digits(word)) {
    if (word.front() == '0' && word.size() > 1)
      return read_based(word.substr(1), 8, minus);
    return read_decimal_integer(word, minus);
  }
  if (word.starts_with("0x") || word.starts_with("0X"))
    return read_based(word.substr(2), 16, minus);
  auto r = word.find_first_of("rR");
  if (r == 1 || r == 2) {
    unsigned base = 0;
    std::from_chars(word.data(), word.data() + r, base);
    if (base < 2 || base > 36)
      return bad("no such base");
    return read_based(word.substr(r + 1), base, minus);
  }
  return std::nullopt;
}

result<value>
read_ratio(std::string_view top, std::string_view bottom, bool minus) {
  if (!all_digits(top) || !all_digits(bottom))
    return bad();
  auto denominator = big_integer(bottom);
  if (denominator.zero())
    return bad("a ratio with denominator zero");
  auto numerator = big_integer((minus ? "-" : "") + std::string(top));
  if (!is_exact_part(numerator) || !is_exact_part(denominator))
    return bad("a ratio of too large numbers");
  return value(ratio(numerator, denominator));
}

result<value> read_real(std::string_view word, bool minus) {
  double x = 0;
  const auto* end = word.data() + word.size();
  auto [stop, failure] = std::from_chars(word.data(), end, x);
  if (failure == std::errc::result_out_of_range)
    return bad("out of the range of a double");
  if (failure != std::errc() || stop != end)
    return bad();
  return value(minus ? -x : x);
}

result<value> read_decimal(std::string_view word, bool minus) {
  try {
    return value(decimal((minus ? "-" : "") + std::string(word)));
  } catch (const error& e) {
    return bad(e.code() == errc::too_large ? "a decimal of too many digits"
                                           : "not a decimal");
  }
}

} // namespace

result<value> read_number(std::string_view word) {
  if (auto n = read_short(word))
    return value(*n);
  if (word.size() > max_number_text)
    return bad("a number of more than 20100 characters");
  auto minus = word.starts_with('-');
  if (minus || word.starts_with('+'))
    word.remove_prefix(1);
  // from_chars would take a second sign.
  if (word.empty() || word[0] < '0' || word[0] > '9')
    return bad();
  if (auto n = read_integer(word, minus))
    return *n;
  if (auto slash = word.find('/'); slash != std::string_view::npos)
    return read_ratio(word.substr(0, slash), word.substr(slash + 1), minus);
  if (word.ends_with('M'))
    return read_decimal(word.substr(0, word.size() - 1), minus);
  return read_real(word, minus);
}

void write_integer(memory_output& out, std::int64_t n) {
  char digits[24];
  const auto* end = std::to_chars(digits, digits + sizeof(digits), n).ptr;
  out.raw(digits, static_cast<std::size_t>(end - digits));
}

void write_real(memory_output& out, double x) {
  char digits[32];
  const auto* end = std::to_chars(digits, digits + sizeof(digits), x).ptr;
  const auto text =
    std::string_view(digits, static_cast<std::size_t>(end - digits));
  out.text(text);
  // Without these it would be an integer.
  if (text.find('.') == text.npos && text.find('e') == text.npos)
    out.text(".0");
}

} // namespace brine::detail
