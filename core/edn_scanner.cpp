// SPDX-License-Identifier: MIT
#include <brine/core/edn_name.hpp>
#include <brine/core/edn_number.hpp>
#include <brine/core/edn_scanner.hpp>
#include <brine/core/error.hpp>
#include <brine/core/text_escape.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace brine::detail {

namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

unsigned digit_value(char c) {
  if (digit(c))
    return static_cast<unsigned>(c - '0');
  auto lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z' ? static_cast<unsigned>(lower - 'a') + 10
                                      : 99;
}

// As it is shown in messages.
std::string in_quotes(std::string_view word) {
  constexpr std::size_t shown = 40;
  auto cut = word.size() > shown;
  return std::string(word.substr(0, shown)) + (cut ? "..." : "");
}

constexpr std::array<std::pair<std::string_view, char32_t>, 6> named{
  {{"newline", U'\n'},
   {"space", U' '},
   {"tab", U'\t'},
   {"return", U'\r'},
   {"backspace", U'\b'},
   {"formfeed", U'\f'}}};

} // namespace

void edn_scanner::skip_blank() noexcept {
  while (!at_end() && (is_edn_blank(text_[at_]) || text_[at_] == ';'))
    at_ = text_[at_] == ';' ? std::min(text_.find('\n', at_), text_.size())
                            : at_ + 1;
}

std::string_view edn_scanner::token() noexcept {
  auto begin = at_;
  while (!at_end() && !ends_edn_word(text_[at_]))
    ++at_;
  return text_.substr(begin, at_ - begin);
}

result<value> edn_scanner::scalar() {
  if (peek() == '"')
    return string();
  if (peek() == '\\')
    return character();
  auto at = at_;
  auto sign = peek() == '+' || peek() == '-';
  auto numeric = digit(peek(sign ? 1 : 0));
  auto word = token();
  if (word.empty())
    return fail(at, "unexpected " + in_quotes(text_.substr(at, 1)));
  return numeric ? number(word, at) : name(word, at);
}

result<value> edn_scanner::number(std::string_view word, std::size_t at) {
  auto n = read_number(word);
  if (!n)
    return fail(at, n.failure().message() + ": " + in_quotes(word));
  return n;
}

result<value> edn_scanner::name(std::string_view word, std::size_t at) {
  if (word == "nil")
    return value();
  if (word == "true" || word == "false")
    return value(word == "true");
  if (word.front() == ':') {
    if (!is_edn_keyword(word.substr(1)))
      return fail(at, "not a keyword: " + in_quotes(word));
    return keyword(word.substr(1));
  }
  if (!is_edn_symbol(word))
    return fail(at, "not a symbol: " + in_quotes(word));
  return symbol(word);
}

result<value> edn_scanner::character() {
  auto at = at_++;
  if (at_end() || (is_edn_blank(peek()) && peek() != ','))
    return fail(at, "no character after the backslash");
  auto begin = at_++;
  while (!at_end() && !begins_code_point(text_[at_]))
    ++at_;
  auto single = at_ - begin;
  token();
  auto word = text_.substr(begin, at_ - begin);
  if (word.size() == single) {
    if (auto c = decode_utf8(word))
      return value(*c);
    return fail(at, "a character that is not UTF-8");
  }
  for (const auto& [spelling, c] : named)
    if (word == spelling)
      return value(c);
  auto digits = edn_scanner(word, 1);
  char32_t c = 0;
  auto known =
    (word[0] == 'u' && word.size() == 5 && digits.take_code(4, 16, c))
    || (word[0] == 'o' && word.size() <= 4
        && digits.take_code(word.size() - 1, 8, c) && c <= 0377);
  if (!known)
    return fail(at, "no such character: \\" + in_quotes(word));
  return value(c);
}

result<value> edn_scanner::string() {
  auto at = at_++;
  std::string out;
  auto plain = true;
  for (;;) {
    auto stop = at_;
    while (stop < text_.size() && text_[stop] != '"' && text_[stop] != '\\')
      ++stop;
    if (stop == text_.size()) {
      at_ = text_.size();
      return fail(at_,
                  "end of text inside a string that begins at " + where(at));
    }
    auto run = text_.substr(at_, stop - at_);
    at_ = stop + 1;
    if (text_[stop] == '"') {
      if (plain)
        return value(run);
      out += run;
      return value(out);
    }
    plain = false;
    out += run;
    if (auto done = escape(out); !done)
      return done.failure();
  }
}

// Behind a backslash in a string.
result<void> edn_scanner::escape(std::string& out) {
  constexpr std::string_view letters = "tnrbf\"\\";
  constexpr std::string_view meanings = "\t\n\r\b\f\"\\";
  auto at = at_ - 1;
  auto c = peek();
  if (auto i = letters.find(c); i != std::string_view::npos && !at_end()) {
    out += meanings[i];
    ++at_;
    return {};
  }
  if (c == 'u') {
    auto code = read_code_escape(text_.substr(at_ + 1));
    at_ += 1 + code.size;
    if (code.trouble != nullptr)
      return fail(at, code.trouble);
    append_utf8(out, code.code);
    return {};
  }
  if (c >= '0' && c <= '7') {
    std::size_t digits = 1;
    while (digits < 3 && peek(digits) >= '0' && peek(digits) <= '7')
      ++digits;
    char32_t code = 0;
    take_code(digits, 8, code);
    if (code > 0377)
      return fail(at, "an octal escape above \\377");
    append_utf8(out, code);
    return {};
  }
  return fail(at, "no such escape: \\" + in_quotes(text_.substr(at_, 1)));
}

bool edn_scanner::take_code(std::size_t digits, unsigned base,
                            char32_t& out) noexcept {
  for (std::size_t i = 0; i < digits; ++i) {
    auto x = digit_value(peek());
    if (x >= base)
      return false;
    out = out * base + x;
    ++at_;
  }
  return true;
}

error edn_scanner::fail(std::size_t at, const std::string& what) {
  failed_at_ = at;
  return {errc::bad_text, where(at) + ": " + what};
}

} // namespace brine::detail
