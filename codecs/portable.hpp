// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace brine {

/// The id of cereal's portable binary format in blobs.
inline constexpr std::uint8_t portable_id = 64;

/// Appends what `cereal::PortableBinaryOutputArchive`, little-endian, writes
/// for the value (see codecs/cereal_value.hpp), but straight into memory. Fails
/// with `too_large` only, and then appends nothing.
result<void> encode_portable(std::string& out, const value& v);

/// Reads exactly one value. Anything else, at any place, is `damaged`; takes no
/// more memory than the bytes can account for.
[[nodiscard]] result<value> decode_portable(std::string_view encoded);

/// The default serializer, "cereal".
[[nodiscard]] std::shared_ptr<const serializer> make_portable_serializer();

} // namespace brine
