// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/cbor_format.hpp>
#include <brine/codecs/memory_archive.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace brine::cbor {

/// Writes values as codecs/cbor_format.hpp has it.
class writer {
public:
  explicit writer(memory_output& to) : to_(to) {}

  /// False if the value nests too deep.
  bool write(const value& v, std::size_t depth = 0);

  /// A map whose entries keep this order; the same.
  bool entries(std::span<const entry> all);

private:
  [[gnu::always_inline]] void head(major m, std::uint64_t n) {
    auto first = static_cast<std::uint8_t>(m << 5);
    if (n < one_byte)
      to_.byte(static_cast<std::uint8_t>(first | n));
    else if (n <= 0xff)
      sized<1>(first | one_byte, n);
    else if (n <= 0xffff)
      sized<2>(first | two_bytes, n);
    else if (n <= 0xffff'ffff)
      sized<4>(first | four_bytes, n);
    else
      sized<8>(first | eight_bytes, n);
  }

  /// A byte, then a number in so many.
  template <std::size_t Size>
  void sized(std::uint8_t first, std::uint64_t n) {
    char high_first[1 + Size];
    high_first[0] = static_cast<char>(first);
    for (std::size_t i = 0; i < Size; ++i)
      high_first[Size - i] = static_cast<char>(n >> (8 * i));
    to_.raw(high_first, sizeof(high_first));
  }

  void raw(std::string_view s);
  void text(std::string_view s);
  void bytes(std::string_view s);
  void string_item(std::string_view s);
  void object_head(std::string_view name);

  void integer(std::int64_t n);
  void big_number(const big_integer& n);
  void whole(const big_integer& n);
  void decimal_number(const value& v);
  void fraction_number(const value& v);
  void character(char32_t c);
  void string(std::string_view s);
  void keyword(std::string_view s);
  void symbol(std::string_view s);
  void time(instant t);

  bool items(std::span<const value> all, std::size_t depth);
  bool collection(const value& v, std::size_t depth);
  bool tagged(const value& v, std::size_t depth);
  bool object(std::string_view name, const value& v, std::size_t depth);
  bool special(std::string_view name, const value& v);
  bool special_string(std::string_view name, std::string_view s);
  bool special_simple(const value& v);
  bool numbers(std::string_view name, std::span<const value> all);

  memory_output& to_;
};

} // namespace brine::cbor
