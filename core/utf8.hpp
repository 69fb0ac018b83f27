// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace brine::detail {

/// False for the bytes that continue a code point.
[[nodiscard]] constexpr bool begins_code_point(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

/// Appends a code point as UTF-8, also a lone surrogate (as three bytes).
void append_utf8(std::string& out, char32_t c);

/// The code point that is all of `bytes`; nothing if it is not exactly one.
[[nodiscard]] std::optional<char32_t>
decode_utf8(std::string_view bytes) noexcept;

/// How many bytes at the beginning are UTF-8, in which there are no surrogates.
[[nodiscard]] std::size_t utf8_prefix(std::string_view text) noexcept;

/// Quick for what is short.
[[nodiscard]] inline bool is_ascii(std::string_view text) noexcept {
  constexpr auto high = std::uint64_t{0x8080808080808080};
  auto at = [&](std::size_t i, auto bits) {
    std::memcpy(&bits, text.data() + i, sizeof(bits));
    return std::uint64_t{bits};
  };
  const auto n = text.size();
  auto all = std::uint64_t{};
  // The last bytes are taken together, some of them twice.
  if (n >= 8) {
    for (std::size_t i = 0; i + 8 < n; i += 8)
      all |= at(i, std::uint64_t{});
    all |= at(n - 8, std::uint64_t{});
  } else if (n >= 4) {
    all = at(0, std::uint32_t{}) | at(n - 4, std::uint32_t{});
  } else if (n > 0) {
    all = at(0, std::uint8_t{}) | at(n / 2, std::uint8_t{})
          | at(n - 1, std::uint8_t{});
  }
  return (all & high) == 0;
}

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
  return is_ascii(text) || utf8_prefix(text) == text.size();
}

} // namespace brine::detail
