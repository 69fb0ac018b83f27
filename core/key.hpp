// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// Bytes that an encoded key may have. Nothing else limits keys but a nesting
/// of `max_key_depth` collections.
inline constexpr std::size_t max_key_size = std::size_t{32} * 1024;
inline constexpr std::size_t max_key_depth = 128;

/// Encodes a key. Bytewise order of encoded keys is `key_compare` of the keys,
/// and no encoded key is the beginning of another. docs/keys.md gives every
/// byte. Fails with `too_large`.
[[nodiscard]] result<std::string> encode_key(const value& key);

/// As `encode_key`, behind what is in `out`; on failure `out` is as before.
/// Encoded keys may follow each other without a separator.
result<void> append_key(std::string& out, const value& key);

/// The key of these bytes. What `encode_key` never gives is `damaged`: so
/// encoding the result gives the same bytes again. Decimals come back without
/// trailing zeros, and -0.0 as 0.0.
[[nodiscard]] result<value> decode_key(std::string_view encoded);

/// The keys of a sequence that `append_key` wrote, such as a path.
[[nodiscard]] result<std::vector<value>> decode_keys(std::string_view encoded);

/// XXH3 with 64 bits of an encoded key; chooses its range. Stored nowhere, yet
/// fixed, as replicas compare ranges by it.
[[nodiscard]] std::uint64_t key_hash(std::string_view encoded) noexcept;

/// Encoded keys from `first` up to, but without, `last`.
struct key_range {
  std::string first;
  std::string last;

  [[nodiscard]] bool contains(std::string_view encoded) const noexcept {
    return first <= encoded && encoded < last;
  }

  bool operator==(const key_range&) const = default;
};

/// The keys that begin with `prefix`. Of a vector, or list: all vectors, or
/// lists, whose first items are those of `prefix`. Of a string, symbol, keyword
/// or bytes: all of that kind whose text begins so; `keyword("user/")` gives
/// the keywords of a namespace. Of any other kind: only that key itself.
[[nodiscard]] result<key_range> key_prefix_range(const value& prefix);

} // namespace brine
