// SPDX-License-Identifier: MIT
#include <brine/codecs/json_scanner.hpp>
#include <brine/core/edn_number.hpp>
#include <brine/core/text_escape.hpp>
#include <brine/core/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

// RFC 8259:
//
// string = '"' (utf8 | '\' ["\/bfnrt] | '\u' hex(4))* '"'
// number = ["-"] ("0" | nonzero {digit}) ["." digit {digit}]
//          [("e" | "E") ["+" | "-"] digit {digit}]
namespace brine::detail {

namespace {

/// What stands for itself inside of a string.
constexpr auto plain = [] {
  std::array<bool, 256> all{};
  std::fill(all.begin() + 0x20, all.end(), true);
  all['"'] = false;
  all['\\'] = false;
  return all;
}();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool in_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
         || c == '+' || c == '-' || c == '.' || c == '_';
}

/// Whether a number that no double holds is too small for that, not too large.
bool is_small(std::string_view digits) {
  const auto e = std::min(digits.find_first_of("eE"), digits.size());
  const auto point = std::min(digits.find('.'), e);
  const auto first = digits.find_first_of("123456789");
  const auto size =
    static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  std::int64_t exponent = 0;
  if (e < digits.size()) {
    const auto* begin = digits.data() + e + (digits[e + 1] == '+' ? 2 : 1);
    if (std::from_chars(begin, digits.data() + digits.size(), exponent).ec
        != std::errc())
      return digits[e + 1] == '-';
  }
  return exponent < -size;
}

} // namespace

char json_scanner::next() noexcept {
  for (; at_ < text_.size(); ++at_) {
    const auto c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
      return c;
  }
  return '\0';
}

bool json_scanner::scalar(value& v) {
  const auto c = peek();
  if (c == '"')
    return string(v);
  if (c == '-' || is_digit(c))
    return number(v);
  const auto literal = word(at_);
  if (literal == "null")
    v = value();
  else if (literal == "true" || literal == "false")
    v = literal == "true";
  else
    return expected("a value");
  at_ += literal.size();
  return true;
}

bool json_scanner::string(value& v) {
  const auto begin = at_++;
  std::string_view run;
  if (!plain_run(run, begin))
    return false;
  if (peek() == '"') {
    ++at_;
    v = run;
    return true;
  }
  std::string out;
  for (;;) {
    out += run;
    if (peek() == '"')
      break;
    if (!escape(out) || !plain_run(run, begin))
      return false;
  }
  ++at_;
  v = out;
  return true;
}

/// Up to a quote or backslash.
bool json_scanner::plain_run(std::string_view& run, std::size_t begin) {
  const auto from = at_;
  unsigned char seen = 0;
  for (; at_ < text_.size(); ++at_) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (!plain[c])
      break;
    seen |= c;
  }
  run = text_.substr(from, at_ - from);
  if (seen >= 0x80 && !is_utf8(run))
    return fail(from + utf8_prefix(run), "bytes that are not UTF-8");
  if (at_end())
    return fail(at_,
                "end of text inside a string that begins at " + where(begin));
  if (static_cast<unsigned char>(peek()) < 0x20)
    return fail(at_, "a control character inside a string");
  return true;
}

bool json_scanner::escape(std::string& out) {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const auto at = at_++;
  const auto c = peek();
  if (c == 'u') {
    const auto code = read_code_escape(text_.substr(at_ + 1));
    if (code.trouble != nullptr)
      return fail(at, code.trouble);
    append_utf8(out, code.code);
    at_ += 1 + code.size;
    return true;
  }
  const auto i = letters.find(c);
  if (i == letters.npos || at_end())
    return fail(at, fmt::format("no such escape: {}", text_.substr(at, 2)));
  out += meanings[i];
  ++at_;
  return true;
}

bool json_scanner::digits() noexcept {
  const auto from = at_;
  while (is_digit(peek()))
    ++at_;
  return at_ > from;
}

bool json_scanner::number(value& v) {
  const auto at = at_;
  auto good = true;
  auto is_real = false;
  if (peek() == '-')
    ++at_;
  if (peek() == '0')
    ++at_;
  else
    good = digits();
  if (good && peek() == '.') {
    ++at_;
    is_real = true;
    good = digits();
  }
  if (good && (peek() == 'e' || peek() == 'E')) {
    ++at_;
    is_real = true;
    if (peek() == '+' || peek() == '-')
      ++at_;
    good = digits();
  }
  if (!good || in_word(peek()))
    return fail(at, fmt::format("not a number: {:.40}", word(at)));
  const auto text = text_.substr(at, at_ - at);
  if (text.size() > max_number_text)
    return fail(
      at, fmt::format("a number of more than {} characters", max_number_text));
  if (is_real)
    return real(v, text, at);
  std::int64_t n = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), n).ec
      == std::errc())
    v = n;
  else
    v = big_integer(text);
  return true;
}

bool json_scanner::real(value& v, std::string_view digits, std::size_t at) {
  double x = 0;
  const auto* end = digits.data() + digits.size();
  if (std::from_chars(digits.data(), end, x).ec == std::errc())
    v = x;
  else if (is_small(digits))
    v = digits.front() == '-' ? -0.0 : 0.0;
  else
    return fail(at,
                fmt::format("out of the range of a double: {:.40}", digits));
  return true;
}

std::string_view json_scanner::word(std::size_t at) const noexcept {
  auto end = at;
  while (end < text_.size() && in_word(text_[end]))
    ++end;
  return text_.substr(at, end - at);
}

bool json_scanner::fail(std::size_t at, const std::string& what) {
  failed_at_ = at;
  why_ = where(at) + ": " + what;
  return false;
}

bool json_scanner::expected(std::string_view what) {
  if (at_end())
    return fail(at_, fmt::format("expected {}, found the end of text", what));
  const auto c = static_cast<unsigned char>(text_[at_]);
  if (in_word(text_[at_]))
    return fail(at_,
                fmt::format("expected {}, found '{:.40}'", what, word(at_)));
  if (c <= 0x20 || c >= 0x7f)
    return fail(at_, fmt::format("expected {}, found byte {:02x}", what, c));
  return fail(at_, fmt::format("expected {}, found '{}'", what, text_[at_]));
}

} // namespace brine::detail
