// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_reader.hpp>

#include <limits>
#include <span>
#include <utility>

namespace brine::fressian {

bool reader::read(value& v, std::uint8_t first, std::size_t depth) {
  if (first < packed[0].begin) {
    v = first;
    return true;
  }
  if (first < get_cached_0 || first == minus_one || first == int64_code) {
    auto n = std::int64_t{};
    if (!integer(n, first))
      return false;
    v = n;
    return true;
  }
  if (first >= string_0 && first <= string_end)
    return text(v, first);
  if (first >= list_0 && first <= open_list)
    return list_value(v, first, depth);
  if (first < struct_0)
    return get(v, first - get_cached_0, depth);
  if (first < long_array)
    return structure(v, first - struct_0, depth);
  if (first <= object_array)
    return array(v, first, depth);
  if (first >= bytes_0 && first <= bytes_end) {
    auto s = std::string_view();
    if (!run(s, first, bytes_0))
      return false;
    v = std::as_bytes(std::span(s));
    return true;
  }
  return other(v, first, depth);
}

bool reader::other(value& v, std::uint8_t first, std::size_t depth) {
  switch (first) {
  case map_code:
    return map_value(v, depth);
  case set_code:
    return set_value(v, depth);
  case keyword_code:
  case symbol_code:
    return name(v, first, depth);
  case true_code:
  case false_code:
    v = first == true_code;
    return true;
  case nil_code:
    v = value();
    return true;
  case double_code:
  case double_zero:
  case double_one:
    return real(v, first);
  case uuid_code:
    return uuid_value(v);
  case instant_code:
    return time(v);
  case decimal_code:
    return decimal_value(v);
  case big_integer_code: {
    auto n = big_integer();
    if (!big_number(n))
      return false;
    v = n;
    return true;
  }
  default:
    return rare(v, first, depth);
  }
}

bool reader::rare(value& v, std::uint8_t first, std::size_t depth) {
  auto place = std::uint64_t{};
  switch (first) {
  case get_cached:
    return count(place) && get(v, place, depth);
  case put_cached:
    return put(v, depth);
  case new_struct:
    return new_kind(v, depth);
  case struct_code:
    return count(place) && structure(v, place, depth);
  case float_code:
    if (!enter(depth, 1) || !float_bits(v))
      return false;
    v = tagged("float", std::move(v));
    return true;
  case regex_code:
    return tagged_text(v, "regex", depth);
  case uri_code:
    return tagged_text(v, "uri", depth);
  case reset_caches:
    do {
      cache_.clear();
      structs_.clear();
      if (!next(first))
        return false;
    } while (first == reset_caches);
    return read(v, first, depth);
  default:
    return fail_before("no such code");
  }
}

/// What is inside, but no item of a collection.
bool reader::component(value& v, std::size_t depth) {
  if (depth > max_nesting)
    return fail("nests too deep");
  return read(v, depth + 1);
}

bool reader::items(builder& b, std::uint64_t n, std::size_t depth) {
  if (!fits(n))
    return false;
  b = builder(static_cast<std::size_t>(n));
  return each(n, [&] {
    auto v = value();
    if (!read(v, depth))
      return false;
    b.add(std::move(v));
    return true;
  });
}

/// Those of a closed list; an open one may also end with the bytes.
bool reader::items_until(builder& b, std::uint8_t first, std::size_t depth) {
  auto code = std::uint8_t{};
  while (first == closed_list || from_.room() > 0) {
    if (!next(code))
      return false;
    if (code == end_list)
      break;
    auto v = value();
    if (!read(v, code, depth))
      return false;
    b.add(std::move(v));
  }
  return true;
}

bool reader::list_items(builder& b, std::uint8_t first, std::size_t depth) {
  if (first < list_0 || first > open_list)
    return fail_before("no list");
  if (first >= closed_list)
    return items_until(b, first, depth);
  auto n = static_cast<std::uint64_t>(first - list_0);
  if (first == list_code && !count(n))
    return false;
  return items(b, n, depth);
}

bool reader::list_items(builder& b, std::size_t depth) {
  auto first = std::uint8_t{};
  return next(first) && list_items(b, first, depth);
}

bool reader::map_value(value& v, std::size_t depth) {
  auto b = builder();
  if (!enter(depth, 1) || !list_items(b, depth + 1))
    return false;
  if (b.count() % 2 != 0)
    return fail("a key without a value");
  v = b.map();
  return true;
}

bool reader::set_value(value& v, std::size_t depth) {
  auto b = builder();
  if (!enter(depth, 1) || !list_items(b, depth + 1))
    return false;
  v = b.set();
  return true;
}

bool reader::list_value(value& v, std::uint8_t first, std::size_t depth) {
  auto b = builder();
  if (!enter(depth, 2) || !list_items(b, first, depth + 2))
    return false;
  v = tagged("jlist", b.vector());
  return true;
}

bool reader::array(value& v, std::uint8_t first, std::size_t depth) {
  constexpr std::string_view tags[] = {"longs", "doubles", "booleans",
                                       "ints",  "floats",  "objects"};
  auto n = std::uint64_t{};
  if (!enter(depth, 2) || !count(n) || !fits(n))
    return false;
  auto b = builder(static_cast<std::size_t>(n));
  auto good = each(n, [&] {
    auto item = value();
    if (!array_item(item, first, depth + 2))
      return false;
    b.add(std::move(item));
    return true;
  });
  if (!good)
    return false;
  v = tagged(tags[first - long_array], b.vector());
  return true;
}

bool reader::array_item(value& v, std::uint8_t which, std::size_t depth) {
  using limits = std::numeric_limits<std::int32_t>;
  auto first = std::uint8_t{};
  auto n = std::int64_t{};
  if (!next(first))
    return false;
  switch (which) {
  case long_array:
  case int_array:
    if (!integer(n, first))
      return false;
    v = n;
    return which == long_array || (n >= limits::min() && n <= limits::max())
           || fail("an int beyond 32 bits");
  case double_array:
    return real(v, first);
  case float_array:
    return first == float_code ? float_bits(v) : fail_before("no float");
  case boolean_array:
    v = first == true_code;
    return first == true_code || first == false_code
           || fail_before("no boolean");
  default:
    return read(v, first, depth);
  }
}

bool reader::tagged_text(value& v, std::string_view tag, std::size_t depth) {
  if (!enter(depth, 1) || !component(v, depth))
    return false;
  if (!v.is_string())
    return fail("no text");
  v = tagged(tag, std::move(v));
  return true;
}

} // namespace brine::fressian
