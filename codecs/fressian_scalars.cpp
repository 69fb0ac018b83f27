// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_numbers.hpp>
#include <brine/codecs/fressian_reader.hpp>
#include <brine/codecs/fressian_text.hpp>

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace brine::fressian {

bool reader::integer(std::int64_t& n, std::uint8_t first) {
  if (first < packed[0].begin || first == minus_one) {
    n = first == minus_one ? -1 : std::int64_t{first};
    return true;
  }
  auto low = std::uint64_t{};
  if (first == int64_code) {
    if (!from_.big_endian(low, 8))
      return fail("ends early");
    n = static_cast<std::int64_t>(low);
    return true;
  }
  if (first >= get_cached_0)
    return fail_before("no integer");
  // Codes 40 to 5f, 60 to 6f, then four each.
  auto which =
    first < 0x70 ? (first < 0x60 ? 0U : 1U) : 2U + (first - 0x70U) / 4;
  const auto& f = packed[which];
  if (!from_.big_endian(low, f.bytes))
    return fail("ends early");
  n = (std::int64_t{first} - f.zero) * (std::int64_t{1} << (8 * f.bytes))
      + static_cast<std::int64_t>(low);
  return true;
}

bool reader::integer(std::int64_t& n) {
  auto first = std::uint8_t{};
  return next(first) && integer(n, first);
}

bool reader::count(std::uint64_t& n) {
  auto i = std::int64_t{};
  if (!integer(i))
    return false;
  n = static_cast<std::uint64_t>(i);
  return i >= 0 || fail("a negative count");
}

bool reader::run(std::string_view& s, std::uint8_t first, code begin) {
  room_.clear();
  for (;;) {
    auto n = static_cast<std::uint64_t>(first - begin);
    if (first < begin || n > short_limit + 1)
      return fail_before(begin == bytes_0 ? "no bytes" : "no text");
    auto chunk = n == short_limit;
    if (n >= short_limit && !count(n))
      return false;
    if (!from_.view(s, n))
      return fail("ends early");
    if (!chunk)
      break;
    room_ += s;
    if (!next(first))
      return false;
  }
  if (!room_.empty()) {
    room_ += s;
    s = room_;
  }
  return true;
}

bool reader::text(value& v, std::uint8_t first) {
  auto s = std::string_view();
  if (!run(s, first, string_0))
    return false;
  auto utf8 = from_cesu8(s, text_room_);
  if (!utf8)
    return fail("text is not CESU-8");
  v = *utf8;
  return true;
}

bool reader::bytes(std::string_view& s) {
  auto first = std::uint8_t{};
  return next(first) && run(s, first, bytes_0);
}

bool reader::uuid_value(value& v) {
  auto s = std::string_view();
  auto id = uuid();
  if (!bytes(s))
    return false;
  if (s.size() != id.bytes.size())
    return fail("a uuid has 16 bytes");
  std::copy(s.begin(), s.end(), id.bytes.begin());
  v = id;
  return true;
}

bool reader::big_number(big_integer& n) {
  auto s = std::string_view();
  if (!bytes(s))
    return false;
  if (s.empty())
    return fail("an integer without bytes");
  n = from_twos_complement(s);
  return true;
}

bool reader::decimal_value(value& v) {
  using limits = std::numeric_limits<std::int32_t>;
  auto unscaled = big_integer();
  auto scale = std::int64_t{};
  if (!big_number(unscaled) || !integer(scale))
    return false;
  if (scale < limits::min() || scale > limits::max())
    return fail("a scale beyond 32 bits");
  if (!is_exact_part(unscaled))
    return fail("a decimal of too many digits");
  v = decimal(std::move(unscaled), static_cast<std::int32_t>(scale));
  return true;
}

bool reader::time(value& v) {
  auto ms = std::int64_t{};
  auto us = std::int64_t{};
  if (!integer(ms))
    return false;
  if (__builtin_mul_overflow(ms, 1000, &us))
    return fail("an instant whose microseconds are beyond 64 bits");
  v = instant(us);
  return true;
}

bool reader::float_bits(value& v) {
  auto n = std::uint64_t{};
  if (!from_.big_endian(n, 4))
    return fail("ends early");
  v = double{std::bit_cast<float>(static_cast<std::uint32_t>(n))};
  return true;
}

bool reader::real(value& v, std::uint8_t first) {
  auto n = std::uint64_t{};
  if (first == double_zero || first == double_one)
    v = first == double_one ? 1.0 : 0.0;
  else if (first != double_code)
    return fail_before("no double");
  else if (from_.big_endian(n, 8))
    v = std::bit_cast<double>(n);
  else
    return fail("ends early");
  return true;
}

} // namespace brine::fressian
