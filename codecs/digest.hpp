// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

// Digests of FIPS 180-4. `unsupported` if OpenSSL is not built in, or lacks
// one.

namespace brine {

using sha512_digest = std::array<std::uint8_t, 64>;

/// Writes the 64 bytes of a digest, and leaves no copy of them elsewhere.
result<void> sha512(std::uint8_t* to, std::string_view bytes);

/// 32 bytes.
[[nodiscard]] result<std::string> sha256(std::string_view bytes);

/// The same of the pieces that `next` gives, up to an empty one. What it throws
/// passes through.
[[nodiscard]] result<std::string>
sha256(const std::function<std::string_view()>& next);

} // namespace brine
