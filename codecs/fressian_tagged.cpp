// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_text.hpp>
#include <brine/codecs/fressian_writer.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/access.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

// How tagged values are written: those that stand for what brine has no kind
// for, as that; tagged vectors as structs; all others as "brine/tagged".
namespace brine::fressian {

namespace {

/// Structs of these names mean something to readers.
constexpr auto reserved = std::to_array<std::string_view>(
  {"Object[]", "any",    "bigdec",  "bigint",   "bool",    "boolean[]",
   "bytes",    "char",   "double",  "double[]", "float[]", "inst",
   "int",      "int[]",  "irecord", "key",      "list",    "long[]",
   "map",      "null",   "plist",   "pvec",     "ratio",   "regex",
   "set",      "string", "sym",     "uri",      "uuid"});

bool can_name_struct(std::string_view tag) {
  auto room = std::string();
  return !tag.starts_with("brine/")
         && std::find(reserved.begin(), reserved.end(), tag) == reserved.end()
         && to_cesu8(tag, room);
}

bool is_float(const value& v) {
  if (!v.is_double())
    return false;
  auto x = v.as_double();
  if (std::isfinite(x) && std::abs(x) > std::numeric_limits<float>::max())
    return false;
  return std::bit_cast<std::uint64_t>(x)
         == std::bit_cast<std::uint64_t>(double{static_cast<float>(x)});
}

bool is_int32(const value& v) {
  using limits = std::numeric_limits<std::int32_t>;
  return v.is_int() && v.as_int() >= limits::min()
         && v.as_int() <= limits::max();
}

bool is_record(const value& v) {
  return v.is_vector() && v.size() == 2 && v.at(0).is_symbol()
         && v.at(1).is_map();
}

struct array_form {
  std::string_view tag;
  code which;
  bool (*takes)(const value& v);
};

constexpr auto arrays = std::array<array_form, 5>{{
  {"ints", int_array, is_int32},
  {"longs", long_array, [](const value& v) { return v.is_int(); }},
  {"floats", float_array, is_float},
  {"doubles", double_array, [](const value& v) { return v.is_double(); }},
  {"booleans", boolean_array, [](const value& v) { return v.is_bool(); }},
}};

} // namespace

bool writer::tagged(const value& v, std::size_t depth) {
  auto tag = v.tag();
  const auto& inner = v.untagged();
  if (tagged_scalar(tag, inner))
    return true;
  if (inner.is_vector()) {
    if (depth == max_nesting)
      return false;
    auto all = inner.items();
    if (tag == "incognito" && is_record(inner))
      return record(all, depth + 1);
    if (tagged_numbers(tag, all))
      return true;
    if (tag == "jlist" || tag == "objects" || can_name_struct(tag))
      return tagged_items(tag, all, depth + 1);
  }
  structure(form::tagged);
  text(tag);
  return write(inner, depth);
}

bool writer::tagged_scalar(std::string_view tag, const value& v) {
  if (tag == "float" && is_float(v)) {
    float_bits(v.as_double());
    return true;
  }
  if (!v.is_string() || (tag != "uri" && tag != "regex"))
    return false;
  to_.byte(tag == "uri" ? uri_code : regex_code);
  text(v.as_string());
  return true;
}

bool writer::tagged_numbers(std::string_view tag, std::span<const value> all) {
  auto a = std::find_if(arrays.begin(), arrays.end(),
                        [&](const auto& x) { return x.tag == tag; });
  if (a == arrays.end() || !std::all_of(all.begin(), all.end(), a->takes))
    return false;
  to_.byte(a->which);
  integer(static_cast<std::int64_t>(all.size()));
  for (const auto& v : all)
    if (a->which == float_array)
      float_bits(v.as_double());
    else
      scalar(v);
  return true;
}

bool writer::tagged_items(std::string_view tag, std::span<const value> all,
                          std::size_t depth) {
  if (tag == "jlist") {
    list_head(all.size());
  } else if (tag == "objects") {
    to_.byte(object_array);
    integer(static_cast<std::int64_t>(all.size()));
  } else {
    structure(tag, all.size());
  }
  return items(all, depth);
}

bool writer::record(std::span<const value> parts, std::size_t depth) {
  if (depth == max_nesting)
    return false;
  auto fields = parts[1].entries();
  structure(form::record);
  integer(static_cast<std::int64_t>(fields.size()));
  scalar(parts[0]);
  for (const auto& f : fields) {
    list_head(2);
    if (!write(f.key, depth + 1) || !write(f.val, depth + 1))
      return false;
  }
  return true;
}

void writer::float_bits(double x) {
  to_.byte(float_code);
  to_.big_endian(std::bit_cast<std::uint32_t>(static_cast<float>(x)), 4);
}

} // namespace brine::fressian
