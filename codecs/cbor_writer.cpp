// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor_writer.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/access.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace brine::cbor {

namespace {

using access = detail::access;

std::string_view chars(std::span<const std::byte> all) {
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

void digits(char* to, unsigned n, std::size_t count) {
  for (; count > 0; --count, n /= 10)
    to[count - 1] = static_cast<char>('0' + n % 10);
}

bool has_text(instant t) {
  constexpr auto second = std::int64_t{1'000'000};
  constexpr auto first = -62'167'219'200 * second;  // 0000-01-01
  constexpr auto beyond = 253'402'300'800 * second; // 10000-01-01
  return t.microseconds >= first && t.microseconds < beyond;
}

/// As Java's ISO_INSTANT prints it: with 0, 3 or 6 digits behind the seconds.
std::string_view format(instant t, char (&to)[27]) {
  using namespace std::chrono;
  auto since = sys_time<microseconds>(microseconds(t.microseconds));
  auto day = floor<days>(since);
  auto date = year_month_day(day);
  auto clock = hh_mm_ss(since - day);
  std::memcpy(to, "0000-00-00T00:00:00.000000Z", sizeof(to));
  digits(to, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  digits(to + 5, static_cast<unsigned>(date.month()), 2);
  digits(to + 8, static_cast<unsigned>(date.day()), 2);
  digits(to + 11, static_cast<unsigned>(clock.hours().count()), 2);
  digits(to + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  digits(to + 17, static_cast<unsigned>(clock.seconds().count()), 2);
  auto us = static_cast<unsigned>(clock.subseconds().count());
  digits(to + 20, us, 6);
  auto size = us == 0 ? std::size_t{19} : us % 1000 == 0 ? 23 : 26;
  to[size] = 'Z';
  return {to, size + 1};
}

} // namespace

void writer::raw(std::string_view s) {
  to_.raw(s.data(), s.size());
}

void writer::text(std::string_view s) {
  head(text_string, s.size());
  raw(s);
}

void writer::bytes(std::string_view s) {
  head(byte_string, s.size());
  raw(s);
}

/// Text, which is UTF-8, or else bytes.
void writer::string_item(std::string_view s) {
  head(detail::is_utf8(s) ? text_string : byte_string, s.size());
  raw(s);
}

/// One item is to follow.
void writer::object_head(std::string_view name) {
  head(tag, cbor::object);
  head(array, 2);
  text(name);
}

bool writer::write(const value& v, std::size_t depth) {
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
    big_number(access::number<big_integer>(v));
    return true;
  case kind::real:
    sized<8>(double_real, access::scalar<std::uint64_t>(v));
    return true;
  case kind::decimal:
    decimal_number(v);
    return true;
  case kind::ratio:
    fraction_number(v);
    return true;
  case kind::character:
    character(v.as_char());
    return true;
  case kind::string:
    string(access::text(v));
    return true;
  case kind::symbol:
    symbol(access::text(v));
    return true;
  case kind::keyword:
    keyword(access::text(v));
    return true;
  case kind::instant:
    time(v.as_instant());
    return true;
  case kind::uuid:
    head(tag, uuid_bytes);
    bytes(access::text(v));
    return true;
  case kind::bytes:
    bytes(access::text(v));
    return true;
  default:
    return depth < max_nesting && collection(v, depth + 1);
  }
}

bool writer::entries(std::span<const entry> all) {
  head(map, all.size());
  return std::all_of(all.begin(), all.end(), [&](const entry& e) {
    return write(e.key, 1) && write(e.val, 1);
  });
}

void writer::integer(std::int64_t n) {
  auto bits = static_cast<std::uint64_t>(n);
  if (n < 0)
    head(negative_integer, ~bits);
  else
    head(unsigned_integer, bits);
}

void writer::big_number(const big_integer& n) {
  auto magnitude = n.magnitude();
  if (n.negative()) {
    // -1 - n: the magnitude less one, still without leading zeros.
    auto at = magnitude.size();
    while (magnitude[--at] == std::byte{0})
      magnitude[at] = std::byte{0xff};
    magnitude[at] = std::byte(std::to_integer<int>(magnitude[at]) - 1);
    if (magnitude.front() == std::byte{0})
      magnitude.erase(magnitude.begin());
  }
  head(tag, n.negative() ? negative_big : positive_big);
  bytes(chars(magnitude));
}

/// Part of a decimal or ratio: without a tag up to 64 bits, as boring does.
void writer::whole(const big_integer& n) {
  if (n.limbs().size() <= 1 && !n.zero())
    head(n.negative() ? negative_integer : unsigned_integer,
         n.limbs()[0] - (n.negative() ? 1 : 0));
  else if (n.zero())
    head(unsigned_integer, 0);
  else if (n == big_integer::from_limbs(true, {0, 1}))
    head(negative_integer, ~std::uint64_t{0});
  else
    big_number(n);
}

void writer::decimal_number(const value& v) {
  const auto& d = access::number<decimal>(v);
  head(tag, decimal_fraction);
  head(array, 2);
  integer(-std::int64_t{d.scale()});
  whole(d.unscaled());
}

void writer::fraction_number(const value& v) {
  const auto& r = access::number<ratio>(v);
  head(tag, rational);
  head(array, 2);
  whole(r.numerator());
  whole(r.denominator());
}

void writer::character(char32_t c) {
  // To boring a character is one UTF-16 unit.
  if (c > 0xffff || (c >= 0xd800 && c < 0xe000)) {
    object_head(name_of(frame::code_point));
    return head(unsigned_integer, c);
  }
  std::string utf8;
  detail::append_utf8(utf8, c);
  object_head(name_of(frame::character));
  text(utf8);
}

void writer::string(std::string_view s) {
  if (detail::is_utf8(s))
    return text(s);
  object_head(name_of(frame::any_string));
  bytes(s);
}

void writer::keyword(std::string_view s) {
  if (!detail::is_utf8(s)) {
    object_head(name_of(frame::any_keyword));
    return bytes(s);
  }
  head(tag, identifier);
  head(text_string, s.size() + 1);
  to_.byte(':');
  raw(s);
}

void writer::symbol(std::string_view s) {
  if (s.starts_with(':') || !detail::is_utf8(s)) {
    object_head(name_of(frame::any_symbol));
    return string_item(s);
  }
  head(tag, identifier);
  text(s);
}

void writer::time(instant t) {
  if (has_text(t)) {
    char buffer[27];
    head(tag, date_time);
    return text(format(t, buffer));
  }
  object_head(name_of(frame::far_instant));
  integer(t.microseconds);
}

bool writer::items(std::span<const value> all, std::size_t depth) {
  for (const auto& v : all)
    if (!write(v, depth))
      return false;
  return true;
}

bool writer::collection(const value& v, std::size_t depth) {
  auto slots = access::slots(v);
  switch (v.kind()) {
  case kind::tagged:
    return tagged(v, depth);
  case kind::map:
    head(map, slots.size() / 2);
    return items(slots, depth);
  case kind::list:
    object_head(name_of(frame::queue));
    break;
  case kind::set:
    head(tag, item_set);
    break;
  default:
    break;
  }
  head(array, slots.size());
  return items(slots, depth);
}

} // namespace brine::cbor
