// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/numbers.hpp>
#include <brine/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The parts that key.cpp puts encoded keys together from. Not installed.
// docs/keys.md gives every byte.

namespace brine::key_bytes {

/// First byte of each kind. Between `tag_low_big` and `tag_high_big` the byte
/// also says sign and length of an integer: zero is in the middle.
enum tag : std::uint8_t {
  tag_terminator = 0x00,
  tag_nil = 0x04,
  tag_no = 0x08,
  tag_yes = 0x0c,
  tag_low_big = 0x10,
  tag_zero = 0x20,
  tag_high_big = 0x30,
  tag_infinity = 0x31, ///< Only inside of a ratio: above every integer.
  tag_real = 0x34,
  tag_decimal = 0x38,
  tag_ratio = 0x3c,
  tag_character = 0x40,
  tag_string = 0x44,
  tag_symbol = 0x48,
  tag_keyword = 0x4c,
  tag_instant = 0x50,
  tag_uuid = 0x54,
  tag_bytes = 0x58,
  tag_list = 0x5c,
  tag_vector = 0x60,
  tag_map = 0x64,
  tag_set = 0x68,
  tag_tagged = 0x6c,
};

/// Integers with magnitudes up to this many bytes need no length field.
inline constexpr std::size_t max_short = 15;

inline constexpr auto escape = std::uint8_t{1};
inline constexpr auto sign_bit = std::uint64_t{1} << 63;

/// Bytes to be decoded, each xor'ed with `mask`, which is 0xff inside of what
/// was complemented to turn its order round.
struct cursor {
  std::string_view rest;
  std::uint8_t mask = 0;

  bool take(std::uint8_t& byte) noexcept {
    if (rest.empty())
      return false;
    byte = static_cast<std::uint8_t>(rest.front()) ^ mask;
    rest.remove_prefix(1);
    return true;
  }
};

inline void append_byte(std::string& out, std::uint8_t byte) {
  out.push_back(static_cast<char>(byte));
}

/// Appends the `size` low bytes of `n`, big-endian.
void append_big_endian(std::string& out, std::uint64_t n, std::size_t size);

bool take_big_endian(cursor& in, std::uint64_t& n, std::size_t size) noexcept;

void append_integer(std::string& out, std::int64_t n);
void append_integer(std::string& out, const big_integer& n);

/// @param first the byte already taken; false unless it is between
/// `tag_low_big` and `tag_high_big`.
bool take_integer(cursor& in, std::uint8_t first, big_integer& n);

/// What follows the tag of a decimal. Fails with `too_large` where the
/// exponent leaves no room for normalising.
result<void> append_decimal(std::string& out, const brine::decimal& d);
bool take_decimal(cursor& in, brine::decimal& d);

/// What follows the tag of a ratio. Gives up, with `too_large`, as soon as
/// `out` is longer than `limit`.
result<void>
append_ratio(std::string& out, const brine::ratio& r, std::size_t limit);
bool take_ratio(cursor& in, brine::ratio& r);

} // namespace brine::key_bytes
