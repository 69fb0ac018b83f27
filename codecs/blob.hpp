// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/registry.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace brine {

// blob     = header metadata content
// header   = 01 serializer(1) compressor(1) encryptor(1)
//            metadata size(4, big-endian, below 16 MiB) 00(12)
// metadata = a map by the serializer, compressed, encrypted; or nothing
// content  = a value by the serializer, compressed, encrypted
//
// konserve's layout; docs/codecs.md shows one byte by byte. Its early files
// have headers without the twelve zeros, which are recognised by that.

inline constexpr std::size_t blob_header_size = 20;
inline constexpr std::size_t legacy_header_size = 8;

struct blob_header {
  std::uint8_t serializer = 0;
  std::uint8_t compressor = 0; ///< 0 is none.
  std::uint8_t encryptor = 0;  ///< Likewise.
  std::uint32_t metadata_size = 0;

  bool operator==(const blob_header&) const = default;
};

/// The parts of a blob, still encoded. Views into the blob.
struct blob_view {
  blob_header header;
  std::string_view header_bytes;
  std::string_view metadata;
  std::string_view content;

  [[nodiscard]] std::size_t size() const noexcept {
    return header_bytes.size() + metadata.size() + content.size();
  }
};

/// A decoded blob.
struct blob_values {
  value metadata; ///< Custom fields; nil if there are none.
  value content;
};

/// Appends the blob of a document under an encoded key. Metadata that is nil
/// or an empty map takes no bytes; other than a map it must not be. What gets
/// no smaller by compression is stored without, and the header says so. On
/// failure, as the codec's, nothing is appended.
result<void>
encode_blob(std::string& out, const codec& with, std::string_view key,
            const value& metadata, const value& content);

/// The same of segments that are serialized already.
result<void>
encode_segments(std::string& out, const codec& with, std::string_view key,
                std::string_view metadata, std::string_view content);

/// Appends the same blob sealed by `by`, whatever sealed it before. What its
/// segments hold is not looked at. On failure nothing is appended.
result<void>
reseal_blob(std::string& out, const blob_view& parts, const encryptor& by,
            std::string_view key, const codec_registry& known);

/// Finds the parts of a blob, which may be cut off behind its metadata. A
/// version other than 1 is `newer_format`; sizes that cannot be are `damaged`.
[[nodiscard]] result<blob_view> split_blob(std::string_view blob);

/// One segment as the serializer wrote it. `plain` is where it is put if it
/// must be made.
[[nodiscard]] result<std::string_view>
open_segment(const blob_view& parts, seal_role role, std::string_view key,
             const codec_registry& known, std::string& plain);

/// Decodes a blob with the codecs that its header names. An id that is not
/// known is `unsupported`, and named.
[[nodiscard]] result<blob_values>
decode_blob(std::string_view blob, std::string_view key,
            const codec_registry& known);

/// Decodes the metadata alone, nil if there is none. Does not look at the
/// content, of which any part may be missing.
[[nodiscard]] result<value>
decode_metadata(const blob_view& parts, std::string_view key,
                const codec_registry& known);

/// Decodes the content alone.
[[nodiscard]] result<value>
decode_content(const blob_view& parts, std::string_view key,
               const codec_registry& known);

} // namespace brine
