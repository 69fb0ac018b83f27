// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// One value as an item of RFC 8949, lengths always definite, heads as short as
// they can be:
//
// item     = f6 | f4 | f5                 nil, false, true
//          | 0 n | 1 n                    integer n, integer -1 - n
//          | 2 (2 bytes) | 3 (2 bytes)    big integer n, big integer -1 - n
//          | fb bits(8)                   double
//          | 4 [int whole]                decimal: exponent, which is minus the
//                                         scale, and mantissa
//          | 30 [whole whole]             ratio
//          | 3 text | 2 bytes             string, bytes
//          | 39 (text)                    symbol; keyword if it begins with ":"
//          | 0 (text)                     instant: RFC 3339 of the years 0 to
//                                         9999, in UTC
//          | 37 (bytes)                   uuid
//          | 4 item* | 5 (item item)*     vector, map
//          | 258 ([item*])                set
//          | 27 ([text item])             object: frames below, and all tagged
//                                         values but those that follow
//          | fa bits(4)                   #float, a double that is a float
//          | 32 (text) | 35 (text)        #uri, #regex, of a string
//          | 77 to 86 (bytes)             #shorts #ints #longs #floats #doubles
//                                         of a vector of such, little-endian
//          | n (item)                     #cbor/n, n without meaning here
//          | e0..f3 | f7 | f8 20..ff      #cbor/simple
// whole    = integer from -2^64 to 2^64 - 1 as 0 n or 1 n, else big integer
//
// A number before parentheses is a tag (major type 6), a number before
// something else a major type.

namespace brine::cbor {

enum major : std::uint8_t {
  unsigned_integer,
  negative_integer,
  byte_string,
  text_string,
  array,
  map,
  tag,
  simple,
};

/// The low five bits of a head from 24 on.
enum form : std::uint8_t {
  one_byte = 24,
  two_bytes,
  four_bytes,
  eight_bytes,
  open = 31, ///< No length: up to a break.
};

[[nodiscard]] constexpr std::uint8_t major_of(std::uint8_t first) {
  return first >> 5;
}

[[nodiscard]] constexpr unsigned form_of(std::uint8_t first) {
  return first & 31U;
}

/// Heads of one byte.
enum mark : std::uint8_t {
  no = 0xf4,
  yes = 0xf5,
  nil = 0xf6,
  short_simple = 0xf8,
  half_real = 0xf9,
  single_real = 0xfa,
  double_real = 0xfb,
  stop = 0xff, ///< The break.
};

/// Tags (major type 6) that are read as more than a tag.
enum known_tag : std::uint16_t {
  date_time = 0,
  epoch_seconds = 1,
  positive_big = 2,
  negative_big = 3,
  decimal_fraction = 4,
  string_reference = 25,
  object = 27,
  rational = 30,
  uri = 32,
  regex = 35,
  uuid_bytes = 37,
  identifier = 39,
  first_typed_array = 64,
  last_typed_array = 87,
  string_namespace = 256,
  item_set = 258,
  self_described = 55799,
};

/// How RFC 8746 packs numbers; the bits of its tags tell.
struct typed_array {
  bool real;
  bool signed_numbers; ///< If not real.
  bool low_first;
  std::size_t width;

  /// False for 76, which is reserved, and for reals of 16 bytes.
  [[nodiscard]] static constexpr bool readable(std::uint64_t tag) {
    return tag >= first_typed_array && tag <= last_typed_array && tag != 76
           && tag != 83 && tag != 87;
  }

  [[nodiscard]] static constexpr typed_array of(std::uint64_t tag) {
    auto real = (tag & 16) != 0;
    return {real, (tag & 8) != 0, (tag & 4) != 0,
            std::size_t{real ? 2U : 1U} << (tag & 3)};
  }
};

/// The typed arrays that are written, by the names of their tagged values.
struct named_array {
  std::string_view name;
  std::uint8_t tag;
};

inline constexpr auto named_arrays = std::array<named_array, 5>{{
  {"shorts", 77},
  {"ints", 78},
  {"longs", 79},
  {"floats", 85},
  {"doubles", 86},
}};

/// Objects (tag 27) that stand for values of other kinds. The names of Clojure
/// and Java are boring's.
enum class frame : std::uint8_t {
  other,       ///< A tagged value.
  character,   ///< Its text, if it is one UTF-16 unit.
  queue,       ///< A list: that is what a Clojure queue equals.
  sorted_map,  ///< Read as a map.
  sorted_set,  ///< Read as a set.
  with_meta,   ///< Metadata and a value; read as the value.
  booleans,    ///< #booleans
  objects,     ///< #objects
  any_tagged,  ///< A name, which may be one of these, and a value.
  any_string,  ///< Bytes that are not UTF-8.
  any_symbol,  ///< Text that begins with ":", or bytes that are not UTF-8.
  any_keyword, ///< Bytes that are not UTF-8.
  code_point,  ///< A character's number.
  far_instant, ///< Microseconds since 1970.
};

struct named_frame {
  std::string_view name;
  cbor::frame frame;
};

inline constexpr auto named_frames = std::array<named_frame, 13>{{
  {"clojure/char", frame::character},
  {"clojure/queue", frame::queue},
  {"clojure/sorted-map", frame::sorted_map},
  {"clojure/sorted-set", frame::sorted_set},
  {"clojure/with-meta", frame::with_meta},
  {"java/boolean-array", frame::booleans},
  {"java/object-array", frame::objects},
  {"brine/tagged", frame::any_tagged},
  {"brine/string", frame::any_string},
  {"brine/symbol", frame::any_symbol},
  {"brine/keyword", frame::any_keyword},
  {"brine/char", frame::code_point},
  {"brine/instant", frame::far_instant},
}};

[[nodiscard]] constexpr frame find_frame(std::string_view name) {
  for (const auto& x : named_frames)
    if (x.name == name)
      return x.frame;
  return frame::other;
}

[[nodiscard]] constexpr std::string_view name_of(frame f) {
  for (const auto& x : named_frames)
    if (x.frame == f)
      return x.name;
  return {};
}

/// Whether a tag's content is read as something else than `#cbor/n`.
[[nodiscard]] constexpr bool has_meaning(std::uint64_t tag) {
  switch (tag) {
  case date_time:
  case epoch_seconds:
  case positive_big:
  case negative_big:
  case decimal_fraction:
  case string_reference:
  case object:
  case rational:
  case uri:
  case regex:
  case uuid_bytes:
  case identifier:
  case string_namespace:
  case item_set:
  case self_described:
    return true;
  default:
    return typed_array::readable(tag);
  }
}

} // namespace brine::cbor
