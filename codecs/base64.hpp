// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brine {

/// Bytes as base64 (RFC 4648), with padding.
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// The bytes; nothing if the text is not what `to_base64` gives.
[[nodiscard]] std::optional<std::string> parse_base64(std::string_view text);

} // namespace brine
