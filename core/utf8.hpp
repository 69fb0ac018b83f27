// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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

[[nodiscard]] inline bool is_utf8(std::string_view text) noexcept {
  return utf8_prefix(text) == text.size();
}

} // namespace brine::detail
