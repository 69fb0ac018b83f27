// SPDX-License-Identifier: MIT
#include <brine/backends/journal/hex.hpp>

namespace brine::journal {

namespace {

/// The digit's worth, or -1.
int worth(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

} // namespace

std::string to_hex(const std::array<std::uint8_t, 16>& bytes) {
  constexpr auto digits = std::string_view("0123456789abcdef");
  auto text = std::string{};
  for (auto x : bytes) {
    text += digits[x >> 4];
    text += digits[x & 15];
  }
  return text;
}

std::optional<std::array<std::uint8_t, 16>>
parse_hex_128(std::string_view text) {
  auto bytes = std::array<std::uint8_t, 16>{};
  if (text.size() != 2 * bytes.size())
    return std::nullopt;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto high = worth(text[2 * i]);
    auto low = worth(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return bytes;
}

} // namespace brine::journal
