// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor_writer.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/access.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>

// The part of cbor::writer that writes tagged values.

namespace brine::cbor {

namespace {

using access = detail::access;

std::uint32_t float_bits(double x) {
  return std::bit_cast<std::uint32_t>(static_cast<float>(x));
}

bool keeps_as_float(double x) {
  auto again = static_cast<double>(static_cast<float>(x));
  return std::bit_cast<std::uint64_t>(again) == std::bit_cast<std::uint64_t>(x);
}

/// The n of "cbor/n".
std::optional<std::uint64_t> tag_number(std::string_view name) {
  constexpr std::string_view prefix = "cbor/";
  if (!name.starts_with(prefix))
    return {};
  auto digits = name.substr(prefix.size());
  const auto* end = digits.data() + digits.size();
  auto n = std::uint64_t{};
  auto [stop, failure] = std::from_chars(digits.data(), end, n);
  auto canonical = digits == "0" || !digits.starts_with('0');
  if (failure != std::errc() || stop != end || !canonical)
    return {};
  return n;
}

/// Whether it would be read as the object that it looks like.
bool like_object(const value& v) {
  return v.is_vector() && v.size() == 2 && v.at(0).is_string();
}

} // namespace

bool writer::tagged(const value& v, std::size_t depth) {
  auto name = v.tag();
  const auto& inner = v.untagged();
  // The numbers in a typed array are a vector, which counts.
  if ((!inner.is_vector() || depth < max_nesting) && special(name, inner))
    return true;
  if (auto n = tag_number(name);
      n && (!has_meaning(*n) || (*n == cbor::object && !like_object(inner)))) {
    head(tag, *n);
    return write(inner, depth);
  }
  return object(name, inner, depth);
}

bool writer::object(std::string_view name, const value& v, std::size_t depth) {
  if (name == "objects" && v.is_vector()) {
    object_head(name_of(frame::objects));
  } else if (name == "booleans" && v.is_vector()) {
    object_head(name_of(frame::booleans));
  } else if (find_frame(name) == frame::other && detail::is_utf8(name)) {
    object_head(name);
  } else {
    object_head(name_of(frame::any_tagged));
    head(array, 2);
    string_item(name);
  }
  return write(v, depth);
}

/// Whether it had a form of its own, and was written so.
bool writer::special(std::string_view name, const value& v) {
  if (v.is_string())
    return special_string(name, v.as_string());
  if (v.is_vector())
    return numbers(name, v.items());
  if (name == "cbor/simple" && v.is_int())
    return special_simple(v);
  if (name != "float" || !v.is_double() || !keeps_as_float(v.as_double()))
    return false;
  sized<4>(single_real, float_bits(v.as_double()));
  return true;
}

bool writer::special_string(std::string_view name, std::string_view s) {
  if ((name != "uri" && name != "regex") || !detail::is_utf8(s))
    return false;
  head(tag, name == "uri" ? uri : regex);
  text(s);
  return true;
}

bool writer::special_simple(const value& v) {
  auto n = v.as_int();
  // 20 to 22 are booleans and nil; 24 to 31 cannot be said.
  if (n < 0 || n > 255 || (n >= 20 && n < 32 && n != 23))
    return false;
  if (n >= 32)
    to_.byte(short_simple);
  to_.byte(static_cast<std::uint8_t>(n < 32 ? simple << 5 | n : n));
  return true;
}

bool writer::numbers(std::string_view name, std::span<const value> all) {
  const auto* named =
    std::find_if(named_arrays.begin(), named_arrays.end(),
                 [&](const auto& x) { return x.name == name; });
  if (named == named_arrays.end())
    return false;
  const auto form = typed_array::of(named->tag);
  const auto bound = std::int64_t{1}
                     << (form.width < 8 ? 8 * form.width - 1 : 0);
  auto fits = [&](const value& v) {
    if (form.real)
      return v.is_double()
             && (form.width == 8 || keeps_as_float(v.as_double()));
    return v.is_int()
           && (form.width == 8 || (v.as_int() >= -bound && v.as_int() < bound));
  };
  if (!std::all_of(all.begin(), all.end(), fits))
    return false;
  head(tag, named->tag);
  head(byte_string, all.size() * form.width);
  for (const auto& v : all) {
    auto bits = form.real && form.width == 4 ? float_bits(v.as_double())
                                             : access::scalar<std::uint64_t>(v);
    for (std::size_t i = 0; i < form.width; ++i)
      to_.byte(static_cast<std::uint8_t>(bits >> (8 * i)));
  }
  return true;
}

} // namespace brine::cbor
