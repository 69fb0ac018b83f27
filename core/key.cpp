// SPDX-License-Identifier: MIT
#include <brine/core/key.hpp>
#include <brine/core/key_bytes.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

#define XXH_INLINE_ALL
#include <xxhash.h>

// key      = tag content; tags ascend in the order of the kinds
// text     = each byte, 00 as 01 01, 01 as 01 02; then 00
// items    = key* 00
// content  = nothing (nil, booleans)
//          | see key_numbers.cpp (integers, decimals, ratios)
//          | bits(8) with the sign turned round (doubles, instants)
//          | code point(3) | text | uuid(16) | items | text key (tagged)
// No tag is 00, so nothing that goes on is mistaken for an end.

namespace brine {

namespace {

using namespace key_bytes;

/// 00 ends a text, and 01 begins what stands for these two bytes.
bool is_special(char c) noexcept {
  return static_cast<unsigned char>(c) <= escape;
}

/// Appends text without the terminator.
void append_escaped(std::string& out, std::string_view text) {
  for (auto c : text) {
    if (is_special(c))
      append_byte(out, escape);
    out.push_back(is_special(c) ? static_cast<char>(c + 1) : c);
  }
}

void append_text(std::string& out, tag first, std::string_view text) {
  if (std::any_of(text.begin(), text.end(), is_special)) {
    append_byte(out, first);
    append_escaped(out, text);
    append_byte(out, tag_terminator);
    return;
  }
  auto at = out.size();
  out.resize(at + text.size() + 2); // Its last byte is the terminator.
  out[at] = static_cast<char>(first);
  if (!text.empty())
    std::memcpy(out.data() + at + 1, text.data(), text.size());
}

void append_real(std::string& out, double x) {
  if (x == 0)
    x = 0; // -0.0 is 0.0.
  if (std::isnan(x))
    x = std::numeric_limits<double>::quiet_NaN();
  auto bits = std::bit_cast<std::uint64_t>(x);
  append_byte(out, tag_real);
  append_big_endian(out, bits & sign_bit ? ~bits : bits ^ sign_bit, 8);
}

std::string_view as_text(std::span<const std::byte> all) noexcept {
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

/// The text of the kinds that are just that.
std::optional<std::pair<tag, std::string_view>> text_of(const value& v) {
  switch (v.kind()) {
  case kind::string:
    return std::pair(tag_string, v.as_string());
  case kind::symbol:
    return std::pair(tag_symbol, v.as_symbol());
  case kind::keyword:
    return std::pair(tag_keyword, v.as_keyword());
  case kind::bytes:
    return std::pair(tag_bytes, as_text(v.as_bytes()));
  default:
    return std::nullopt;
  }
}

result<void> append(std::string& out, const value& v, std::size_t depth);

result<void>
append_all(std::string& out, std::span<const value> items, std::size_t depth) {
  for (const auto& item : items)
    if (auto done = append(out, item, depth); !done)
      return done;
  return {};
}

result<void> append_entries(std::string& out, std::span<const entry> entries,
                            std::size_t depth) {
  for (const auto& e : entries) {
    if (auto done = append(out, e.key, depth); !done)
      return done;
    if (auto done = append(out, e.val, depth); !done)
      return done;
  }
  return {};
}

result<void>
append_collection(std::string& out, const value& v, std::size_t depth) {
  if (depth == max_key_depth)
    return error(errc::too_large, "a key nests more than "
                                    + std::to_string(max_key_depth)
                                    + " collections");
  if (v.kind() == kind::tagged) {
    append_text(out, tag_tagged, v.tag());
    return append(out, v.untagged(), depth + 1);
  }
  auto done = result<void>();
  if (v.kind() == kind::map) {
    append_byte(out, tag_map);
    done = append_entries(out, v.entries(), depth + 1);
  } else {
    append_byte(out, v.kind() == kind::list     ? tag_list
                     : v.kind() == kind::vector ? tag_vector
                                                : tag_set);
    done = append_all(out, v.items(), depth + 1);
  }
  append_byte(out, tag_terminator);
  return done;
}

result<void> append(std::string& out, const value& v, std::size_t depth) {
  switch (v.kind()) {
  case kind::nil:
    append_byte(out, tag_nil);
    return {};
  case kind::boolean:
    append_byte(out, v.as_bool() ? tag_yes : tag_no);
    return {};
  case kind::integer:
    append_integer(out, v.as_int());
    return {};
  case kind::big_integer:
    append_integer(out, v.as_big_integer());
    return {};
  case kind::real:
    append_real(out, v.as_double());
    return {};
  case kind::decimal:
    append_byte(out, tag_decimal);
    return append_decimal(out, v.as_decimal());
  case kind::ratio:
    append_byte(out, tag_ratio);
    return append_ratio(out, v.as_ratio(), out.size() + max_key_size);
  case kind::character:
    append_byte(out, tag_character);
    append_big_endian(out, v.as_char(), 3);
    return {};
  case kind::string:
    append_text(out, tag_string, v.as_string());
    return {};
  case kind::symbol:
    append_text(out, tag_symbol, v.as_symbol());
    return {};
  case kind::keyword:
    append_text(out, tag_keyword, v.as_keyword());
    return {};
  case kind::bytes:
    append_text(out, tag_bytes, as_text(v.as_bytes()));
    return {};
  case kind::instant:
    append_byte(out, tag_instant);
    append_big_endian(
      out, static_cast<std::uint64_t>(v.as_instant().microseconds) ^ sign_bit,
      8);
    return {};
  case kind::uuid: {
    auto id = v.as_uuid();
    append_byte(out, tag_uuid);
    out.append(reinterpret_cast<const char*>(id.bytes.data()), 16);
    return {};
  }
  case kind::list:
  case kind::vector:
  case kind::map:
  case kind::set:
  case kind::tagged:
    return append_collection(out, v, depth);
  }
  return {};
}

error key_too_large(std::size_t size) {
  return {errc::too_large, "the key takes " + std::to_string(size)
                             + " bytes, the limit is "
                             + std::to_string(max_key_size)};
}

/// The first string that does not begin with `begin`, after all that do.
std::string end_of(std::string begin) {
  while (begin.back() == '\xff')
    begin.pop_back();
  ++begin.back(); // No tag is ff, so something is left.
  return begin;
}

} // namespace

result<std::string> encode_key(const value& key) {
  auto out = std::string();
  if (auto done = append_key(out, key); !done)
    return done.failure();
  return out;
}

result<void> append_key(std::string& out, const value& key) {
  auto from = out.size();
  auto done = append(out, key, 0);
  if (auto size = out.size() - from; done && size > max_key_size)
    done = key_too_large(size);
  if (!done)
    out.resize(from);
  return done;
}

std::uint64_t key_hash(std::string_view encoded) noexcept {
  return XXH3_64bits(encoded.data(), encoded.size());
}

result<key_range> key_prefix_range(const value& prefix) {
  auto range = key_range();
  if (auto text = text_of(prefix)) {
    append_byte(range.first, text->first);
    append_escaped(range.first, text->second);
    if (range.first.size() >= max_key_size)
      return key_too_large(range.first.size() + 1);
  } else {
    if (auto done = append_key(range.first, prefix); !done)
      return done.failure();
    if (prefix.is_vector() || prefix.is_list())
      range.first.pop_back(); // The terminator.
  }
  range.last = end_of(range.first);
  return range;
}

} // namespace brine
