// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor_reader.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

// The part of cbor::reader that reads what is tagged (major type 6), but for
// objects.

namespace brine::cbor {

namespace {

std::span<const std::byte> bytes_of(std::string_view chars) {
  return std::as_bytes(std::span(chars));
}

/// -1 - n for a magnitude n.
big_integer below(std::string_view magnitude) {
  auto n = big_integer::from_magnitude(false, bytes_of(magnitude));
  auto limbs = std::vector<std::uint64_t>(n.limbs().begin(), n.limbs().end());
  limbs.push_back(0);
  for (auto& limb : limbs)
    if (++limb != 0)
      break;
  return big_integer::from_limbs(true, std::move(limbs));
}

/// One number of a typed array.
value unpacked(const typed_array& form, std::string_view chars) {
  auto bits = std::uint64_t{};
  for (std::size_t i = 0; i < form.width; ++i)
    bits = bits << 8
           | static_cast<std::uint8_t>(
             chars[form.low_first ? form.width - 1 - i : i]);
  if (form.real)
    return form.width == 8   ? std::bit_cast<double>(bits)
           : form.width == 4 ? static_cast<double>(
               std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                             : from_half(static_cast<unsigned>(bits));
  if (!form.signed_numbers)
    return bits;
  auto unused = 64 - 8 * form.width;
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

/// What a JVM would hold the numbers in.
std::string_view array_name(const typed_array& form) {
  if (form.real)
    return form.width == 8 ? "doubles" : "floats";
  auto bits = 8 * form.width + (form.signed_numbers ? 0 : 1);
  return bits <= 16 ? "shorts" : bits <= 32 ? "ints" : "longs";
}

/// How many collections a value counts as that is made of a string.
std::size_t levels(std::uint64_t n) {
  return n == uri || n == regex ? 1 : typed_array::readable(n) ? 2 : 0;
}

} // namespace

bool reader::tag_item(value& v, unsigned form, std::size_t depth) {
  auto n = std::uint64_t{};
  if (!number(form, n))
    return false;
  switch (n) {
  case identifier:
  case date_time:
  case uuid_bytes:
  case positive_big:
  case negative_big:
  case uri:
  case regex:
    return from_string(v, n, depth);
  case item_set:
    return array_as(v, kind::set, depth);
  case object:
    return object_item(v, depth);
  case epoch_seconds:
    return epoch(v);
  case decimal_fraction:
    return decimal_number(v);
  case rational:
    return fraction_number(v);
  case string_reference:
    return reference(v);
  case string_namespace:
    return with_strings(v, depth);
  case self_described:
    return wrapped(v, depth);
  default:
    return typed_array::readable(n) ? from_string(v, n, depth)
                                    : unknown_tag(v, n, depth);
  }
}

/// An item that is all of another one, which is bounded for the stack's sake.
bool reader::wrapped(value& v, std::size_t depth) {
  if (wrappers_ == max_nesting)
    return fail("more than 1024 nested tags");
  ++wrappers_;
  auto good = item(v, depth);
  --wrappers_;
  return good;
}

/// References mean strings inside of the innermost namespace.
bool reader::with_strings(value& v, std::size_t depth) {
  string_table mine;
  auto* around = std::exchange(table_, &mine);
  auto good = wrapped(v, depth);
  table_ = around;
  return good;
}

bool reader::epoch(value& v) {
  auto first = std::uint8_t{};
  auto us = std::int64_t{};
  if (!byte(first))
    return false;
  if (major_of(first) != simple) {
    if (!integer(v, first))
      return false;
    if (!v.is_int() || __builtin_mul_overflow(v.as_int(), 1'000'000, &us))
      return fail("an instant too far from 1970");
    v = instant(us);
    return true;
  }
  auto seconds = 0.0;
  if (!real(seconds, form_of(first)))
    return false;
  if (!(std::abs(seconds) < 9.2e12))
    return fail("an instant too far from 1970");
  // Where doubles are coarser than microseconds, the milliseconds that were
  // meant.
  auto ms = std::round(seconds * 1e3);
  v = instant(ms / 1e3 == seconds ? static_cast<std::int64_t>(ms) * 1000
                                  : std::llround(seconds * 1e6));
  return true;
}

bool reader::decimal_number(value& v) {
  auto is_open = false;
  auto first = std::uint8_t{};
  auto mantissa = big_integer();
  if (!pair(is_open) || !byte(first) || !integer(v, first))
    return false;
  constexpr auto bound = std::int64_t{1} << 31;
  if (!v.is_int() || v.as_int() > bound || v.as_int() <= -bound)
    return fail("a decimal of a scale beyond 32 bits");
  auto scale = static_cast<std::int32_t>(-v.as_int());
  if (!whole(mantissa) || !end_pair(is_open))
    return false;
  if (!is_exact_part(mantissa))
    return fail("a decimal of too many digits");
  v = decimal(std::move(mantissa), scale);
  return true;
}

bool reader::fraction_number(value& v) {
  auto is_open = false;
  auto numerator = big_integer();
  auto denominator = big_integer();
  if (!pair(is_open) || !whole(numerator) || !whole(denominator)
      || !end_pair(is_open))
    return false;
  if (denominator.zero())
    return fail("a ratio with denominator zero");
  if (!is_exact_part(numerator) || !is_exact_part(denominator))
    return fail("a ratio of too large numbers");
  v = ratio(numerator, denominator);
  return true;
}

/// An integer of any size.
bool reader::whole(big_integer& n) {
  auto first = std::uint8_t{};
  auto v = value();
  if (!byte(first))
    return false;
  if (major_of(first) == tag) {
    auto t = std::uint64_t{};
    if (!number(form_of(first), t))
      return false;
    if (t != positive_big && t != negative_big)
      return fail("no integer where one belongs");
    if (!from_string(v, t, 0))
      return false;
  } else if (!integer(v, first)) {
    return false;
  }
  n = v.as_big_integer();
  return charge(n.limbs().size_bytes());
}

bool reader::unknown_tag(value& v, std::uint64_t n, std::size_t depth) {
  return named(v, depth, symbol(fmt::format("cbor/{}", n)));
}

/// A tagged value, of which the name was read.
bool reader::named(value& v, std::size_t depth, value name) {
  auto inner = value();
  if (!fits(depth) || !item(inner, depth + 1))
    return false;
  auto both = builder(2);
  both.add(std::move(name), std::move(inner));
  v = both.tagged();
  return true;
}

bool reader::from_string(value& v, std::uint64_t n, std::size_t depth) {
  string_item s;
  if (!string(s) || (levels(n) > 0 && !fits(depth + levels(n) - 1)))
    return false;
  if (s.use == nullptr)
    return made_of(v, n, s);
  if (s.use->made.is_nil() || s.use->made_by != n) {
    if (!charge(s.chars.size() * (levels(n) == 2 ? sizeof(value) : 1))
        || !made_of(v, n, s))
      return false;
    s.use->made = v;
    s.use->made_by = n;
  }
  v = s.use->made;
  return true;
}

bool reader::made_of(value& v, std::uint64_t n, const string_item& s) {
  if (n == date_time || n == identifier || n == uri || n == regex)
    return s.is_text ? made_of_text(v, n, s.chars)
                     : fail("bytes where text belongs");
  if (s.is_text)
    return fail("text where bytes belong");
  if (n == positive_big) {
    v = big_integer::from_magnitude(false, bytes_of(s.chars));
  } else if (n == negative_big) {
    v = below(s.chars);
  } else if (n == uuid_bytes) {
    auto id = uuid();
    if (s.chars.size() != id.bytes.size())
      return fail("a uuid of other than 16 bytes");
    std::copy(s.chars.begin(), s.chars.end(), id.bytes.begin());
    v = id;
  } else {
    return typed_numbers(v, n, s.chars);
  }
  return true;
}

bool reader::made_of_text(value& v, std::uint64_t n, std::string_view text) {
  if (n == date_time)
    return time(v, text);
  if (n != identifier)
    v = tagged(n == uri ? "uri" : "regex", text);
  else if (text.starts_with(':'))
    v = keyword(text.substr(1));
  else
    v = symbol(text);
  return true;
}

bool reader::typed_numbers(value& v, std::uint64_t n, std::string_view packed) {
  const auto form = typed_array::of(n);
  if (packed.size() % form.width != 0)
    return fail("a typed array with part of a number");
  auto all = builder(packed.size() / form.width);
  for (std::size_t at = 0; at < packed.size(); at += form.width)
    all.add(unpacked(form, packed.substr(at, form.width)));
  v = tagged(array_name(form), all.vector());
  return true;
}

bool reader::time(value& v, std::string_view text) {
  auto fine = std::string();
  if (auto point = text.find('.'); point != std::string_view::npos) {
    // Finer digits than microseconds are dropped.
    auto zone =
      std::min(text.find_first_not_of("0123456789", point + 1), text.size());
    if (zone > point + 7) {
      fine = std::string(text.substr(0, point + 7)).append(text.substr(zone));
      text = fine;
    }
  }
  auto t = instant::parse(text);
  if (!t)
    return fail("text that is no instant");
  v = *t;
  return true;
}

} // namespace brine::cbor
