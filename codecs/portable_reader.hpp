// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/portable_format.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/value.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace brine::portable {

/// How many bytes a stream has left, of which nobody can tell.
inline constexpr auto endless = std::numeric_limits<std::uint64_t>::max();

/// Reads values from an archive, which has `byte`, `view` (of so many bytes,
/// good until the next call) and `bits64`, false at the end; and `room`, how
/// many bytes are left, or `endless`.
template <class Archive>
class reader {
public:
  explicit reader(Archive& from) : from_(from) {}

  /// False if there is no value there, for which `why` says the reason.
  bool read(value& v, std::size_t depth = 0) {
    auto first = std::uint8_t{};
    if (!from_.byte(first))
      return false;
    if (first < short_string) {
      v = first;
      return true;
    }
    if (first < short_map)
      return string_value(v, first - short_string);
    if (first < short_vector)
      return map_value(v, first - short_map, depth);
    if (first < nil)
      return items(v, long_vector, first - short_vector, depth);
    if (first >= short_keyword) {
      auto s = std::string_view();
      if (!from_.view(s, first - short_keyword))
        return false;
      v = keyword(s);
      return true;
    }
    return first < character ? number(v, first) : other(v, first, depth);
  }

  /// Why `read` gave false.
  [[nodiscard]] const char* why() const noexcept {
    return why_;
  }

private:
  bool fail(const char* why) {
    why_ = why;
    return false;
  }

  bool number(value& v, std::uint8_t first) {
    auto n = std::uint64_t{};
    switch (first) {
    case nil:
      v = value();
      return true;
    case no:
    case yes:
      v = first == yes;
      return true;
    case above:
    case below:
      if (!varint(n))
        return false;
      if (n > std::numeric_limits<std::int64_t>::max())
        return fail("an integer out of range");
      if (first == above && n < short_string)
        return fail(longer_form);
      v = static_cast<std::int64_t>(first == below ? ~n : n);
      return true;
    case big:
      return big_number(v);
    case real:
      if (!from_.bits64(n))
        return false;
      v = std::bit_cast<double>(n);
      return true;
    case exact:
      return decimal_number(v);
    default:
      return fraction_number(v);
    }
  }

  bool big_number(value& v) {
    auto sign = std::uint8_t{};
    auto magnitude = std::string_view();
    if (!from_.byte(sign) || !text(magnitude))
      return false;
    if (sign > 1)
      return fail("not a sign");
    v = big_integer::from_magnitude(sign == 1,
                                    std::as_bytes(std::span(magnitude)));
    return (v.is_big_integer() && magnitude.front() != 0) // else it is shorter
           || fail(longer_form);
  }

  /// An integer; looks at its mark before anything else is read.
  bool whole(value& v) {
    auto first = std::uint8_t{};
    if (!from_.byte(first))
      return false;
    if (first < short_string) {
      v = first;
      return true;
    }
    return first >= above && first <= big ? number(v, first)
                                          : fail("not an integer");
  }

  bool decimal_number(value& v) {
    auto n = std::uint64_t{};
    auto unscaled = value();
    if (!varint(n))
      return false;
    if (n > std::numeric_limits<std::uint32_t>::max())
      return fail("a scale out of range");
    if (!whole(unscaled))
      return false;
    auto digits = unscaled.as_big_integer();
    if (!is_exact_part(digits))
      return fail(too_many_digits);
    auto half = static_cast<std::int64_t>(n / 2);
    v = decimal(std::move(digits),
                static_cast<std::int32_t>(n % 2 == 0 ? half : -half - 1));
    return true;
  }

  bool fraction_number(value& v) {
    auto numerator = value();
    auto denominator = value();
    if (!whole(numerator) || !whole(denominator))
      return false;
    if (denominator == value(0))
      return fail("a ratio with the denominator 0");
    auto top = numerator.as_big_integer();
    auto bottom = denominator.as_big_integer();
    if (!is_exact_part(top) || !is_exact_part(bottom))
      return fail(too_many_digits);
    v = ratio(top, bottom);
    return (v.is_ratio() && v.as_ratio().denominator() == bottom)
           || fail("a ratio that is not in lowest terms");
  }

  bool other(value& v, std::uint8_t first, std::size_t depth) {
    auto n = std::uint64_t{};
    auto s = std::string_view();
    if (first == time) {
      if (!from_.bits64(n))
        return false;
      v = instant(static_cast<std::int64_t>(n));
      return true;
    }
    if (first == id) {
      auto u = uuid();
      if (!from_.view(s, u.bytes.size()))
        return false;
      std::copy(s.begin(), s.end(), u.bytes.begin());
      v = u;
      return true;
    }
    if (first > tag)
      return fail("no kind of value begins like this");
    if (!varint(n))
      return false;
    switch (first) {
    case character:
      if (n > 0x10ffff)
        return fail("not a character");
      v = static_cast<char32_t>(n);
      return true;
    case string:
      return n >= short_text_limit ? string_value(v, n) : fail(longer_form);
    case symbol_text:
    case keyword_text:
    case raw_bytes:
      if (first == keyword_text && n < short_text_limit)
        return fail(longer_form);
      if (!from_.view(s, n))
        return false;
      v = first == symbol_text    ? symbol(s)
          : first == keyword_text ? keyword(s)
                                  : value(std::as_bytes(std::span(s)));
      return true;
    case long_vector:
      return n >= short_items_limit ? items(v, first, n, depth)
                                    : fail(longer_form);
    case long_map:
      return n >= short_items_limit ? map_value(v, n, depth)
                                    : fail(longer_form);
    case long_list:
    case long_set:
      return items(v, first, n, depth);
    default:
      return tagged_value(v, n, depth);
    }
  }

  bool string_value(value& v, std::uint64_t size) {
    auto s = std::string_view();
    if (!from_.view(s, size))
      return false;
    v = s;
    return true;
  }

  bool items(value& v, std::uint8_t form, std::uint64_t n, std::size_t depth) {
    if (!enter(depth) || !owe(n, 1))
      return false;
    auto b = builder(first_room(n));
    for (; n > 0; --n) {
      --owed_;
      auto item = value();
      if (!read(item, depth + 1))
        return false;
      b.add(std::move(item));
    }
    const auto added = b.count();
    v = form == long_list ? b.list() : form == long_set ? b.set() : b.vector();
    return v.size() == added || fail("equal items in a set");
  }

  bool map_value(value& v, std::uint64_t n, std::size_t depth) {
    if (!enter(depth) || !owe(n, 2))
      return false;
    auto b = builder(first_room(2 * n));
    for (; n > 0; --n) {
      owed_ -= 2;
      auto key = value();
      auto val = value();
      if (!read(key, depth + 1) || !read(val, depth + 1))
        return false;
      b.add(std::move(key), std::move(val));
    }
    const auto added = b.count() / 2;
    v = b.map(); // Finds it in order, as it was written.
    return v.size() == added || fail("equal keys in a map");
  }

  bool tagged_value(value& v, std::uint64_t size, std::size_t depth) {
    auto s = std::string_view();
    auto inner = value();
    if (!enter(depth) || !from_.view(s, size))
      return false;
    auto name = std::string(s);
    if (!read(inner, depth + 1))
      return false;
    v = tagged(name, std::move(inner));
    return true;
  }

  bool text(std::string_view& s) {
    auto n = std::uint64_t{};
    return varint(n) && from_.view(s, n);
  }

  bool varint(std::uint64_t& n) {
    n = 0;
    auto byte = std::uint8_t{};
    for (auto shift = 0; shift < 64; shift += 7) {
      if (!from_.byte(byte))
        return false;
      n |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) // the last one; only 0 itself may be a zero
        return shift == 0 || (byte != 0 && (shift < 63 || byte == 1))
               || fail(longer_form);
    }
    return fail(longer_form);
  }

  bool enter(std::size_t depth) {
    return depth < max_nesting || fail("nests too deep");
  }

  /// Whether so many times so many values can come, each of a byte at least.
  /// What the collections around still expect counts too, so that counts claim
  /// no more memory together than there are bytes for.
  bool owe(std::uint64_t n, std::uint64_t each) {
    const auto room = from_.room();
    if (room < owed_ || n > (room - owed_) / each)
      return fail("a count of more than there are bytes for");
    owed_ += n * each;
    return true;
  }

  /// Room asked for at once. What goes beyond must be there before more is; of
  /// a stream, nearly all.
  [[nodiscard]] std::size_t first_room(std::uint64_t n) const {
    const auto most = from_.room() == endless ? 16U : 4096U;
    return static_cast<std::size_t>(std::min<std::uint64_t>(n, most));
  }

  static constexpr auto longer_form =
    "a number that is not in its shortest form";
  static constexpr auto too_many_digits = "a number with too many digits";

  Archive& from_;
  const char* why_ = "ends within a value";
  std::uint64_t owed_ = 0; ///< Values that open collections still expect.
};

} // namespace brine::portable
