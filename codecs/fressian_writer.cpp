// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_numbers.hpp>
#include <brine/codecs/fressian_text.hpp>
#include <brine/codecs/fressian_writer.hpp>
#include <brine/codecs/serializer.hpp>
#include <brine/core/access.hpp>
#include <brine/core/utf8.hpp>

#include <bit>

namespace brine::fressian {

using detail::access;

bool writer::write(const value& v, std::size_t depth) {
  if (detail::is_tree(v.kind()))
    return depth < max_nesting && collection(v, depth + 1);
  scalar(v);
  return true;
}

bool writer::write(std::span<const entry> entries) {
  to_.byte(map_code);
  list_head(2 * entries.size());
  for (const auto& e : entries)
    if (!write(e.key, 1) || !write(e.val, 1))
      return false;
  return true;
}

bool writer::collection(const value& v, std::size_t depth) {
  auto slots = access::slots(v);
  switch (v.kind()) {
  case kind::tagged:
    return tagged(v, depth);
  case kind::map:
  case kind::set:
    to_.byte(v.is_map() ? map_code : set_code);
    list_head(slots.size());
    break;
  default:
    structure(v.is_list() ? form::list : form::vector);
    integer(static_cast<std::int64_t>(slots.size()));
  }
  return items(slots, depth);
}

bool writer::items(std::span<const value> all, std::size_t depth) {
  for (const auto& v : all)
    if (!write(v, depth))
      return false;
  return true;
}

void writer::scalar(const value& v) {
  switch (v.kind()) {
  case kind::nil:
    return to_.byte(nil_code);
  case kind::boolean:
    return to_.byte(v.as_bool() ? true_code : false_code);
  case kind::integer:
    return integer(access::scalar<std::int64_t>(v));
  case kind::big_integer:
    to_.byte(big_integer_code);
    return big_number(v.as_big_integer());
  case kind::real:
    return real(access::scalar<double>(v));
  case kind::decimal: {
    auto d = v.as_decimal();
    to_.byte(decimal_code);
    big_number(d.unscaled());
    return integer(d.scale());
  }
  case kind::ratio: {
    auto r = v.as_ratio();
    structure(form::ratio);
    to_.byte(big_integer_code);
    big_number(r.numerator());
    to_.byte(big_integer_code);
    return big_number(r.denominator());
  }
  case kind::character:
    structure(form::character);
    return integer(v.as_char());
  case kind::string:
    return text(access::text(v));
  case kind::symbol:
    return name(symbol_code, access::text(v));
  case kind::keyword:
    return name(keyword_code, access::text(v));
  case kind::instant:
    return time(v.as_instant());
  case kind::uuid:
    to_.byte(uuid_code);
    return bytes(access::text(v));
  default:
    return bytes(access::text(v));
  }
}

void writer::integer(std::int64_t n) {
  auto above = static_cast<std::uint64_t>(n < 0 ? ~n : n);
  if (above < 64 && n >= -1)
    return to_.byte(static_cast<std::uint8_t>(n));
  for (const auto& f : packed)
    if (above >> f.bits == 0) {
      auto first = f.zero + (n >> (8 * f.bytes));
      auto low = static_cast<std::uint64_t>(n) & ((1ULL << (8 * f.bytes)) - 1);
      return to_.big_endian(
        static_cast<std::uint64_t>(first) << (8 * f.bytes) | low, f.bytes + 1U);
    }
  to_.byte(int64_code);
  to_.big_endian(static_cast<std::uint64_t>(n), 8);
}

void writer::big_number(const big_integer& n) {
  bytes(to_twos_complement(n));
}

void writer::real(double x) {
  auto bits = std::bit_cast<std::uint64_t>(x);
  if (bits == std::bit_cast<std::uint64_t>(0.0))
    return to_.byte(double_zero);
  if (bits == std::bit_cast<std::uint64_t>(1.0))
    return to_.byte(double_one);
  to_.byte(double_code);
  to_.big_endian(bits, 8);
}

void writer::time(instant t) {
  if (t.microseconds % 1000 == 0) {
    to_.byte(instant_code);
    return integer(t.microseconds / 1000);
  }
  structure(form::instant);
  integer(t.microseconds);
}

void writer::text(std::string_view s) {
  auto java = to_cesu8(s, room_);
  if (!java) {
    structure(form::text);
    return bytes(s);
  }
  auto rest = *java;
  while (rest.size() > string_chunk_size) {
    auto size = string_chunk_size;
    while (!detail::begins_code_point(rest[size]))
      --size;
    to_.byte(string_chunk);
    integer(static_cast<std::int64_t>(size));
    to_.raw(rest.data(), size);
    rest.remove_prefix(size);
  }
  if (rest.size() < short_limit) {
    to_.byte(static_cast<std::uint8_t>(string_0 + rest.size()));
  } else {
    to_.byte(string_end);
    integer(static_cast<std::int64_t>(rest.size()));
  }
  to_.raw(rest.data(), rest.size());
}

void writer::bytes(std::string_view s) {
  if (s.size() < short_limit) {
    to_.byte(static_cast<std::uint8_t>(bytes_0 + s.size()));
    return to_.raw(s.data(), s.size());
  }
  for (; s.size() > bytes_chunk_size; s.remove_prefix(bytes_chunk_size)) {
    to_.byte(bytes_chunk);
    integer(bytes_chunk_size);
    to_.raw(s.data(), bytes_chunk_size);
  }
  to_.byte(bytes_end);
  integer(static_cast<std::int64_t>(s.size()));
  to_.raw(s.data(), s.size());
}

void writer::name(code which, std::string_view s) {
  to_.byte(which);
  // As Clojure splits it; the name "/" has no namespace.
  auto slash = s == "/" ? s.npos : s.find('/');
  if (slash == s.npos) {
    to_.byte(nil_code);
  } else {
    part(s.substr(0, slash));
    s.remove_prefix(slash + 1);
  }
  part(s);
}

void writer::part(std::string_view s) {
  if (s.empty())
    return text(s);
  auto place = cached_.of(s);
  if (place.fresh) {
    to_.byte(put_cached);
    text(s);
  } else if (place.number < short_cached_limit) {
    to_.byte(static_cast<std::uint8_t>(get_cached_0 + place.number));
  } else {
    to_.byte(get_cached);
    integer(place.number);
  }
}

void writer::list_head(std::size_t n) {
  if (n < short_limit)
    return to_.byte(static_cast<std::uint8_t>(list_0 + n));
  to_.byte(list_code);
  integer(static_cast<std::int64_t>(n));
}

void writer::structure(form f) {
  auto& place = forms_[static_cast<std::size_t>(f)];
  if (place)
    return struct_place(*place);
  const auto& s = struct_kinds[static_cast<std::size_t>(f)];
  place = structure(s.tag, s.components);
}

std::uint32_t writer::structure(std::string_view tag, std::size_t components) {
  auto place = structs_.of(tag, components);
  if (place.fresh) {
    to_.byte(new_struct);
    text(tag);
    integer(static_cast<std::int64_t>(components));
  } else {
    struct_place(place.number);
  }
  return place.number;
}

void writer::struct_place(std::uint32_t place) {
  if (place < short_struct_limit)
    return to_.byte(static_cast<std::uint8_t>(struct_0 + place));
  to_.byte(struct_code);
  integer(place);
}

} // namespace brine::fressian
