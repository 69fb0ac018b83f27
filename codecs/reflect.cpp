// SPDX-License-Identifier: MIT
#include <brine/codecs/reflect.hpp>

#include <algorithm>
#include <string>

namespace brine {

void value_loader::leave(void*, const detail::place& at) const {
  if (!lenient_)
    at.fail_missing(from_);
}

namespace detail {

namespace {

/// Of a longer path messages have the beginning.
constexpr std::size_t shown = 32;

} // namespace

value place::part() const {
  switch (how_) {
  case step::field:
    return key_of(name_);
  case step::entry:
    return *key_;
  case step::item:
    return index_;
  case step::none:
    break;
  }
  return {};
}

std::vector<value> place::path() const {
  std::vector<const place*> inside;
  for (const auto* p = this; p->outer_ != nullptr; p = p->outer_)
    inside.push_back(p);
  auto parts =
    std::vector<value>(asked_->outside.begin(), asked_->outside.end());
  for (auto p = inside.rbegin(); p != inside.rend(); ++p) {
    if (parts.size() == shown) {
      parts.push_back(symbol("..."));
      break;
    }
    parts.push_back((*p)->part());
  }
  return parts;
}

void place::fail(errc code, std::string_view why) const {
  auto parts = path();
  auto in_store = !asked_->outside.empty();
  auto at = std::string();
  if (parts.size() > (in_store ? 1 : 0)) // else the key, or nothing
    at = "at " + to_string(value::vector_of(std::span(parts))) + ": ";
  at += why;
  throw in_store ? error(code, at, to_string(asked_->outside.front()))
                 : error(code, at);
}

void place::fail(const error& why) const {
  fail(why.code(), why.message());
}

void place::fail_kind(std::string_view wanted, const value& found) const {
  try {
    detail::fail_kind(wanted, found);
  } catch (const error& e) {
    fail(e);
  }
}

void place::fail_missing(const value& around) const {
  auto other = asked_->how.keywords ? value(name_) : keyword(name_);
  if (around.contains(other))
    fail(errc::not_found, "missing, but there is " + to_string(other));
  fail(errc::not_found, "missing");
}

void place::fail_deep() const {
  fail(errc::too_large, "it nests more than " + std::to_string(max_nesting)
                          + " collections, or points to itself");
}

} // namespace detail

} // namespace brine
