// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// One value in fressian, as konserve writes it (numbers are big-endian):
//
// value    = 00..3f                    integer 0 to 63
//          | 40..7f byte+              integer of up to 55 bits; see `packed`
//          | f8 bits(8) | ff           integer; -1
//          | 80..9f | cc count         what the cache has at 0 to 31; at count
//          | cd value                  value, which gets the cache's next place
//          | a0..af | f0 count         struct of the kind 0 to 15; count
//          | ef value count            struct of a new kind: tag, components
//          | b0 count integer*         long[];  b3 int[]
//          | b1 count double*          double[];  b4 float[];  b2 boolean[]
//          | b5 count value*           Object[]
//          | c0 list                   map: keys and values by turns
//          | c1 list                   set
//          | c3 bytes                  uuid
//          | c4 string | c5 string     regex, uri
//          | c6 bytes                  big integer, two's complement
//          | c7 bytes integer          decimal: unscaled, scale
//          | c8 integer                instant, milliseconds
//          | c9 part part              symbol: namespace or nil, name
//          | ca part part              keyword
//          | f5 | f6 | f7              true, false, nil
//          | f9 bits(4) | fa bits(8) | fb | fc     float; double; 0.0; 1.0
//          | fe value                  forgets what was cached and the kinds
//          | bytes | string | list
// part     = a cached string or nil
// bytes    = d0..d7 byte* | (d8 count byte*)* d9 count byte*
// string   = da..e1 byte* | (e2 count byte*)* e3 count byte*      CESU-8
// list     = e4..eb value* | ec count value* | ed value* fd | ee value* [fd]
// count    = an integer
//
// The components of a struct follow its code. Kinds with a meaning here are
// listed in `form`.

namespace brine::fressian {

enum code : std::uint8_t {
  get_cached_0 = 0x80,
  struct_0 = 0xa0,
  long_array = 0xb0,
  double_array = 0xb1,
  boolean_array = 0xb2,
  int_array = 0xb3,
  float_array = 0xb4,
  object_array = 0xb5,
  map_code = 0xc0,
  set_code = 0xc1,
  uuid_code = 0xc3,
  regex_code = 0xc4,
  uri_code = 0xc5,
  big_integer_code = 0xc6,
  decimal_code = 0xc7,
  instant_code = 0xc8,
  symbol_code = 0xc9,
  keyword_code = 0xca,
  get_cached = 0xcc,
  put_cached = 0xcd,
  bytes_0 = 0xd0,
  bytes_chunk = 0xd8,
  bytes_end = 0xd9,
  string_0 = 0xda,
  string_chunk = 0xe2,
  string_end = 0xe3,
  list_0 = 0xe4,
  list_code = 0xec,
  closed_list = 0xed,
  open_list = 0xee,
  new_struct = 0xef,
  struct_code = 0xf0,
  true_code = 0xf5,
  false_code = 0xf6,
  nil_code = 0xf7,
  int64_code = 0xf8,
  float_code = 0xf9,
  double_code = 0xfa,
  double_zero = 0xfb,
  double_one = 0xfc,
  end_list = 0xfd,
  reset_caches = 0xfe,
  minus_one = 0xff,
};

/// Integers in 1 + `bytes` bytes, for up to `bits` bits and a sign: the first
/// is `zero` plus what is above the others.
struct packed_form {
  std::uint8_t begin;
  std::uint8_t zero;
  std::uint8_t bytes;
  std::uint8_t bits;
};

inline constexpr auto packed = std::array<packed_form, 6>{{
  {0x40, 0x50, 1, 12},
  {0x60, 0x68, 2, 19},
  {0x70, 0x72, 3, 25},
  {0x74, 0x76, 4, 33},
  {0x78, 0x7a, 5, 41},
  {0x7c, 0x7e, 6, 49},
}};

inline constexpr std::size_t short_limit = 8; ///< Of da, d0 and e4.
inline constexpr std::size_t short_cached_limit = 32;
inline constexpr std::size_t short_struct_limit = 16;
inline constexpr std::size_t string_chunk_size = 65536;
inline constexpr std::size_t bytes_chunk_size = 65535;

/// Structs that mean a value of brine's.
enum class form : std::uint8_t {
  vector,    // count value*
  list,      // count value*
  record,    // count symbol (list of key and value)*
  ratio,     // big-integer big-integer
  character, // integer
  instant,   // integer: microseconds, where they are no whole milliseconds
  text,      // bytes: a string or part that CESU-8 cannot say
  tagged,    // string value: what cannot be a struct of its tag's name
  other,
};

struct struct_kind {
  std::string_view tag;
  std::uint8_t components; // As konserve says, wrongly for the first three.
};

/// By form.
inline constexpr auto struct_kinds = std::array<struct_kind, 8>{{
  {"pvec", 2},
  {"plist", 2},
  {"irecord", 2},
  {"ratio", 2},
  {"char", 1},
  {"brine/instant", 1},
  {"brine/text", 1},
  {"brine/tagged", 2},
}};

} // namespace brine::fressian
