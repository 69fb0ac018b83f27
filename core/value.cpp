// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>
#include <brine/core/value.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace brine {

namespace {

using detail::access;
using detail::fail_kind;

// Below this, looking at every key is faster than a binary search.
constexpr std::size_t linear_limit = 8;

constinit const value nil;

detail::node* text_node(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max())
    throw error(errc::too_large,
                "text of " + std::to_string(text.size()) + " bytes");
  auto* memory = ::operator new(sizeof(detail::node) + text.size());
  auto* n = new (memory) detail::node();
  n->size = static_cast<std::uint32_t>(text.size());
  std::memcpy(static_cast<char*>(memory) + sizeof(*n), text.data(),
              text.size());
  return n;
}

template <class T>
value number_value(kind k, const T& x) {
  return access::make(k, new detail::number_node<T>(x));
}

std::string_view chars(std::span<const std::byte> all) {
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

} // namespace

namespace detail {

std::string_view checked_view(const char* s) {
  if (s == nullptr)
    throw error(errc::bad_argument, "a value from a null pointer");
  return s;
}

void fail_kind(std::string_view wanted, const value& found) {
  auto message = "wanted " + std::string(wanted) + ", found "
                 + std::string(name(found.kind()));
  if (!found.is_nil())
    message += " " + brief(found);
  throw error(errc::wrong_kind, message);
}

void fail_range(std::size_t bits, bool is_signed, const value& found) {
  fail_kind((is_signed ? "integer of " : "unsigned integer of ")
              + std::to_string(bits) + " bits",
            found);
}

double exact_double(const value& v) {
  auto n = v.as_int();
  auto x = static_cast<double>(n);
  // 2^63 itself is a double but no integer.
  if (x >= 0x1p63 || static_cast<std::int64_t>(x) != n)
    fail_kind("integer that a double holds exactly", v);
  return x;
}

float to_float(const value& v) {
  auto x = v.is_int() ? exact_double(v) : v.as_double();
  if (std::isfinite(x) && std::abs(x) > std::numeric_limits<float>::max())
    fail_kind("number that a float can hold", v);
  auto f = static_cast<float>(x);
  if (v.is_int() && static_cast<double>(f) != x)
    fail_kind("integer that a float holds exactly", v);
  return f;
}

void fail_time() {
  throw error(errc::bad_argument,
              "a time point too far from 1970 for an instant");
}

value bytes_value(std::span<const std::byte> all) {
  return access::make_text(kind::bytes, chars(all));
}

} // namespace detail

value::value(brine::kind k, std::string_view text) {
  raw_[0] = static_cast<unsigned char>(k);
  if (text.size() <= inline_limit) {
    raw_[1] = static_cast<unsigned char>(text.size());
    if (!text.empty())
      std::memcpy(raw_ + 2, text.data(), text.size());
  } else {
    store(k, text_node(text));
    raw_[1] = shared_mark;
  }
}

value value::character(char32_t c) {
  if (c > 0x10ffff)
    throw error(errc::bad_argument,
                "no character has code " + std::to_string(c));
  return {brine::kind::character, static_cast<std::int64_t>(c)};
}

value::value(const brine::uuid& id)
    : value(brine::kind::uuid,
            {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()}) {
}

value::value(const big_integer& n) {
  if (auto small = n.to_int64())
    *this = value(*small);
  else
    *this = number_value(brine::kind::big_integer, n);
}

value::value(const decimal& d) : value(number_value(brine::kind::decimal, d)) {}

value::value(const ratio& r)
    : value(r.denominator() == big_integer(1)
              ? value(r.numerator())
              : number_value(brine::kind::ratio, r)) {}

value::value(std::initializer_list<entry> entries) {
  auto b = builder(2 * entries.size());
  for (const auto& e : entries)
    b.add(e.key, e.val);
  *this = b.map();
}

value value::list_of(std::span<value> items) {
  auto b = builder(items.size());
  for (auto& v : items)
    b.add(std::move(v));
  return b.list();
}

value value::vector_of(std::span<value> items) {
  auto b = builder(items.size());
  for (auto& v : items)
    b.add(std::move(v));
  return b.vector();
}

value value::set_of(std::span<value> items) {
  auto b = builder(items.size());
  for (auto& v : items)
    b.add(std::move(v));
  return b.set();
}

value value::map_of(std::span<entry> entries) {
  auto b = builder(2 * entries.size());
  for (auto& e : entries)
    b.add(std::move(e.key), std::move(e.val));
  return b.map();
}

std::string_view value::tag() const {
  if (!is_tagged())
    fail_kind("tagged value", *this);
  return access::slots(*this)[0].as_symbol();
}

const value& value::untagged() const {
  if (!is_tagged())
    fail_kind("tagged value", *this);
  return access::slots(*this)[1];
}

std::size_t value::size() const {
  switch (kind()) {
  case brine::kind::nil:
    return 0;
  case brine::kind::string:
  case brine::kind::bytes:
    return text().size();
  case brine::kind::list:
  case brine::kind::vector:
  case brine::kind::set:
    return access::slots(*this).size();
  case brine::kind::map:
    return access::slots(*this).size() / 2;
  default:
    fail_kind("collection, string or bytes", *this);
  }
}

std::span<const value> value::items() const {
  if (!is_nil() && !is_list() && !is_vector() && !is_set())
    fail_kind("list, vector or set", *this);
  return access::slots(*this);
}

std::span<const entry> value::entries() const {
  if (!is_nil() && !is_map())
    fail_kind("map", *this);
  auto slots = access::slots(*this);
  return {reinterpret_cast<const entry*>(slots.data()), slots.size() / 2};
}

const value& value::at(std::size_t i) const {
  auto all = items();
  if (i >= all.size())
    throw error(errc::bad_argument, "no item " + std::to_string(i) + " in a "
                                      + std::string(name(kind())) + " of "
                                      + std::to_string(all.size()));
  return all[i];
}

namespace {

// Keys are every `Step`th of the slots, in order.
template <std::size_t Step>
const value* search(std::span<const value> slots, const value& key) {
  auto n = slots.size() / Step;
  if (n <= linear_limit) {
    for (std::size_t i = 0; i < slots.size(); i += Step)
      if (slots[i] == key)
        return &slots[i];
    return nullptr;
  }
  std::size_t low = 0;
  while (n > 0) {
    auto half = n / 2;
    auto c = compare(slots[(low + half) * Step], key);
    if (c == 0)
      return &slots[(low + half) * Step];
    if (c < 0) {
      low += half + 1;
      n -= half + 1;
    } else {
      n = half;
    }
  }
  return nullptr;
}

} // namespace

const value* value::find(const value& key) const {
  auto slots = access::slots(*this);
  if (is_map()) {
    const auto* found = search<2>(slots, key);
    return found == nullptr ? nullptr : found + 1;
  }
  if (is_set())
    return search<1>(slots, key);
  if (is_vector() && key.is_int()) {
    auto i = static_cast<std::uint64_t>(key.load<std::int64_t>());
    return i < slots.size() ? &slots[i] : nullptr;
  }
  return nullptr;
}

const value& value::operator[](const value& key) const {
  const auto* found = find(key);
  return found == nullptr ? nil : *found;
}

std::size_t value::memory() const noexcept {
  if (!shared())
    return sizeof(value);
  switch (kind()) {
  case brine::kind::big_integer:
    return sizeof(value) + sizeof(detail::number_node<big_integer>)
           + access::number<big_integer>(*this).limbs().size_bytes();
  case brine::kind::decimal:
    return sizeof(value) + sizeof(detail::number_node<decimal>)
           + access::number<decimal>(*this).unscaled().limbs().size_bytes();
  case brine::kind::ratio:
    return sizeof(value) + sizeof(detail::number_node<ratio>)
           + access::number<ratio>(*this).numerator().limbs().size_bytes()
           + access::number<ratio>(*this).denominator().limbs().size_bytes();
  default:
    if (detail::is_tree(kind()))
      return sizeof(value)
             + static_cast<const detail::tree_node*>(pointer())->memory;
    return sizeof(value) + sizeof(detail::node) + pointer()->size;
  }
}

value keyword(std::string_view text) {
  return access::make_text(kind::keyword, text);
}

value symbol(std::string_view text) {
  return access::make_text(kind::symbol, text);
}

value tagged(std::string_view tag, value v) {
  auto b = builder(2);
  b.add(symbol(tag), std::move(v));
  return b.tagged();
}

value map(std::initializer_list<entry> entries) {
  auto b = builder(2 * entries.size());
  for (const auto& e : entries)
    b.add(e.key, e.val);
  return b.map();
}

} // namespace brine
