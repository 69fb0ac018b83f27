// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

#include <cstdint>
#include <memory>

namespace brine {

/// The id of edn text in blobs, as konserve has it.
inline constexpr std::uint8_t edn_id = 0;

/// The serializer "edn": text as `write_edn` writes it, and anything that
/// `parse_edn` reads.
[[nodiscard]] std::shared_ptr<const serializer> make_edn_serializer();

} // namespace brine
