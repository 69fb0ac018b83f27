// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor_reader.hpp>
#include <brine/core/utf8.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <span>

namespace brine::cbor {

namespace {

value plain(std::string_view chars, bool is_text) {
  if (is_text)
    return chars;
  return std::as_bytes(std::span(chars));
}

/// Those of a single byte are shared, or they would take a hundred each.
value simple_of(std::uint64_t n) {
  static const auto shared = [] {
    std::array<value, one_byte> all;
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = tagged("cbor/simple", i);
    return all;
  }();
  return n < shared.size() ? shared[static_cast<std::size_t>(n)]
                           : tagged("cbor/simple", n);
}

/// How long a string must be to get the index `next`: no shorter than a
/// reference.
std::size_t least_known(std::size_t next) {
  return next < 24              ? 3
         : next < 0x100         ? 4
         : next < 0x1'0000      ? 5
         : next < 0x1'0000'0000 ? 7
                                : 11;
}

} // namespace

double from_half(unsigned bits) {
  auto sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
  auto exponent = static_cast<int>(bits >> 10 & 31);
  auto fraction = static_cast<double>(bits & 0x3ff);
  if (exponent == 0)
    return sign * std::ldexp(fraction, -24);
  if (exponent < 31)
    return sign * std::ldexp(fraction + 1024, exponent - 25);
  return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                       : std::copysign(std::nan(""), sign);
}

result<value> reader::read() {
  auto v = value();
  if (!item(v, 0))
    return damaged_bytes(codec_, static_cast<std::size_t>(at_ - begin_),
                         static_cast<std::size_t>(end_ - begin_), why_);
  return v;
}

bool reader::item(value& v, std::size_t depth) {
  auto first = std::uint8_t{};
  if (!byte(first))
    return false;
  switch (major_of(first)) {
  case unsigned_integer:
  case negative_integer:
    return integer(v, first);
  case byte_string:
  case text_string:
    return string_value(v, first);
  case array:
    return items(v, kind::vector, form_of(first), depth);
  case map:
    return items(v, kind::map, form_of(first), depth);
  case tag:
    return tag_item(v, form_of(first), depth);
  default:
    return simple_value(v, form_of(first), depth);
  }
}

bool reader::integer(value& v, std::uint8_t first) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  auto negative = major_of(first) == negative_integer;
  auto n = std::uint64_t{};
  if (major_of(first) > negative_integer)
    return fail("no integer where one belongs");
  if (!number(form_of(first), n))
    return false;
  if (n <= most)
    v = static_cast<std::int64_t>(negative ? ~n : n);
  else if (!negative)
    v = big_integer::from_unsigned(n);
  else if (n < std::numeric_limits<std::uint64_t>::max())
    v = big_integer::from_limbs(true, {n + 1});
  else
    v = big_integer::from_limbs(true, {0, 1});
  return true;
}

bool reader::string_value(value& v, std::uint8_t first) {
  string_item s;
  if (!string(s, first))
    return false;
  v = plain(s.chars, s.is_text);
  return true;
}

bool reader::simple_value(value& v, unsigned form, std::size_t depth) {
  constexpr auto low = 31U;
  switch (form) {
  case no& low:
  case yes& low:
    v = form == (yes & low);
    return true;
  case nil& low:
    v = value();
    return true;
  case double_real& low: {
    auto x = 0.0;
    if (!real(x, form))
      return false;
    v = x;
    return true;
  }
  case half_real& low:
  case single_real& low:
    return float_value(v, form, depth);
  case open:
    return fail("a break where an item belongs");
  default:
    break;
  }
  auto n = std::uint64_t{};
  if (!number(form, n))
    return false;
  if (form == one_byte && n < 32)
    return fail("a simple value in more bytes than it takes");
  if (!fits(depth))
    return false;
  v = simple_of(n);
  return true;
}

/// Of 2, 4 or 8 bytes.
bool reader::real(double& x, unsigned form) {
  auto bits = std::uint64_t{};
  if (form < two_bytes || form > eight_bytes)
    return fail("no number where one belongs");
  if (!number(form, bits))
    return false;
  x = form == eight_bytes ? std::bit_cast<double>(bits)
      : form == four_bytes
        ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
        : from_half(static_cast<unsigned>(bits));
  return true;
}

bool reader::float_value(value& v, unsigned form, std::size_t depth) {
  auto x = 0.0;
  if (!fits(depth) || !real(x, form))
    return false;
  v = tagged("float", x);
  return true;
}

/// An array, of which is made what it is written for.
bool reader::array_as(value& v, kind as, std::size_t depth) {
  auto first = std::uint8_t{};
  if (!byte(first))
    return false;
  if (major_of(first) != array)
    return fail("no array where one belongs");
  return items(v, as, form_of(first), depth);
}

bool reader::items(value& v, kind as, unsigned form, std::size_t depth) {
  if (!fits(depth))
    return false;
  if (form == open) {
    auto all = builder();
    return open_items(all, depth) && finish(v, as, all);
  }
  auto n = std::uint64_t{};
  if (!number(form, n))
    return false;
  auto each = as == kind::map ? 2U : 1U;
  if (room() < promised_ || n > (room() - promised_) / each)
    return fail("more items than bytes");
  n *= each;
  promised_ += n;
  auto all = builder(static_cast<std::size_t>(n));
  for (; n > 0; --n) {
    --promised_;
    auto x = value();
    if (!item(x, depth + 1))
      return false;
    all.add(std::move(x));
  }
  return finish(v, as, all);
}

bool reader::open_items(builder& all, std::size_t depth) {
  while (!stop_follows()) {
    auto x = value();
    if (!item(x, depth + 1))
      return false;
    all.add(std::move(x));
  }
  return true;
}

bool reader::finish(value& v, kind as, builder& all) {
  if (as == kind::vector) {
    v = all.vector();
  } else if (as == kind::list) {
    v = all.list();
  } else if (as == kind::set) {
    v = all.set();
  } else if (auto n = all.count(); n % 2 != 0) {
    return fail("a key without a value");
  } else {
    v = all.map();
    if (v.size() != n / 2)
      return fail("a map with equal keys");
  }
  return true;
}

bool reader::string(string_item& s) {
  auto first = std::uint8_t{};
  auto n = std::uint64_t{};
  if (!byte(first))
    return false;
  if (major_of(first) == byte_string || major_of(first) == text_string)
    return string(s, first);
  if (major_of(first) != tag)
    return fail("no string where one belongs");
  if (!number(form_of(first), n))
    return false;
  return n == string_reference ? referenced(s)
                               : fail("no string where one belongs");
}

bool reader::string(string_item& s, std::uint8_t first) {
  auto size = std::uint64_t{};
  s.is_text = major_of(first) == text_string;
  if (form_of(first) == open)
    return joined(s);
  if (!number(form_of(first), size) || !view(s.chars, size))
    return false;
  if (s.is_text && !detail::is_utf8(s.chars))
    return fail("text that is not UTF-8");
  if (table_ != nullptr)
    remember(s);
  return true;
}

/// Parts up to a break. Neither they nor the whole can be referenced.
bool reader::joined(string_item& s) {
  joined_.clear();
  while (!stop_follows()) {
    auto first = std::uint8_t{};
    auto size = std::uint64_t{};
    auto part = std::string_view();
    if (!byte(first))
      return false;
    if (major_of(first) != (s.is_text ? text_string : byte_string))
      return fail("a string with a part of another kind");
    if (!number(form_of(first), size) || !view(part, size))
      return false;
    joined_ += part;
  }
  s.chars = joined_;
  return !s.is_text || detail::is_utf8(s.chars)
         || fail("text that is not UTF-8");
}

bool reader::referenced(string_item& s) {
  auto first = std::uint8_t{};
  auto n = std::uint64_t{};
  if (!byte(first) || !number(form_of(first), n))
    return false;
  if (major_of(first) != unsigned_integer || table_ == nullptr
      || n >= table_->strings.size())
    return fail("a reference to no string");
  auto& known = table_->strings[static_cast<std::size_t>(n)];
  if (known.use == 0) {
    table_->uses.emplace_back();
    known.use = static_cast<std::uint32_t>(table_->uses.size());
  }
  s = {known.chars, known.is_text, &table_->uses[known.use - 1]};
  return true;
}

bool reader::reference(value& v) {
  string_item s;
  if (!referenced(s))
    return false;
  if (s.use->plain.is_nil())
    s.use->plain = plain(s.chars, s.is_text);
  v = s.use->plain;
  return true;
}

void reader::remember(const string_item& s) {
  auto& all = table_->strings;
  if (s.chars.size() >= least_known(all.size()))
    all.push_back({s.chars, s.is_text});
}

bool reader::long_number(unsigned form, std::uint64_t& n) {
  switch (form) {
  case one_byte:
    return high_first<1>(n);
  case two_bytes:
    return high_first<2>(n);
  case four_bytes:
    return high_first<4>(n);
  case eight_bytes:
    return high_first<8>(n);
  default:
    return fail("no head of an item");
  }
}

/// The head of an array of two items, which may end with a break.
bool reader::pair(bool& is_open) {
  auto first = std::uint8_t{};
  auto n = std::uint64_t{2};
  if (!byte(first))
    return false;
  is_open = form_of(first) == open;
  if (major_of(first) == array && (is_open || number(form_of(first), n))
      && n == 2)
    return true;
  return fail("no array of two where one belongs");
}

bool reader::end_pair(bool is_open) {
  return !is_open || stop_follows()
         || fail("no array of two where one belongs");
}

/// Whether a break is next; then it is behind.
bool reader::stop_follows() {
  if (at_ == end_ || static_cast<std::uint8_t>(*at_) != stop)
    return false;
  ++at_;
  return true;
}

/// Counts what is copied from referenced strings.
bool reader::charge(std::uint64_t size) {
  if (size > copies_left_)
    return fail("references that make more of the bytes than there is");
  copies_left_ -= size;
  return true;
}

/// Why, and by `at_` where. What comes first is said.
bool reader::fail(const char* why) {
  if (why_ == nullptr)
    why_ = why;
  return false;
}

} // namespace brine::cbor
