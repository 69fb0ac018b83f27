// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cereal/cereal.hpp>
#include <cereal/types/base_class.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

// Which types codecs/reflect.hpp can turn into values, and by which functions.

namespace brine {

class value_saver;
class value_loader;

namespace detail {

template <class T>
concept plain = std::convertible_to<const T&, value>;

template <class T>
inline constexpr bool is_pointer = false;

template <class T>
inline constexpr bool is_pointer<std::unique_ptr<T>> = true;

template <class T>
inline constexpr bool is_pointer<std::shared_ptr<T>> = true;

template <class T>
concept maybe = is_optional<T> || is_pointer<T>;

template <class T>
concept tuple_like = requires {
  std::tuple_size<T>::value;
}

&&!range_source<T>;

template <class T, class A>
concept member_serialize = cereal::traits::has_member_serialize<T, A>::value;

template <class T, class A>
concept member_versioned =
  cereal::traits::has_member_versioned_serialize<T, A>::value;

template <class T, class A>
concept free_serialize = cereal::traits::has_non_member_serialize<T, A>::value;

template <class T, class A>
concept free_versioned =
  cereal::traits::has_non_member_versioned_serialize<T, A>::value;

template <class T>
concept member_save = cereal::traits::has_member_save<T, value_saver>::value;

template <class T>
concept free_save = cereal::traits::has_non_member_save<T, value_saver>::value;

template <class T>
concept member_minimal =
  cereal::traits::has_member_save_minimal<T, value_saver>::value;

template <class T>
concept free_minimal =
  cereal::traits::has_non_member_save_minimal<T, value_saver>::value;

/// Says itself how it is saved, whatever else it is.
template <class T>
concept has_members = std::is_class_v<T> &&(
  member_serialize<
    T,
    value_saver> || member_versioned<T, value_saver> || member_save<T> || member_minimal<T>);

/// Others say how it is saved.
template <class T>
concept has_functions = std::is_class_v<T> &&(
  free_serialize<
    T,
    value_saver> || free_versioned<T, value_saver> || free_save<T> || free_minimal<T>);

template <class T>
constexpr bool saves();

template <class T, std::size_t... I>
constexpr bool saves_all(std::index_sequence<I...>) {
  return (saves<std::remove_cv_t<std::tuple_element_t<I, T>>>() && ...);
}

template <class T>
constexpr bool saves() {
  if constexpr (plain<T> || std::is_enum_v<T> || has_members<T>)
    return true;
  else if constexpr (is_optional<T>)
    return saves<typename T::value_type>();
  else if constexpr (is_pointer<T>)
    return saves<std::remove_cv_t<typename T::element_type>>();
  else if constexpr (map_source<T>)
    return saves<typename T::key_type>() && saves<typename T::mapped_type>();
  else if constexpr (range_source<T>)
    return saves<typename T::value_type>();
  else if constexpr (tuple_like<T>)
    return saves_all<T>(std::make_index_sequence<std::tuple_size_v<T>>());
  else if constexpr (std::is_bounded_array_v<T>)
    return saves<std::remove_cv_t<std::remove_extent_t<T>>>();
  else
    return has_functions<T>;
}

} // namespace detail

/// What is no value, but becomes one by a cereal `serialize` or `save`: users'
/// types, and enums, containers, optionals, tuples and smart pointers of them.
template <class T>
concept reflectable = !detail::plain<T> && detail::saves<T>();

} // namespace brine
