// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/compressor.hpp>

#include <memory>

namespace brine {

/// konserve's id of it.
inline constexpr std::uint8_t zstd_id = 2;

inline constexpr int zstd_default_level = 3; ///< konserve's.
inline constexpr int zstd_max_level = 22;

/// "zstd": frames without their content's size, at a level from 1, quick, to
/// 22, small. Reads frames with and without it.
[[nodiscard]] std::shared_ptr<const compressor>
make_zstd_compressor(int level = zstd_default_level);

} // namespace brine
