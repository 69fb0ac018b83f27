// SPDX-License-Identifier: MIT
#include <brine/core/error.hpp>
#include <brine/core/numbers.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace brine {

namespace {

constexpr auto digit_set = "0123456789";

[[noreturn]] void fail(std::string_view text) {
  throw error(errc::bad_text,
              "not a decimal: " + std::string(text.substr(0, 40)));
}

// Removes leading digits from the text and returns them.
std::string_view take_digits(std::string_view& text) {
  auto n = std::min(text.find_first_not_of(digit_set), text.size());
  auto digits = text.substr(0, n);
  text.remove_prefix(n);
  return digits;
}

// Reads all of what follows an E; nothing if it is no exponent.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  // from_chars takes a minus, but no plus.
  if (text.starts_with('+') && !text.starts_with("+-"))
    text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto* end = text.data() + text.size();
  auto [stop, failure] = std::from_chars(text.data(), end, exponent);
  if (failure != std::errc() || stop != end)
    return std::nullopt;
  return exponent;
}

} // namespace

decimal::decimal(big_integer unscaled, std::int32_t scale)
    : unscaled_(std::move(unscaled)), scale_(scale) {
  detail::check_exact_part(unscaled_, "decimal");
}

decimal::decimal(std::string_view text) {
  auto rest = text;
  auto minus = rest.starts_with('-');
  if (minus || rest.starts_with('+'))
    rest.remove_prefix(1);
  auto digits = std::string(take_digits(rest));
  std::size_t fraction = 0;
  if (!digits.empty() && rest.starts_with('.')) {
    rest.remove_prefix(1);
    auto more = take_digits(rest);
    fraction = more.size();
    digits += more;
  }
  std::optional<std::int64_t> exponent = 0;
  if (rest.starts_with('e') || rest.starts_with('E'))
    exponent = read_exponent(rest.substr(1));
  else if (!rest.empty())
    exponent = std::nullopt;
  if (digits.empty() || !exponent)
    fail(text);
  // Bounded first, so that the difference cannot overflow.
  constexpr std::int64_t bound = std::int64_t{1} << 40;
  if (*exponent > bound || *exponent < -bound)
    fail(text);
  auto scale = static_cast<std::int64_t>(fraction) - *exponent;
  if (!std::in_range<std::int32_t>(scale))
    fail(text);
  unscaled_ = big_integer((minus ? "-" : "") + digits);
  detail::check_exact_part(unscaled_, "decimal");
  scale_ = static_cast<std::int32_t>(scale);
}

decimal::digits_type decimal::digits() const {
  if (unscaled_.zero())
    return {};
  auto text = unscaled_.to_string();
  digits_type d;
  d.negative = unscaled_.negative();
  d.digits = text.substr(d.negative ? 1 : 0);
  d.exponent = static_cast<std::int64_t>(d.digits.size()) - scale_;
  d.digits.erase(d.digits.find_last_not_of('0') + 1);
  return d;
}

std::string decimal::to_string() const {
  auto text = unscaled_.to_string();
  if (scale_ == 0)
    return text;
  std::string sign = unscaled_.negative() ? "-" : "";
  auto digits = text.substr(sign.size());
  auto length = static_cast<std::int64_t>(digits.size());
  auto adjusted = length - 1 - scale_;
  if (scale_ > 0 && adjusted >= -6) {
    if (scale_ >= length)
      digits.insert(0, static_cast<std::size_t>(scale_ - length + 1), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(scale_), 1, '.');
    return sign + digits;
  }
  if (length > 1)
    digits.insert(1, 1, '.');
  if (adjusted != 0)
    digits += (adjusted < 0 ? "E" : "E+") + std::to_string(adjusted);
  return sign + digits;
}

bool decimal::operator==(const decimal& other) const {
  return (*this <=> other) == 0;
}

std::strong_ordering decimal::operator<=>(const decimal& other) const {
  if (scale_ == other.scale_)
    return unscaled_ <=> other.unscaled_;
  auto sign = [](const decimal& d) {
    return d.unscaled_.zero() ? 0 : d.unscaled_.negative() ? -1 : 1;
  };
  if (auto c = sign(*this) <=> sign(other); c != 0 || unscaled_.zero())
    return c;
  auto a = digits();
  auto b = other.digits();
  auto c = a.exponent <=> b.exponent;
  if (c == 0)
    c = a.digits.compare(b.digits) <=> 0;
  return a.negative ? 0 <=> c : c;
}

} // namespace brine
