// SPDX-License-Identifier: MIT
#include <brine/core/builder.hpp>
#include <brine/core/key.hpp>
#include <brine/core/key_bytes.hpp>

#include <bit>
#include <limits>

// The grammar is in key.cpp.

namespace brine {

namespace {

using namespace key_bytes;

/// Reads text up to its terminator.
bool take_text(cursor& in, std::string& text) {
  auto end = in.rest.find('\0');
  if (end == std::string_view::npos)
    return false;
  auto body = in.rest.substr(0, end);
  in.rest.remove_prefix(end + 1);
  for (;;) {
    auto at = body.find(static_cast<char>(escape));
    text.append(body.substr(0, at));
    if (at == std::string_view::npos)
      return true;
    body.remove_prefix(at + 1);
    if (body.empty() || (body[0] != 1 && body[0] != 2))
      return false;
    text.push_back(static_cast<char>(body[0] - 1));
    body.remove_prefix(1);
  }
}

bool take_real(cursor& in, value& v) {
  using limits = std::numeric_limits<double>;
  auto bits = std::uint64_t{};
  if (!take_big_endian(in, bits, 8))
    return false;
  auto x = std::bit_cast<double>(bits & sign_bit ? bits ^ sign_bit : ~bits);
  auto nan = std::bit_cast<std::uint64_t>(limits::quiet_NaN()) ^ sign_bit;
  if ((x != x && bits != nan) || bits == ~sign_bit)
    return false; // Another NaN, or -0.0.
  v = x;
  return true;
}

bool take_key(cursor& in, value& v, std::size_t depth);

bool take_tagged(cursor& in, value& v, std::size_t depth) {
  auto name = std::string();
  auto inner = value();
  if (depth == max_key_depth || !take_text(in, name)
      || !take_key(in, inner, depth + 1))
    return false;
  v = brine::tagged(name, std::move(inner));
  return true;
}

bool take_collection(cursor& in, tag first, value& v, std::size_t depth) {
  if (depth == max_key_depth)
    return false;
  auto items = std::vector<value>();
  for (;;) {
    if (in.rest.empty())
      return false;
    if (in.rest.front() == '\0')
      break;
    if (!take_key(in, items.emplace_back(), depth + 1))
      return false;
  }
  in.rest.remove_prefix(1);
  // Of a map or set there is one order, without equal keys.
  auto step = first == tag_map ? 2u : first == tag_set ? 1u : 0u;
  if (step == 2 && items.size() % 2 != 0)
    return false;
  for (std::size_t i = step; step > 0 && i < items.size(); i += step)
    if (compare(items[i - step], items[i]) >= 0)
      return false;
  auto b = builder(items.size());
  for (auto& item : items)
    b.add(std::move(item));
  v = first == tag_list     ? b.list()
      : first == tag_vector ? b.vector()
      : first == tag_map    ? b.map()
                            : b.set();
  return true;
}

bool take_small(cursor& in, std::uint8_t first, value& v) {
  auto bits = std::uint64_t{};
  auto negative = first < tag_zero;
  auto size =
    static_cast<std::size_t>(negative ? tag_zero - first : first - tag_zero);
  if (!take_big_endian(in, bits, size))
    return false;
  auto limit = std::uint64_t{1} << (8 * size);
  auto n = negative ? limit - 1 - bits : bits;
  if (size > 0 && n < limit >> 8)
    return false; // A leading zero.
  auto x = static_cast<std::int64_t>(n);
  v = negative ? -x : x;
  return true;
}

/// A number whose value is not what its kind must be, such as a ratio that is
/// an integer, cannot come from bytes: see take_ratio and take_integer.
bool take_number(cursor& in, std::uint8_t first, value& v) {
  if (first == tag_decimal) {
    auto d = brine::decimal();
    if (!take_decimal(in, d))
      return false;
    v = d;
  } else if (first == tag_ratio) {
    auto r = brine::ratio();
    if (!take_ratio(in, r))
      return false;
    v = r;
  } else if (first > tag_zero - 8 && first < tag_zero + 8) {
    return take_small(in, first, v);
  } else {
    auto n = big_integer();
    if (!take_integer(in, first, n))
      return false;
    v = n;
  }
  return true;
}

bool take_fixed(cursor& in, std::uint8_t first, value& v) {
  auto bits = std::uint64_t{};
  if (first == tag_character) {
    if (!take_big_endian(in, bits, 3) || bits > 0x10ffff)
      return false;
    v = static_cast<char32_t>(bits);
  } else if (first == tag_instant) {
    if (!take_big_endian(in, bits, 8))
      return false;
    v = brine::instant(static_cast<std::int64_t>(bits ^ sign_bit));
  } else {
    auto id = brine::uuid();
    for (auto& byte : id.bytes)
      if (!in.take(byte))
        return false;
    v = id;
  }
  return true;
}

bool take_key(cursor& in, value& v, std::size_t depth) {
  auto first = std::uint8_t{};
  if (!in.take(first))
    return false;
  auto text = std::string();
  switch (first) {
  case tag_nil:
    v = value();
    return true;
  case tag_no:
  case tag_yes:
    v = first == tag_yes;
    return true;
  case tag_real:
    return take_real(in, v);
  case tag_character:
  case tag_instant:
  case tag_uuid:
    return take_fixed(in, first, v);
  case tag_string:
  case tag_symbol:
  case tag_keyword:
  case tag_bytes:
    if (!take_text(in, text))
      return false;
    v = first == tag_string    ? value(text)
        : first == tag_symbol  ? brine::symbol(text)
        : first == tag_keyword ? brine::keyword(text)
                               : value(std::as_bytes(std::span(text)));
    return true;
  case tag_list:
  case tag_vector:
  case tag_map:
  case tag_set:
    return take_collection(in, static_cast<tag>(first), v, depth);
  case tag_tagged:
    return take_tagged(in, v, depth);
  default:
    return take_number(in, first, v);
  }
}

error not_a_key(std::string_view encoded, std::size_t at) {
  return {errc::damaged, "byte " + std::to_string(at) + " of "
                           + std::to_string(encoded.size())
                           + " is not part of an encoded key"};
}

} // namespace

result<value> decode_key(std::string_view encoded) {
  auto in = cursor{encoded};
  auto v = value();
  if (!take_key(in, v, 0) || !in.rest.empty())
    return not_a_key(encoded, encoded.size() - in.rest.size());
  return v;
}

result<std::vector<value>> decode_keys(std::string_view encoded) {
  auto in = cursor{encoded};
  auto all = std::vector<value>();
  while (!in.rest.empty())
    if (!take_key(in, all.emplace_back(), 0))
      return not_a_key(encoded, encoded.size() - in.rest.size());
  return all;
}

} // namespace brine
