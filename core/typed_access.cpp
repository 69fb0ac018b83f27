// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/value.hpp>

#include <algorithm>

// The as_... family of value.
namespace brine {

namespace {

using detail::access;

void expect(kind wanted, const value& v) {
  if (v.kind() != wanted)
    detail::fail_kind(name(wanted), v);
}

} // namespace

bool value::as_bool() const {
  expect(brine::kind::boolean, *this);
  return load<std::int64_t>() != 0;
}

std::int64_t value::as_int() const {
  expect(brine::kind::integer, *this);
  return load<std::int64_t>();
}

double value::as_double() const {
  expect(brine::kind::real, *this);
  return load<double>();
}

char32_t value::as_char() const {
  expect(brine::kind::character, *this);
  return static_cast<char32_t>(load<std::int64_t>());
}

std::string_view value::as_string() const {
  expect(brine::kind::string, *this);
  return text();
}

std::string_view value::as_keyword() const {
  expect(brine::kind::keyword, *this);
  return text();
}

std::string_view value::as_symbol() const {
  expect(brine::kind::symbol, *this);
  return text();
}

instant value::as_instant() const {
  expect(brine::kind::instant, *this);
  return instant(load<std::int64_t>());
}

uuid value::as_uuid() const {
  expect(brine::kind::uuid, *this);
  brine::uuid id;
  std::memcpy(id.bytes.data(), text().data(), id.bytes.size());
  return id;
}

std::span<const std::byte> value::as_bytes() const {
  expect(brine::kind::bytes, *this);
  return std::as_bytes(std::span(text().data(), text().size()));
}

big_integer value::as_big_integer() const {
  if (is_int())
    return big_integer(load<std::int64_t>());
  expect(brine::kind::big_integer, *this);
  return access::number<big_integer>(*this);
}

decimal value::as_decimal() const {
  expect(brine::kind::decimal, *this);
  return access::number<decimal>(*this);
}

ratio value::as_ratio() const {
  if (is_int() || is_big_integer())
    return {as_big_integer(), big_integer(1)};
  expect(brine::kind::ratio, *this);
  return access::number<ratio>(*this);
}

bool value::as_bool(bool otherwise) const {
  return is_nil() ? otherwise : as_bool();
}

std::int64_t value::as_int(std::int64_t otherwise) const {
  return is_nil() ? otherwise : as_int();
}

double value::as_double(double otherwise) const {
  return is_nil() ? otherwise : as_double();
}

char32_t value::as_char(char32_t otherwise) const {
  return is_nil() ? otherwise : as_char();
}

std::string_view value::as_string(std::string_view otherwise) const {
  return is_nil() ? otherwise : as_string();
}

std::string_view value::as_keyword(std::string_view otherwise) const {
  return is_nil() ? otherwise : as_keyword();
}

std::string_view value::as_symbol(std::string_view otherwise) const {
  return is_nil() ? otherwise : as_symbol();
}

instant value::as_instant(instant otherwise) const {
  return is_nil() ? otherwise : as_instant();
}

uuid value::as_uuid(brine::uuid otherwise) const {
  return is_nil() ? otherwise : as_uuid();
}

std::span<const std::byte>
value::as_bytes(std::span<const std::byte> otherwise) const {
  return is_nil() ? otherwise : as_bytes();
}

big_integer value::as_big_integer(big_integer otherwise) const {
  return is_nil() ? std::move(otherwise) : as_big_integer();
}

decimal value::as_decimal(decimal otherwise) const {
  return is_nil() ? std::move(otherwise) : as_decimal();
}

ratio value::as_ratio(ratio otherwise) const {
  return is_nil() ? std::move(otherwise) : as_ratio();
}

} // namespace brine
