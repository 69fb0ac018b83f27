// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/small_stack.hpp>
#include <brine/core/value.hpp>

#include <xxhash.h>

#include <cmath>

namespace brine {

namespace {

using detail::access;

// A pair of collections being compared, and how far.
struct pair_frame {
  const value* a;
  const value* b;
  std::size_t common;
  std::strong_ordering rest;
};

// Kinds of one rank are compared by content.
template <bool AsKeys>
int rank(kind k) {
  if (k == kind::big_integer)
    k = kind::integer;
  if (!AsKeys && k == kind::list)
    k = kind::vector;
  return static_cast<int>(k);
}

std::strong_ordering order_real(double a, double b) {
  if (a < b)
    return std::strong_ordering::less;
  if (a > b)
    return std::strong_ordering::greater;
  return std::isnan(a) <=> std::isnan(b);
}

std::strong_ordering order_text(std::string_view a, std::string_view b) {
  auto common = std::min(a.size(), b.size());
  auto c = common == 0 ? 0 : std::memcmp(a.data(), b.data(), common);
  return c != 0 ? c <=> 0 : a.size() <=> b.size();
}

std::strong_ordering order_integer(const value& a, const value& b) {
  if (a.is_int() && b.is_int())
    return access::scalar<std::int64_t>(a) <=> access::scalar<std::int64_t>(b);
  if (a.is_int())
    return access::number<big_integer>(b).negative()
             ? std::strong_ordering::greater
             : std::strong_ordering::less;
  if (b.is_int())
    return access::number<big_integer>(a).negative()
             ? std::strong_ordering::less
             : std::strong_ordering::greater;
  return access::number<big_integer>(a) <=> access::number<big_integer>(b);
}

// Both of one rank, which is not that of a collection.
std::strong_ordering order_scalar(const value& a, const value& b) {
  switch (a.kind()) {
  case kind::integer:
  case kind::big_integer:
    return order_integer(a, b);
  case kind::real:
    return order_real(access::scalar<double>(a), access::scalar<double>(b));
  case kind::decimal:
    return access::number<decimal>(a) <=> access::number<decimal>(b);
  case kind::ratio:
    return access::number<ratio>(a) <=> access::number<ratio>(b);
  case kind::string:
  case kind::symbol:
  case kind::keyword:
  case kind::uuid:
  case kind::bytes:
    return order_text(access::text(a), access::text(b));
  default:
    return access::scalar<std::int64_t>(a) <=> access::scalar<std::int64_t>(b);
  }
}

pair_frame frame_of(const value& a, const value& b) {
  auto as = access::slots(a);
  auto bs = access::slots(b);
  return {as.data(), bs.data(), std::min(as.size(), bs.size()),
          as.size() <=> bs.size()};
}

// The one definition of both orders. Collections are compared slot by slot,
// with an explicit stack, so that depth is no danger.
template <bool AsKeys>
std::strong_ordering order(const value& a, const value& b) {
  auto c = rank<AsKeys>(a.kind()) <=> rank<AsKeys>(b.kind());
  if (c != 0 || access::same_bits(a, b))
    return c;
  if (!detail::is_tree(a.kind()))
    return order_scalar(a, b);
  detail::small_stack<pair_frame> open;
  open.push(frame_of(a, b));
  while (!open.empty()) {
    auto& top = open.top();
    if (top.common == 0) {
      if (top.rest != 0)
        return top.rest;
      open.pop();
      continue;
    }
    const auto& x = *top.a++;
    const auto& y = *top.b++;
    --top.common;
    c = rank<AsKeys>(x.kind()) <=> rank<AsKeys>(y.kind());
    if (c == 0 && !access::same_bits(x, y)) {
      if (detail::is_tree(x.kind()))
        open.push(frame_of(x, y));
      else
        c = order_scalar(x, y);
    }
    if (c != 0)
      return c;
  }
  return std::strong_ordering::equal;
}

std::uint64_t mix(std::uint64_t h, std::uint64_t x) {
  h = (h ^ x) * 0x9e3779b97f4a7c15U;
  return h ^ (h >> 32);
}

std::uint64_t hash_text(std::string_view s) {
  return XXH3_64bits(s.data(), s.size());
}

std::uint64_t hash_limbs(const big_integer& n) {
  auto limbs = n.limbs();
  return XXH3_64bits_withSeed(limbs.data(), limbs.size_bytes(), n.negative());
}

std::uint64_t hash_scalar(const value& v) {
  switch (v.kind()) {
  case kind::big_integer:
    return hash_limbs(access::number<big_integer>(v));
  case kind::real: {
    auto x = access::scalar<double>(v);
    if (std::isnan(x))
      return 1;
    return x == 0 ? 0 : access::scalar<std::uint64_t>(v);
  }
  case kind::decimal: {
    auto d = access::number<decimal>(v).digits();
    return mix(hash_text(d.digits),
               static_cast<std::uint64_t>(d.exponent) * 2 + d.negative);
  }
  case kind::ratio: {
    const auto& r = access::number<ratio>(v);
    return mix(hash_limbs(r.numerator()), hash_limbs(r.denominator()));
  }
  case kind::string:
  case kind::symbol:
  case kind::keyword:
  case kind::uuid:
  case kind::bytes:
    return hash_text(access::text(v));
  default:
    return access::scalar<std::uint64_t>(v);
  }
}

} // namespace

bool value::equal(const value& a, const value& b) {
  // Of what is stored inside, only doubles are equal with other bits.
  if (a.kind() == b.kind() && !a.shared() && !b.shared() && !a.is_double())
    return false;
  if (detail::is_tree(a.kind()) && detail::is_tree(b.kind())
      && access::slots(a).size() != access::slots(b).size())
    return false;
  return order<false>(a, b) == 0;
}

std::strong_ordering compare(const value& a, const value& b) {
  return order<false>(a, b);
}

std::strong_ordering operator<=>(const value& a, const value& b) {
  return order<false>(a, b);
}

std::strong_ordering key_compare(const value& a, const value& b) {
  return order<true>(a, b);
}

// Hashes the tree in preorder with the size of each collection: equal values
// give equal sequences.
std::size_t value::hash() const {
  std::uint64_t h = 0;
  detail::small_stack<std::span<const value>> open;
  auto visit = [&](const value& v) {
    h = mix(h, static_cast<std::uint64_t>(rank<false>(v.kind())));
    if (!detail::is_tree(v.kind())) {
      h = mix(h, hash_scalar(v));
      return;
    }
    auto slots = access::slots(v);
    h = mix(h, slots.size());
    if (!slots.empty())
      open.push(slots);
  };
  visit(*this);
  while (!open.empty()) {
    auto rest = open.top();
    const auto& next = rest.front();
    if (rest.size() == 1)
      open.pop();
    else
      open.top() = rest.subspan(1);
    visit(next);
  }
  return h;
}

} // namespace brine
