// SPDX-License-Identifier: MIT
#include <brine/core/hex.hpp>

namespace brine {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

std::string to_hex(std::string_view bytes) {
  constexpr auto digits = std::string_view("0123456789abcdef");
  auto text = std::string();
  text.reserve(2 * bytes.size());
  for (auto c : bytes) {
    const auto x = static_cast<unsigned char>(c);
    text += digits[x >> 4];
    text += digits[x & 15];
  }
  return text;
}

bool parse_hex(std::string_view text, unsigned char* to) noexcept {
  if (text.size() % 2 != 0)
    return false;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0)
      return false;
    to[i / 2] = static_cast<unsigned char>(high * 16 + low);
  }
  return true;
}

} // namespace brine
