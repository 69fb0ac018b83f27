// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <ratio>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// Values from C++ containers, and back. Included by value.hpp.
namespace brine {

namespace detail {

/// Throws `wrong_kind`: wanted so, found that.
[[noreturn]] void fail_kind(std::string_view wanted, const value& found);

/// Throws `wrong_kind` for a number that a C++ type cannot hold.
[[noreturn]] void
fail_range(std::size_t bits, bool is_signed, const value& found);

/// The integer as a double, if exact.
[[nodiscard]] double exact_double(const value& v);

/// As a float: of a double the nearest one, of an integer only that very one.
[[nodiscard]] float to_float(const value& v);

/// Throws `bad_argument` for a time point that no instant holds.
[[noreturn]] void fail_time();

template <class T>
inline constexpr bool is_array = false;

template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

template <class T>
inline constexpr bool is_pair = false;

template <class A, class B>
inline constexpr bool is_pair<std::pair<A, B>> = true;

template <std::integral T>
T to_integer(const value& v) {
  if constexpr (sizeof(T) == 8 && std::unsigned_integral<T>) {
    if (v.is_big_integer())
      if (auto n = v.as_big_integer().to_uint64())
        return *n;
  }
  if (v.is_big_integer())
    fail_range(sizeof(T) * 8, std::signed_integral<T>, v);
  auto n = v.as_int();
  if (!std::in_range<T>(n))
    fail_range(sizeof(T) * 8, std::signed_integral<T>, v);
  return static_cast<T>(n);
}

/// Ticks of a clock in microseconds, as a fraction.
template <class D>
using tick = std::ratio_divide<typename D::period, std::micro>;

template <class T>
T to_time_point(const value& v) {
  using duration = typename T::duration;
  auto t = v.as_instant().microseconds;
  if constexpr (std::integral<typename duration::rep>) {
    std::int64_t n = 0;
    if (__builtin_mul_overflow(t, tick<duration>::den, &n)
        || !std::in_range<typename duration::rep>(n / tick<duration>::num))
      fail_kind("instant that the time point can hold", v);
  }
  return T(std::chrono::duration_cast<duration>(std::chrono::microseconds(t)));
}

template <class T>
instant from_time_point(const T& t) {
  using duration = typename T::duration;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if constexpr (std::integral<typename duration::rep>) {
    constexpr auto limit = most / tick<duration>::num;
    auto n = t.time_since_epoch().count();
    if (std::cmp_greater(n, limit) || std::cmp_less(n, -limit))
      fail_time();
  }
  return instant(t);
}

template <class T>
T to_container(const value& v) {
  if (!v.is_list() && !v.is_vector() && !v.is_set())
    fail_kind("vector, list or set", v);
  if constexpr (is_array<T>) {
    auto out = T{};
    if (v.size() != out.size())
      fail_kind("vector of " + std::to_string(out.size()), v);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = v.at(i).to<typename T::value_type>();
    return out;
  } else {
    T out;
    for (const auto& x : v.items())
      out.insert(out.end(), x.to<typename T::value_type>());
    return out;
  }
}

template <class T>
T to_map(const value& v) {
  if (!v.is_map())
    fail_kind("map", v);
  T out;
  for (const auto& e : v.entries())
    out.emplace(e.key.to<typename T::key_type>(),
                e.val.to<typename T::mapped_type>());
  return out;
}

template <class T>
T to_scalar(const value& v) {
  if constexpr (std::same_as<T, bool>)
    return v.as_bool();
  else if constexpr (integer_source<T>)
    return to_integer<T>(v);
  else if constexpr (std::same_as<T, float>)
    return to_float(v);
  else if constexpr (real_source<T>)
    return v.is_int() ? exact_double(v) : v.as_double();
  else if constexpr (std::same_as<T, char32_t>)
    return v.as_char();
  else if constexpr (std::same_as<T, std::string>)
    return T(v.as_string());
  else if constexpr (std::same_as<T, std::string_view>)
    return v.as_string();
  else if constexpr (std::same_as<T, instant>)
    return v.as_instant();
  else if constexpr (std::same_as<T, uuid>)
    return v.as_uuid();
  else if constexpr (std::same_as<T, big_integer>)
    return v.as_big_integer();
  else if constexpr (std::same_as<T, decimal>)
    return v.as_decimal();
  else if constexpr (std::same_as<T, ratio>)
    return v.as_ratio();
  else
    static_assert(sizeof(T) == 0, "a value does not convert to this type");
}

} // namespace detail

template <class T>
T value::to() const {
  static_assert(std::same_as<T, std::remove_cvref_t<T>>);
  if constexpr (std::same_as<T, value>) {
    return *this;
  } else if constexpr (detail::is_optional<T>) {
    return is_nil() ? T() : T(to<typename T::value_type>());
  } else if constexpr (detail::is_time_point<T>) {
    return detail::to_time_point<T>(*this);
  } else if constexpr (detail::is_pair<T>) {
    if (!is_vector() || size() != 2)
      detail::fail_kind("vector of 2", *this);
    return {at(0).to<typename T::first_type>(),
            at(1).to<typename T::second_type>()};
  } else if constexpr (std::same_as<T, brine::bytes>) {
    auto all = as_bytes();
    return {all.begin(), all.end()};
  } else if constexpr (detail::map_source<T>) {
    return detail::to_map<T>(*this);
  } else if constexpr (detail::range_source<T>) {
    return detail::to_container<T>(*this);
  } else {
    return detail::to_scalar<T>(*this);
  }
}

namespace detail {

value bytes_value(std::span<const std::byte> all);

template <class T>
value make_value(const T& x) {
  if constexpr (std::same_as<T, std::nullopt_t>) {
    return {};
  } else if constexpr (is_time_point<T>) {
    return from_time_point(x);
  } else if constexpr (is_optional<T>) {
    return x ? value(*x) : value();
  } else if constexpr (bytes_source<T>) {
    return bytes_value(x);
  } else if constexpr (map_source<T>) {
    std::vector<entry> all;
    all.reserve(static_cast<std::size_t>(std::ranges::distance(x)));
    for (const auto& e : x)
      all.emplace_back(value(e.first), value(e.second));
    return value::map_of(all);
  } else {
    std::vector<value> all;
    all.reserve(static_cast<std::size_t>(std::ranges::distance(x)));
    for (const auto& item : x)
      all.emplace_back(static_cast<typename T::value_type>(item));
    return set_source<T> ? value::set_of(all) : value::vector_of(all);
  }
}

} // namespace detail

template <detail::compound_source T>
value::value(const T& x) : value(detail::make_value(x)) {}

} // namespace brine
