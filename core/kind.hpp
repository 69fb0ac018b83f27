// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace brine {

/// What a value is. The order is the order of keys across kinds, but for
/// integer and big_integer, which are ordered together as one.
enum class kind : std::uint8_t {
  nil,
  boolean,
  integer,     ///< 64 bit, signed.
  big_integer, ///< Only what does not fit into `integer`.
  real,        ///< IEEE double.
  decimal,     ///< Exact, with a scale: `1.50M`.
  ratio,       ///< Reduced, denominator at least 2: `1/3`.
  character,   ///< One Unicode code point.
  string,      ///< Bytes, by convention UTF-8.
  symbol,
  keyword,
  instant, ///< Microseconds since the epoch, UTC.
  uuid,
  bytes,
  list,
  vector,
  map,
  set,
  tagged, ///< A tag and a value: `#point [1 2]`.
};

/// The name of a kind as it appears in messages, such as "big integer".
[[nodiscard]] std::string_view name(kind k) noexcept;

} // namespace brine
