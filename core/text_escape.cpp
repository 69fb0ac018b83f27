// SPDX-License-Identifier: MIT
#include <brine/core/text_escape.hpp>

#include <array>
#include <cstdint>

namespace brine::detail {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

/// The letter behind the backslash; 'u' for a code, 0 for what needs none.
constexpr auto letters = [] {
  std::array<char, 256> all{};
  for (std::size_t c = 0; c < 0x20; ++c)
    all[c] = 'u';
  all[0x7f] = 'u';
  all['"'] = '"';
  all['\\'] = '\\';
  all['\n'] = 'n';
  all['\r'] = 'r';
  all['\t'] = 't';
  all['\b'] = 'b';
  all['\f'] = 'f';
  return all;
}();

/// Reads up to four digits; returns how many there are.
std::size_t read_digits(std::string_view text, char32_t& code) noexcept {
  code = 0;
  std::size_t n = 0;
  for (; n < 4 && n < text.size(); ++n) {
    const auto c = text[n];
    const auto digit =
      hex.find(c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c);
    if (digit == hex.npos)
      break;
    code = code << 4 | static_cast<char32_t>(digit);
  }
  return n;
}

} // namespace

void write_quoted(memory_output& out, std::string_view text) {
  out.byte('"');
  std::size_t run = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const auto letter = letters[c];
    if (letter == 0)
      continue;
    out.text(text.substr(run, at - run));
    run = at + 1;
    if (letter == 'u') {
      write_code(out, c);
    } else {
      out.byte('\\');
      out.byte(static_cast<std::uint8_t>(letter));
    }
  }
  out.text(text.substr(run));
  out.byte('"');
}

void write_code(memory_output& out, char32_t c) {
  out.text("\\u");
  for (int shift = 12; shift >= 0; shift -= 4)
    out.byte(static_cast<std::uint8_t>(hex[(c >> shift) & 15]));
}

code_escape read_code_escape(std::string_view text) noexcept {
  constexpr auto half = "half of a surrogate pair";
  char32_t c = 0;
  if (auto n = read_digits(text, c); n < 4)
    return {0, n, "\\u needs four hexadecimal digits"};
  if (c < 0xd800 || c > 0xdfff)
    return {c, 4, nullptr};
  const auto rest = text.substr(4);
  if (c > 0xdbff || !rest.starts_with("\\u"))
    return {0, rest == "\\" ? std::size_t{5} : std::size_t{4}, half};
  char32_t low = 0;
  const auto n = read_digits(rest.substr(2), low);
  if (n < 4 || low < 0xdc00 || low > 0xdfff)
    return {0, 6 + n, half};
  return {0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00), 10, nullptr};
}

} // namespace brine::detail
