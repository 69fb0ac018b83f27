// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace brine {

using sha512_digest = std::array<std::uint8_t, 64>;

/// Fails with `unsupported` if OpenSSL is not built in, or has none.
[[nodiscard]] result<sha512_digest> sha512(std::string_view bytes);

} // namespace brine
