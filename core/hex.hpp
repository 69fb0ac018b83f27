// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace brine {

/// Bytes as pairs of hexadecimal digits.
[[nodiscard]] std::string to_hex(std::string_view bytes);

/// Writes the bytes that pairs of digits in either case stand for, half as many
/// as there are digits; false if `text` is anything else.
[[nodiscard]] bool parse_hex(std::string_view text, unsigned char* to) noexcept;

} // namespace brine
