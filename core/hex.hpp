// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brine {

/// What a hexadecimal digit in either case is worth; -1 of anything else.
[[nodiscard]] int hex_digit(char c) noexcept;

/// Bytes as pairs of hexadecimal digits.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// The same of so many bytes.
template <std::size_t Size>
[[nodiscard]] std::string to_hex(const std::array<std::uint8_t, Size>& of) {
  return to_hex(
    std::string_view(reinterpret_cast<const char*>(of.data()), of.size()));
}

/// Writes the bytes that pairs of digits in either case stand for, half as many
/// as there are digits; false if `text` is anything else.
[[nodiscard]] bool parse_hex(std::string_view text, unsigned char* to) noexcept;

/// So many bytes; nothing if `text` is anything else.
template <std::size_t Size>
[[nodiscard]] std::optional<std::array<std::uint8_t, Size>>
parse_hex(std::string_view text) noexcept {
  auto out = std::array<std::uint8_t, Size>();
  if (text.size() != 2 * Size || !parse_hex(text, out.data()))
    return std::nullopt;
  return out;
}

} // namespace brine
