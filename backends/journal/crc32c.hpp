// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>

#include <cstdint>

namespace brine::journal {

/// CRC-32C (Castagnoli) of `bytes`; given the CRC of what comes before as
/// `seed`, of both together.
[[nodiscard]] std::uint32_t
crc32c(bytes_view bytes, std::uint32_t seed = 0) noexcept;

/// The same without the processor's instruction, for others and for tests.
[[nodiscard]] std::uint32_t
crc32c_portable(bytes_view bytes, std::uint32_t seed = 0) noexcept;

} // namespace brine::journal
