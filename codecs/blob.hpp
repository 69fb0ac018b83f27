// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace brine {

// blob     = header metadata content
// header   = 01 serializer(1) compressor(1) encryptor(1)
//            metadata size(4, big-endian, at most 2^31 - 1) 00(12)
// metadata = a map by the serializer, or nothing
// content  = a value by the serializer
//
// konserve's layout; docs/codecs.md shows one byte by byte.

inline constexpr std::size_t blob_header_size = 20;

struct blob_header {
  std::uint8_t serializer = 0;
  std::uint8_t compressor = 0; ///< 0 is none, and all there is so far.
  std::uint8_t encryptor = 0;  ///< Likewise.
  std::uint32_t metadata_size = 0;

  bool operator==(const blob_header&) const = default;
};

/// The parts of a blob, still encoded. Views into the blob.
struct blob_view {
  blob_header header;
  std::string_view metadata;
  std::string_view content;
};

/// A decoded blob.
struct blob_values {
  value metadata; ///< Custom fields; nil if there are none.
  value content;
};

/// Appends a blob. Metadata that is nil or an empty map takes no bytes; other
/// than a map it must not be. On failure, as the serializer's, nothing is
/// appended.
result<void> encode_blob(std::string& out, const serializer& with,
                         const value& metadata, const value& content);

/// Finds the parts of a blob. A version other than 1 is `newer_format`; sizes
/// and bytes that cannot be are `damaged`.
[[nodiscard]] result<blob_view> split_blob(std::string_view blob);

/// Decodes a blob with the codecs that its header names. An id that is not
/// known is `unsupported`, and named.
[[nodiscard]] result<blob_values>
decode_blob(std::string_view blob, const codec_registry& known);

} // namespace brine
