// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brine::journal {

/// 128 bits as 32 digits.
[[nodiscard]] std::string to_hex(const std::array<std::uint8_t, 16>& bytes);

/// Reads what `to_hex` gives, in either case; nothing if `text` is anything
/// else.
[[nodiscard]] std::optional<std::array<std::uint8_t, 16>>
parse_hex_128(std::string_view text);

} // namespace brine::journal
