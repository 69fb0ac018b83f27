// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_reader.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace brine::fressian {

bool reader::new_kind(value& v, std::size_t depth) {
  auto tag = value();
  auto n = std::uint64_t{};
  if (!component(tag, depth))
    return false;
  if (!tag.is_string())
    return fail("a struct whose tag is no text");
  if (!count(n))
    return false;
  auto known = std::find_if(struct_kinds.begin(), struct_kinds.end(),
                            [&](const auto& k) { return tag == value(k.tag); });
  if (known == struct_kinds.end()) {
    structs_.push_back({form::other, n, symbol(tag.as_string())});
  } else {
    if (n != known->components)
      return fail("a struct with a wrong number of components");
    structs_.push_back(
      {static_cast<form>(known - struct_kinds.begin()), n, value()});
  }
  return structure(v, structs_.size() - 1, depth);
}

bool reader::structure(value& v, std::uint64_t place, std::size_t depth) {
  if (place >= structs_.size())
    return fail("refers to an unknown struct");
  const auto& kind = structs_[static_cast<std::size_t>(place)];
  switch (kind.meaning) {
  case form::vector:
  case form::list:
    return counted(v, kind.meaning, depth);
  case form::record:
    return record(v, depth);
  case form::ratio:
    return ratio_value(v, depth);
  case form::tagged:
    return tagged_value(v, depth);
  case form::other:
    return other_struct(v, kind, depth);
  default:
    return small_struct(v, kind.meaning);
  }
}

bool reader::counted(value& v, form meaning, std::size_t depth) {
  auto n = std::uint64_t{};
  auto b = builder();
  if (!enter(depth, 1) || !count(n) || !items(b, n, depth + 1))
    return false;
  v = meaning == form::list ? b.list() : b.vector();
  return true;
}

/// A tagged vector of symbol and map.
bool reader::record(value& v, std::size_t depth) {
  auto n = std::uint64_t{};
  auto name = value();
  auto fields = builder();
  if (!enter(depth, 3) || !count(n) || !component(name, depth))
    return false;
  if (!name.is_symbol())
    return fail("a record whose name is no symbol");
  if (!each(n, [&] { return field(fields, depth + 3); }))
    return false;
  v = tagged("incognito", vec(std::move(name), fields.map()));
  return true;
}

/// A list of key and value; a vector is taken too.
bool reader::field(builder& fields, std::size_t depth) {
  auto first = std::uint8_t{};
  if (!next(first))
    return false;
  if (first == list_0 + 2) {
    auto key = value();
    auto val = value();
    if (!read(key, depth) || !read(val, depth))
      return false;
    fields.add(std::move(key), std::move(val));
    return true;
  }
  auto pair = value();
  if (!read(pair, first, depth - 2))
    return false;
  const auto& both = pair.is_tagged() ? pair.untagged() : pair;
  if (!both.is_vector() || both.size() != 2)
    return fail("a field of a record without key and value");
  fields.add(both.at(0), both.at(1));
  return true;
}

bool reader::ratio_value(value& v, std::size_t depth) {
  auto numerator = value();
  auto denominator = value();
  if (!component(numerator, depth) || !component(denominator, depth))
    return false;
  auto whole = [](const value& n) { return n.is_int() || n.is_big_integer(); };
  if (!whole(numerator) || !whole(denominator) || denominator == value(0))
    return fail("no ratio");
  auto top = numerator.as_big_integer();
  auto bottom = denominator.as_big_integer();
  if (!is_exact_part(top) || !is_exact_part(bottom))
    return fail("a ratio of too large numbers");
  v = ratio(top, bottom);
  return true;
}

bool reader::small_struct(value& v, form meaning) {
  auto n = std::int64_t{};
  if (meaning == form::text) {
    auto s = std::string_view();
    if (!bytes(s))
      return false;
    v = s;
    return true;
  }
  if (!integer(n))
    return false;
  if (meaning == form::instant) {
    v = instant(n);
    return true;
  }
  if (n < 0 || n > 0x10ffff)
    return fail("no character");
  v = static_cast<char32_t>(n);
  return true;
}

bool reader::tagged_value(value& v, std::size_t depth) {
  auto tag = value();
  auto inner = value();
  if (!enter(depth, 1) || !component(tag, depth))
    return false;
  if (!tag.is_string())
    return fail("a tag that is no text");
  if (!repeat(4 * tag.size()) || !read(inner, depth + 1))
    return false;
  v = tagged(tag.as_string(), std::move(inner));
  return true;
}

bool reader::other_struct(value& v, const kind_of_struct& kind,
                          std::size_t depth) {
  // What is read next may forget the kind.
  auto b = builder();
  auto all = builder(2);
  all.add(kind.tag);
  if (!repeat(kind.tag) || !enter(depth, 2)
      || !items(b, kind.components, depth + 2))
    return false;
  all.add(b.vector());
  v = all.tagged();
  return true;
}

} // namespace brine::fressian
