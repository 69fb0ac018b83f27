// SPDX-License-Identifier: MIT
#include <brine/codecs/cbor_reader.hpp>
#include <brine/core/utf8.hpp>

#include <utility>

// The part of cbor::reader that reads objects (tag 27).

namespace brine::cbor {

bool reader::object_item(value& v, std::size_t depth) {
  auto is_open = false;
  if (!named_pair(is_open))
    return unknown_tag(v, object, depth);
  string_item name;
  if (!string(name))
    return false;
  if (!name.is_text)
    return fail("an object whose name is bytes");
  if (auto f = find_frame(name.chars); f != frame::other)
    return framed(v, f, depth) && end_pair(is_open);
  auto s = value();
  if (name.use == nullptr) {
    s = symbol(name.chars);
  } else {
    if (name.use->made.is_nil() || name.use->made_by != object) {
      if (!charge(name.chars.size()))
        return false;
      name.use->made = symbol(name.chars);
      name.use->made_by = object;
    }
    s = name.use->made;
  }
  return named(v, depth, std::move(s)) && end_pair(is_open);
}

/// Whether what follows is an array of two, of which the first is a string,
/// and no bytes. Then the string is next.
bool reader::named_pair(bool& is_open) {
  const auto* before = at_;
  if (pair(is_open) && at_ != end_) {
    auto first = static_cast<std::uint8_t>(*at_);
    auto short_tag = at_ + 1 != end_ && first == 0xd8
                     && static_cast<std::uint8_t>(at_[1]) == string_reference;
    if (major_of(first) == text_string || short_tag)
      return true;
  }
  at_ = before;
  why_ = nullptr;
  return false;
}

bool reader::framed(value& v, frame f, std::size_t depth) {
  switch (f) {
  case frame::queue:
    return array_as(v, kind::list, depth);
  case frame::sorted_set:
    return array_as(v, kind::set, depth);
  case frame::sorted_map:
    return wrapped(v, depth)
           && (v.is_map() || fail("no map where one belongs"));
  case frame::with_meta:
    return with_meta(v, depth);
  case frame::booleans:
    return named(v, depth, symbol("booleans"));
  case frame::objects:
    return named(v, depth, symbol("objects"));
  case frame::any_tagged:
    return any_tagged(v, depth);
  case frame::code_point:
  case frame::far_instant:
    return framed_number(v, f);
  default:
    return any_text(v, f);
  }
}

bool reader::with_meta(value& v, std::size_t depth) {
  auto is_open = false;
  auto metadata = value();
  return pair(is_open) && wrapped(metadata, depth) && wrapped(v, depth)
         && end_pair(is_open);
}

bool reader::any_tagged(value& v, std::size_t depth) {
  auto is_open = false;
  string_item name;
  return pair(is_open) && string(name)
         && (name.use == nullptr || charge(name.chars.size()))
         && named(v, depth, symbol(name.chars)) && end_pair(is_open);
}

bool reader::any_text(value& v, frame f) {
  string_item s;
  if (!string(s) || (s.use != nullptr && !charge(s.chars.size())))
    return false;
  if (f == frame::character) {
    auto c = detail::decode_utf8(s.chars);
    if (!c)
      return fail("a character of other than one code point");
    v = *c;
  } else if (f == frame::any_string) {
    v = s.chars;
  } else if (f == frame::any_symbol) {
    v = symbol(s.chars);
  } else {
    v = keyword(s.chars);
  }
  return true;
}

bool reader::framed_number(value& v, frame f) {
  auto first = std::uint8_t{};
  if (!byte(first) || !integer(v, first))
    return false;
  if (!v.is_int())
    return fail("a number beyond 64 bits");
  if (f == frame::far_instant) {
    v = instant(v.as_int());
  } else {
    if (v.as_int() < 0 || v.as_int() > 0x10ffff)
      return fail("a character beyond U+10FFFF");
    v = static_cast<char32_t>(v.as_int());
  }
  return true;
}

} // namespace brine::cbor
