// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/blob.hpp>
#include <brine/codecs/java_text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Blobs as konserve keeps them in files, one for each key. They have brine's
// layout (see codecs/blob.hpp) with metadata of konserve's own; the payload of
// a binary is neither serialized, compressed nor encrypted.

namespace brine {

/// What konserve's own config map asks for: serializer, compressor and
/// encryptor under `:config {:encoding {...}}`, in its older spellings too.
/// Keys beside `:config` are the backend's and not looked at.
struct konserve_encoding {
  codec write;           ///< For new blobs: compresses always.
  codec_registry read;   ///< The builtin codecs, and the encryptor if it has a
                         ///< key.
  bool in_place = false; ///< Shorter values leave old bytes behind them.
};

/// Fails with `bad_config`, naming the key, also for keys that konserve does
/// not have in `:config`, and with `unsupported` for what is not built in.
/// Messages repeat nothing that may be a secret. The encryptor's key is hashed
/// as `whose` Java does, which matters if there is a double in it.
[[nodiscard]] result<konserve_encoding>
read_konserve_config(const value& config,
                     java_version whose = java_version::java19);

/// The beginning of a blob of konserve's.
struct konserve_head {
  blob_header header;
  value metadata;
  bool binary = false;  ///< Whether the metadata says so.
  std::size_t size = 0; ///< The content begins here.
};

/// Decodes all before the content, of which any part may be missing. Fails as
/// `decode_konserve`.
[[nodiscard]] result<konserve_head>
decode_konserve_head(std::string_view begin, const konserve_encoding& how);

/// One blob of konserve's.
struct konserve_blob {
  blob_header header;
  value metadata; ///< A map with `:key`, `:type`, `:last-write`.
  value content;  ///< Nil of a binary, but see `mistyped`.

  /// The payload of a binary; a view into the blob.
  std::optional<std::string_view> binary;

  /// Whether the metadata calls this binary a value: konserve leaves `:type` as
  /// it was where a binary replaces a value. Then it was told by its bytes,
  /// which no value would have: too few to be encrypted, no frame of the
  /// compressor, or a number and the like with bytes behind it. This last one
  /// may also be a value that was written in place over a longer one, if the
  /// store's config was not at hand: `content` has it.
  bool mistyped = false;

  /// What is wrong with the bytes of a mistyped binary if they are none, but a
  /// value that was cut or altered. Only who wrote the file can tell.
  std::optional<error> damage;
};

/// Decodes a whole blob. An empty one, which konserve leaves behind if it dies
/// while it makes a key, is `damaged`, and so is a file that is no blob at all.
[[nodiscard]] result<konserve_blob>
decode_konserve(std::string_view blob, const konserve_encoding& how);

/// The entries of a metadata map in the order in which konserve writes them:
/// `:key :type :last-write`, then the user's own.
[[nodiscard]] std::vector<entry> konserve_order(const value& metadata);

/// Appends a blob as konserve writes it; `binary` in place of the content if
/// there is one. On failure nothing is appended.
result<void> encode_konserve(std::string& out, const codec& with,
                             const value& metadata, const value& content,
                             std::optional<std::string_view> binary = {});

} // namespace brine
