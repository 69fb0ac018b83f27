// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace brine {

using sha512_digest = std::array<std::uint8_t, 64>;

/// Writes the 64 bytes of a digest, and leaves no copy of them elsewhere. Fails
/// with `unsupported` if OpenSSL is not built in, or has no SHA-512.
result<void> sha512(std::uint8_t* to, std::string_view bytes);

} // namespace brine
