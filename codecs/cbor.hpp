// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

#include <cstdint>
#include <memory>

namespace brine {

/// The id of CBOR as konserve's boring writes it.
inline constexpr std::uint8_t cbor_id = 3;

/// The id of CBOR as konserve's clj-cbor wrote it.
inline constexpr std::uint8_t clj_cbor_id = 2;

/// The serializer "cbor": plain RFC 8949, with tags for what CBOR lacks; see
/// docs/codecs.md. Reads also what boring compresses with string references,
/// and passes over what follows the value, as boring's index does.
[[nodiscard]] std::shared_ptr<const serializer> make_cbor_serializer();

/// The serializer "clj-cbor", which reads the same but does not write.
[[nodiscard]] std::shared_ptr<const serializer> make_clj_cbor_serializer();

} // namespace brine
