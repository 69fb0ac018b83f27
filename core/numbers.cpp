// SPDX-License-Identifier: MIT
#include <brine/core/error.hpp>
#include <brine/core/numbers.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace brine {

namespace {

using boost::multiprecision::cpp_int;

cpp_int to_cpp(const big_integer& n) {
  cpp_int x;
  auto limbs = n.limbs();
  if (!limbs.empty())
    import_bits(x, limbs.begin(), limbs.end(), 64, false);
  if (n.negative())
    x = -x;
  return x;
}

big_integer from_cpp(const cpp_int& x) {
  std::vector<std::uint64_t> limbs;
  if (x != 0) {
    cpp_int magnitude = abs(x);
    export_bits(magnitude, std::back_inserter(limbs), 64, false);
  }
  return big_integer::from_limbs(x < 0, std::move(limbs));
}

bool all_digits(std::string_view s) {
  return std::all_of(s.begin(), s.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

[[noreturn]] void fail_text(std::string_view what, std::string_view text) {
  throw error(errc::bad_text, "not " + std::string(what) + ": "
                                + std::string(text.substr(0, 40)));
}

} // namespace

big_integer::big_integer(std::int64_t n) : negative_(n < 0) {
  if (n != 0)
    limbs_ = {n < 0 ? ~static_cast<std::uint64_t>(n) + 1
                    : static_cast<std::uint64_t>(n)};
}

big_integer::big_integer(std::string_view digits) {
  auto text = digits;
  auto minus = text.starts_with('-');
  if (minus || text.starts_with('+'))
    text.remove_prefix(1);
  if (text.empty() || !all_digits(text))
    fail_text("an integer", digits);
  // A leading zero would mean octal.
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.empty())
    return;
  *this = from_cpp(cpp_int(std::string(text)));
  negative_ = minus;
}

big_integer big_integer::from_unsigned(std::uint64_t n) {
  return from_limbs(false, {n});
}

big_integer big_integer::from_magnitude(bool negative,
                                        std::span<const std::byte> magnitude) {
  std::vector<std::uint64_t> limbs((magnitude.size() + 7) / 8);
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    auto b = magnitude[magnitude.size() - 1 - i];
    limbs[i / 8] |= std::to_integer<std::uint64_t>(b) << (i % 8 * 8);
  }
  return from_limbs(negative, std::move(limbs));
}

big_integer
big_integer::from_limbs(bool negative, std::vector<std::uint64_t> limbs) {
  big_integer n;
  while (!limbs.empty() && limbs.back() == 0)
    limbs.pop_back();
  n.negative_ = negative && !limbs.empty();
  n.limbs_ = std::move(limbs);
  return n;
}

std::vector<std::byte> big_integer::magnitude() const {
  std::vector<std::byte> out;
  for (auto limb = limbs_.rbegin(); limb != limbs_.rend(); ++limb)
    for (int shift = 56; shift >= 0; shift -= 8) {
      auto b = static_cast<std::byte>(*limb >> shift);
      if (!out.empty() || b != std::byte{0})
        out.push_back(b);
    }
  return out;
}

std::optional<std::int64_t> big_integer::to_int64() const noexcept {
  constexpr auto max =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (limbs_.empty())
    return 0;
  if (limbs_.size() > 1 || limbs_[0] > max + (negative_ ? 1 : 0))
    return std::nullopt;
  return static_cast<std::int64_t>(negative_ ? ~limbs_[0] + 1 : limbs_[0]);
}

std::optional<std::uint64_t> big_integer::to_uint64() const noexcept {
  if (limbs_.empty())
    return 0;
  if (negative_ || limbs_.size() > 1)
    return std::nullopt;
  return limbs_[0];
}

std::string big_integer::to_string() const {
  return to_cpp(*this).str();
}

std::strong_ordering
big_integer::operator<=>(const big_integer& other) const noexcept {
  if (negative_ != other.negative_)
    return negative_ ? std::strong_ordering::less
                     : std::strong_ordering::greater;
  auto magnitudes = limbs_.size() <=> other.limbs_.size();
  if (magnitudes == 0)
    magnitudes = std::lexicographical_compare_three_way(
      limbs_.rbegin(), limbs_.rend(), other.limbs_.rbegin(),
      other.limbs_.rend());
  return negative_ ? 0 <=> magnitudes : magnitudes;
}

void detail::check_exact_part(const big_integer& n, std::string_view of) {
  if (!is_exact_part(n))
    throw error(errc::too_large,
                "a " + std::string(of) + " of numbers of more than "
                  + std::to_string(64 * max_exact_limbs) + " bits");
}

ratio::ratio() : denominator_(1) {}

ratio::ratio(const big_integer& numerator, const big_integer& denominator) {
  if (denominator.zero())
    throw error(errc::bad_argument, "a ratio with denominator zero");
  detail::check_exact_part(numerator, "ratio");
  detail::check_exact_part(denominator, "ratio");
  auto n = to_cpp(numerator);
  auto d = to_cpp(denominator);
  cpp_int divisor = gcd(n, d);
  if (d < 0)
    divisor = -divisor;
  numerator_ = from_cpp(n / divisor);
  denominator_ = from_cpp(d / divisor);
}

std::string ratio::to_string() const {
  return numerator_.to_string() + '/' + denominator_.to_string();
}

std::strong_ordering ratio::operator<=>(const ratio& other) const {
  cpp_int left = to_cpp(numerator_) * to_cpp(other.denominator_);
  cpp_int right = to_cpp(other.numerator_) * to_cpp(denominator_);
  return left.compare(right) <=> 0;
}

} // namespace brine
