// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/portable_format.hpp>
#include <brine/core/access.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace brine::portable {

/// Writes values to an archive, which has `byte`, `raw` and `bits64`.
template <class Archive>
class writer {
public:
  explicit writer(Archive& to) : to_(to) {}

  /// False if the value nests too deep.
  bool write(const value& v, std::size_t depth = 0) {
    switch (v.kind()) {
    case kind::nil:
      to_.byte(nil);
      return true;
    case kind::boolean:
      to_.byte(v.as_bool() ? yes : no);
      return true;
    case kind::integer:
      integer(access::scalar<std::int64_t>(v));
      return true;
    case kind::big_integer:
      big_number(v.as_big_integer());
      return true;
    case kind::real:
      to_.byte(real);
      to_.bits64(access::scalar<std::uint64_t>(v));
      return true;
    case kind::decimal:
    case kind::ratio:
      exact_number(v);
      return true;
    case kind::character:
      to_.byte(character);
      varint(v.as_char());
      return true;
    case kind::string:
      text(short_string, string, access::text(v));
      return true;
    case kind::symbol:
      text(symbol_text, v.as_symbol());
      return true;
    case kind::keyword:
      text(short_keyword, keyword_text, access::text(v));
      return true;
    case kind::instant:
      to_.byte(time);
      to_.bits64(static_cast<std::uint64_t>(v.as_instant().microseconds));
      return true;
    case kind::uuid: {
      auto all = v.as_uuid().bytes;
      to_.byte(id);
      to_.raw(reinterpret_cast<const char*>(all.data()), all.size());
      return true;
    }
    case kind::bytes: {
      auto all = v.as_bytes();
      text(raw_bytes, {reinterpret_cast<const char*>(all.data()), all.size()});
      return true;
    }
    default:
      return depth < max_nesting && collection(v, depth + 1);
    }
  }

private:
  using access = detail::access;

  bool collection(const value& v, std::size_t depth) {
    switch (v.kind()) {
    case kind::tagged:
      text(tag, v.tag());
      return write(v.untagged(), depth);
    case kind::map:
      count(short_map, long_map, access::slots(v).size() / 2);
      break;
    case kind::vector:
      count(short_vector, long_vector, access::slots(v).size());
      break;
    case kind::list:
      to_.byte(long_list);
      varint(v.size());
      break;
    default:
      to_.byte(long_set);
      varint(v.size());
    }
    // Of a map, keys and values by turns.
    for (const auto& item : access::slots(v))
      if (!write(item, depth))
        return false;
    return true;
  }

  void integer(std::int64_t n) {
    auto bits = static_cast<std::uint64_t>(n);
    if (bits < short_string)
      return to_.byte(static_cast<std::uint8_t>(bits));
    to_.byte(n < 0 ? below : above);
    varint(n < 0 ? ~bits : bits);
  }

  void big_number(const big_integer& n) {
    if (auto small = n.to_int64())
      return integer(*small);
    auto magnitude = n.magnitude();
    to_.byte(big);
    to_.byte(n.negative() ? 1 : 0);
    varint(magnitude.size());
    to_.raw(reinterpret_cast<const char*>(magnitude.data()), magnitude.size());
  }

  void exact_number(const value& v) {
    if (v.is_decimal()) {
      auto d = v.as_decimal();
      auto scale = static_cast<std::int64_t>(d.scale());
      to_.byte(exact);
      varint(
        static_cast<std::uint64_t>(scale < 0 ? -2 * scale - 1 : 2 * scale));
      big_number(d.unscaled());
    } else {
      auto r = v.as_ratio();
      to_.byte(fraction);
      big_number(r.numerator());
      big_number(r.denominator());
    }
  }

  void text(mark long_form, std::string_view s) {
    to_.byte(long_form);
    varint(s.size());
    to_.raw(s.data(), s.size());
  }

  void text(mark short_form, mark long_form, std::string_view s) {
    if (s.size() >= short_text_limit)
      return text(long_form, s);
    to_.byte(static_cast<std::uint8_t>(short_form + s.size()));
    to_.raw(s.data(), s.size());
  }

  void count(mark short_form, mark long_form, std::size_t n) {
    if (n < short_items_limit)
      return to_.byte(static_cast<std::uint8_t>(short_form + n));
    to_.byte(long_form);
    varint(n);
  }

  void varint(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7)
      to_.byte(static_cast<std::uint8_t>(n | 0x80));
    to_.byte(static_cast<std::uint8_t>(n));
  }

  Archive& to_;
};

} // namespace brine::portable
