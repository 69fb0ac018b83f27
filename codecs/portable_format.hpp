// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/portable.hpp>

#include <cstddef>
#include <cstdint>

// One value in cereal's portable binary archives, behind their first byte,
// which is 01 for little-endian:
//
// value    = 00..7f                       integer 0 to 127
//          | 80..9f text                  string of 0 to 31 bytes
//          | a0..af (value value)*        map of 0 to 15 entries
//          | b0..bf value*                vector of 0 to 15 items
//          | c0 | c1 | c2                 nil, false, true
//          | c3 varint                    integer n from 128 on
//          | c4 varint                    integer -1 - n
//          | c5 sign(1) varint magnitude  big integer, big-endian; sign 1: < 0
//          | c6 bits(8)                   double
//          | c7 zigzag value              decimal: scale, unscaled integer
//          | c8 value value               ratio: two integers
//          | c9 varint                    character
//          | ca varint text               string
//          | cb varint text               symbol
//          | cc varint text               keyword
//          | cd bits(8)                   instant: signed microseconds
//          | ce bytes(16)                 uuid
//          | cf varint bytes
//          | d0 varint value*             list
//          | d1 varint value*             vector
//          | d2 varint (value value)*     map
//          | d3 varint value*             set
//          | d4 varint text value         tagged
//          | e0..ff text                  keyword of 0 to 31 bytes
// varint   = 7 bits a byte, the lowest first, the top bit set if more follow
// bits(8)  = little-endian
//
// Of the forms a value could have only the shortest is one. Keys of a map, and
// items of a set, differ; they may stand in any order.

namespace brine::portable {

enum mark : std::uint8_t {
  short_string = 0x80,
  short_map = 0xa0,
  short_vector = 0xb0,
  nil = 0xc0,
  no = 0xc1,
  yes = 0xc2,
  above = 0xc3,
  below = 0xc4,
  big = 0xc5,
  real = 0xc6,
  exact = 0xc7,
  fraction = 0xc8,
  character = 0xc9,
  string = 0xca,
  symbol_text = 0xcb,
  keyword_text = 0xcc,
  time = 0xcd,
  id = 0xce,
  raw_bytes = 0xcf,
  long_list = 0xd0,
  long_vector = 0xd1,
  long_map = 0xd2,
  long_set = 0xd3,
  tag = 0xd4,
  short_keyword = 0xe0,
};

inline constexpr std::size_t short_text_limit = 32;
inline constexpr std::size_t short_items_limit = 16;

} // namespace brine::portable
