// SPDX-License-Identifier: MIT
#include <brine/hooks/cursor.hpp>

#include <charconv>

namespace brine {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

error unreadable(std::string_view text) {
  return error(errc::bad_text, "not a cursor: \"" + std::string(text)
                                 + "\"; expected 32 hexadecimal digits, a "
                                   "colon and a revision, or \"beginning\"");
}

} // namespace

std::string to_string(const cursor& c) {
  std::string text;
  for (auto b : c.log.bytes) {
    text += digits[b >> 4];
    text += digits[b & 15];
  }
  return text + ':' + std::to_string(c.rev);
}

result<cursor> parse_cursor(std::string_view text) {
  if (text == "beginning")
    return beginning;
  constexpr std::size_t hex = 32;
  if (text.size() < hex + 2 || text[hex] != ':')
    return unreadable(text);
  cursor c;
  for (std::size_t i = 0; i < c.log.bytes.size(); ++i) {
    const auto high = digits.find(text[2 * i]);
    const auto low = digits.find(text[2 * i + 1]);
    if (high == digits.npos || low == digits.npos)
      return unreadable(text);
    c.log.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  const auto* end = text.data() + text.size();
  auto [rest, failed] = std::from_chars(text.data() + hex + 1, end, c.rev);
  if (failed != std::errc() || rest != end)
    return unreadable(text);
  return c;
}

} // namespace brine
