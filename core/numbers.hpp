// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// An integer of any size, as sign and magnitude. Holds, compares and prints
/// exactly; it does not calculate.
class big_integer {
public:
  /// Zero.
  big_integer() = default;

  explicit big_integer(std::int64_t n);

  /// Reads decimal digits with an optional sign; throws `bad_text`.
  explicit big_integer(std::string_view digits);

  [[nodiscard]] static big_integer from_unsigned(std::uint64_t n);

  /// From a big-endian magnitude; leading zero bytes are allowed.
  [[nodiscard]] static big_integer
  from_magnitude(bool negative, std::span<const std::byte> magnitude);

  /// From 64-bit limbs, least significant first; leading zeros are allowed.
  [[nodiscard]] static big_integer
  from_limbs(bool negative, std::vector<std::uint64_t> limbs);

  [[nodiscard]] bool negative() const noexcept {
    return negative_;
  }

  [[nodiscard]] bool zero() const noexcept {
    return limbs_.empty();
  }

  /// The magnitude, least significant limb first, without leading zeros.
  [[nodiscard]] std::span<const std::uint64_t> limbs() const noexcept {
    return limbs_;
  }

  /// The magnitude, big-endian, without leading zero bytes.
  [[nodiscard]] std::vector<std::byte> magnitude() const;

  /// The same number, or nothing if it does not fit.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> to_uint64() const noexcept;

  /// Decimal digits with a minus sign if negative.
  [[nodiscard]] std::string to_string() const;

  bool operator==(const big_integer&) const noexcept = default;
  std::strong_ordering operator<=>(const big_integer& other) const noexcept;

private:
  bool negative_ = false;
  std::vector<std::uint64_t> limbs_;
};

/// The numbers inside a decimal or a ratio have at most so many limbs, 33 280
/// bits: what is done with them takes time that grows by the square.
inline constexpr std::size_t max_exact_limbs = 520;

/// Whether a decimal or a ratio may hold it.
[[nodiscard]] inline bool is_exact_part(const big_integer& n) noexcept {
  return n.limbs().size() <= max_exact_limbs;
}

namespace detail {

/// Throws `too_large` for what a decimal or a ratio may not hold.
void check_exact_part(const big_integer& n, std::string_view of);

} // namespace detail

/// An exact decimal number, unscaled * 10^-scale, as Java's BigDecimal. Equal
/// if numerically equal: 1.0 is 1.00, though they print differently.
class decimal {
public:
  /// Zero.
  decimal() = default;

  /// Throws `too_large` for more than `max_exact_limbs`.
  decimal(big_integer unscaled, std::int32_t scale);

  /// Reads `1.50`, `-3`, `1.5E-7`; throws `bad_text`, and `too_large` likewise.
  explicit decimal(std::string_view text);

  [[nodiscard]] const big_integer& unscaled() const noexcept {
    return unscaled_;
  }

  [[nodiscard]] std::int32_t scale() const noexcept {
    return scale_;
  }

  /// Its value as 0.d1d2d3... * 10^exponent, where neither the first nor the
  /// last digit is zero. Equal decimals have equal digits and exponents; zero
  /// has no digits and exponent 0.
  struct digits_type {
    bool negative = false;
    std::int64_t exponent = 0;
    std::string digits;

    bool operator==(const digits_type&) const = default;
  };

  [[nodiscard]] digits_type digits() const;

  /// As BigDecimal prints it, without the M of edn.
  [[nodiscard]] std::string to_string() const;

  bool operator==(const decimal& other) const;
  std::strong_ordering operator<=>(const decimal& other) const;

private:
  big_integer unscaled_;
  std::int32_t scale_ = 0;
};

/// An exact fraction, reduced, with a positive denominator.
class ratio {
public:
  /// Zero.
  ratio();

  /// Throws `bad_argument` if the denominator is zero, `too_large` for numbers
  /// of more than `max_exact_limbs`.
  ratio(const big_integer& numerator, const big_integer& denominator);

  ratio(std::int64_t numerator, std::int64_t denominator)
      : ratio(big_integer(numerator), big_integer(denominator)) {}

  [[nodiscard]] const big_integer& numerator() const noexcept {
    return numerator_;
  }

  [[nodiscard]] const big_integer& denominator() const noexcept {
    return denominator_;
  }

  /// As in `1/3`.
  [[nodiscard]] std::string to_string() const;

  bool operator==(const ratio&) const noexcept = default;
  std::strong_ordering operator<=>(const ratio& other) const;

private:
  big_integer numerator_;
  big_integer denominator_;
};

} // namespace brine
