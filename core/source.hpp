// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string_view>
#include <type_traits>

namespace brine {

class value;
class big_integer;
class decimal;
class ratio;
struct instant;
struct uuid;

} // namespace brine

// What C++ types a value can be made from.
namespace brine::detail {

struct access;

template <class T>
concept character_source = std::same_as<T, char> || std::same_as<T, char32_t>;

template <class T>
concept integer_source =
  std::integral<T> && sizeof(T) <= 8
  && !std::same_as<
    T,
    bool> && !character_source<T> && !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> && !std::same_as<T, char16_t>;

template <class T>
concept real_source = std::same_as<T, double> || std::same_as<T, float>;

template <class T>
concept text_source =
  std::is_convertible_v<const T&,
                        std::string_view> && !std::same_as<T, std::nullptr_t>;

/// Refuses null pointers, which a string_view must not be made from.
[[nodiscard]] std::string_view checked_view(const char* s);

template <text_source T>
[[nodiscard]] std::string_view view(const T& x) {
  if constexpr (std::is_pointer_v<T>)
    return checked_view(x);
  else
    return x;
}

template <class T>
inline constexpr bool is_optional = false;

template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_time_point = false;

template <class D>
inline constexpr bool
  is_time_point<std::chrono::time_point<std::chrono::system_clock, D>> = true;

// Excludes ranges of themselves, such as std::filesystem::path.
template <class T>
concept range_source =
  !text_source<
    T> && !std::same_as<T, value> && std::ranges::forward_range<const T> && requires {
  typename T::value_type;
  requires std::same_as<typename T::value_type,
                        std::ranges::range_value_t<const T>>;
};

template <class T>
concept set_source = range_source<T> && requires {
  typename T::key_type;
};

template <class T>
concept map_source = set_source<T> && requires {
  typename T::mapped_type;
};

/// Keeps equal keys, of which a map or set would lose all but one.
template <class T>
concept multi_source =
  set_source<T> && requires(T& all, const typename T::value_type& x) {
  { all.insert(x) } -> std::same_as<typename T::iterator>;
};

template <class T>
concept bytes_source = range_source<T> && std::same_as<
  typename T::value_type, std::byte> && std::ranges::contiguous_range<const T>;

template <class T>
concept scalar_source = std::same_as<T, bool> || character_source<
  T> || integer_source<T> || real_source<T> || text_source<T> || std::
  same_as<T, std::nullptr_t> || std::same_as<T, instant> || std::
    same_as<T, uuid> || std::same_as<T, big_integer> || std::same_as<
      T, decimal> || std::same_as<T, ratio> || std::same_as<T, value>;

template <class T>
constexpr bool makes_compound();

template <class T>
constexpr bool makes_value() {
  if constexpr (scalar_source<T>)
    return true;
  else
    return makes_compound<T>();
}

template <class T>
constexpr bool makes_compound() {
  if constexpr (std::same_as<T, std::nullopt_t> || is_time_point<T>)
    return true;
  else if constexpr (is_optional<T>)
    return !is_optional<
             typename T::value_type> && makes_value<typename T::value_type>();
  else if constexpr (multi_source<T>)
    return false;
  else if constexpr (map_source<T>)
    return makes_value<typename T::key_type>()
           && makes_value<typename T::mapped_type>();
  else if constexpr (range_source<T>)
    return bytes_source<T> || makes_value<typename T::value_type>();
  else
    return false;
}

template <class T>
concept compound_source = !scalar_source<T> && makes_compound<T>();

} // namespace brine::detail
