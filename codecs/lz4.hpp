// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/compressor.hpp>

#include <memory>

namespace brine {

/// konserve's id of it.
inline constexpr std::uint8_t lz4_id = 1;

/// "lz4": frames as konserve writes them, independent blocks of up to 4 MiB
/// without checksums. Reads any frame, also those of konserve's early stores,
/// which lack the end mark: such a one cut between two blocks reads as less.
[[nodiscard]] std::shared_ptr<const compressor> make_lz4_compressor();

} // namespace brine
