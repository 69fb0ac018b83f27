// SPDX-License-Identifier: MIT
#include <brine/codecs/serializer.hpp>
#include <brine/codecs/text_limits.hpp>
#include <brine/core/access.hpp>
#include <brine/core/edn_number.hpp>

#include <fmt/format.h>

#include <cstdint>

namespace brine::detail {

namespace {

enum class excess : std::uint8_t { none, depth, digits };

bool fits(const big_integer& n) {
  return is_exact_part(n);
}

bool has_short_digits(const value& v) {
  switch (v.kind()) {
  case kind::big_integer:
    return fits(access::number<big_integer>(v));
  case kind::decimal:
    return fits(access::number<decimal>(v).unscaled());
  case kind::ratio:
    return fits(access::number<ratio>(v).numerator())
           && fits(access::number<ratio>(v).denominator());
  default:
    return true;
  }
}

excess find_excess(const value& v, std::size_t depth = 0) {
  if (!is_tree(v.kind()))
    return has_short_digits(v) ? excess::none : excess::digits;
  if (depth == max_nesting)
    return excess::depth;
  for (const auto& x : access::slots(v))
    if (auto found = find_excess(x, depth + 1); found != excess::none)
      return found;
  return excess::none;
}

bool nests_within(const value& v, std::size_t depth) {
  if (!is_tree(v.kind()))
    return true;
  if (depth == 0)
    return false;
  for (const auto& x : access::slots(v))
    if (!nests_within(x, depth - 1))
      return false;
  return true;
}

} // namespace

result<void> check_text_limits(std::string_view codec, const value& v) {
  switch (find_excess(v)) {
  case excess::none:
    return {};
  case excess::depth:
    return nested_too_deep(codec);
  default:
    return error(errc::too_large,
                 fmt::format("{}: a number of more than {} bits", codec,
                             64 * max_exact_limbs));
  }
}

result<value> checked_text(std::string_view codec, result<value> read,
                           std::size_t failed_at, std::size_t size) {
  if (!read)
    return damaged_bytes(codec, failed_at, size, read.failure().message());
  if (!nests_within(*read, max_nesting))
    return damaged_bytes(
      codec, size, size,
      fmt::format("the value nests more than {} collections", max_nesting));
  return read;
}

} // namespace brine::detail
