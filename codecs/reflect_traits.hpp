// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cereal/cereal.hpp>
#include <cereal/types/base_class.hpp>
#include <cereal/types/memory.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

// Which types codecs/reflect.hpp can turn into values, and by which functions.

namespace cereal {

/// What brine's archives derive from, so that cereal's own functions, for
/// bitsets and the like, are found for them. They are for people to read.
struct brine_archive : traits::TextArchive {};

} // namespace cereal

namespace brine {

class value_saver;
class value_loader;

namespace detail {

template <class T>
concept plain = std::convertible_to<const T&, value>;

template <class T>
inline constexpr bool is_pointer = false;

template <class T, class D>
inline constexpr bool is_pointer<std::unique_ptr<T, D>> = !std::is_array_v<T>;

template <class T>
inline constexpr bool is_pointer<std::shared_ptr<T>> =
  !std::is_array_v<T> && !std::is_void_v<T>;

/// What does not own an object of known size; cereal has functions for some.
template <class T>
inline constexpr bool is_refused_pointer = false;

template <class T>
inline constexpr bool is_refused_pointer<std::weak_ptr<T>> = true;

template <class T, class D>
inline constexpr bool is_refused_pointer<std::unique_ptr<T, D>> =
  !is_pointer<std::unique_ptr<T, D>>;

template <class T>
inline constexpr bool is_refused_pointer<std::shared_ptr<T>> =
  !is_pointer<std::shared_ptr<T>>;

template <class T>
concept maybe = is_optional<T> || is_pointer<T>;

template <class T>
struct inside_of {};

template <class T>
requires is_optional<T>

struct inside_of<T> {
  using type = typename T::value_type;
};

template <class T>
requires is_pointer<T>

struct inside_of<T> {
  using type = std::remove_cv_t<typename T::element_type>;
};

/// What an optional or pointer holds.
template <class T>
using inside = typename inside_of<T>::type;

template <class T>
inline constexpr bool is_variant = false;

template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
inline constexpr bool is_duration = false;

template <class R, class P>
inline constexpr bool is_duration<std::chrono::duration<R, P>> = true;

/// Time points of other clocks than the system's, which give instants.
template <class T>
inline constexpr bool is_clock_time = false;

template <class C, class D>
inline constexpr bool is_clock_time<std::chrono::time_point<C, D>> =
  !is_time_point<std::chrono::time_point<C, D>>;

template <class T>
concept char_array =
  std::is_bounded_array_v<T> && std::same_as < std::remove_extent_t<T>,
char > ;

template <class T>
concept tuple_like = requires {
  std::tuple_size<T>::value;
}

&&!range_source<T>;

/// The cereal function that saves a type.
struct cereal_function {
  int candidates = 0;
  cereal::specialization kind{};
  bool versioned = false;

  [[nodiscard]] constexpr bool member() const {
    using enum cereal::specialization;
    return candidates > 0
           && (kind == member_serialize || kind == member_load_save
               || kind == member_load_save_minimal);
  }
};

template <cereal::specialization Kind, class T, class A>
constexpr void consider(cereal_function& found, bool plain, bool versioned) {
  constexpr auto chosen =
    !std::is_base_of_v<std::false_type, cereal::specialize<A, T, Kind>>;
  if (cereal::traits::is_specialized<T, A>::value && !chosen)
    return;
  if (plain || versioned)
    found = {found.candidates + plain + versioned, Kind, versioned};
}

/// Looks for it as cereal does: there must be one, or one `specialize`d.
template <class T, class A = value_saver>
constexpr cereal_function function_of() {
  using namespace cereal::traits;
  using enum cereal::specialization;
  auto found = cereal_function();
  consider<member_serialize, T, A>(found, has_member_serialize<T, A>::value,
                                   has_member_versioned_serialize<T, A>::value);
  consider<member_load_save, T, A>(found, has_member_save<T, A>::value,
                                   has_member_versioned_save<T, A>::value);
  consider<member_load_save_minimal, T, A>(
    found, has_member_save_minimal<T, A>::value,
    has_member_versioned_save_minimal<T, A>::value);
  consider<non_member_serialize, T, A>(
    found, has_non_member_serialize<T, A>::value,
    has_non_member_versioned_serialize<T, A>::value);
  consider<non_member_load_save, T, A>(
    found, has_non_member_save<T, A>::value,
    has_non_member_versioned_save<T, A>::value);
  consider<non_member_load_save_minimal, T, A>(
    found, has_non_member_save_minimal<T, A>::value,
    has_non_member_versioned_save_minimal<T, A>::value);
  return found;
}

/// Says itself how it is saved, whatever else it is.
template <class T>
concept has_members = std::is_class_v<T> && function_of<T>()
.member();

/// Saved by cereal's functions, its own or others'.
template <class T>
concept has_functions = std::is_class_v<T> && function_of<T>()
.candidates > 0;

template <class T>
constexpr bool saves();

template <class T, std::size_t... I>
constexpr bool saves_all(std::index_sequence<I...>) {
  return (saves<std::remove_cv_t<std::tuple_element_t<I, T>>>() && ...);
}

template <class T>
constexpr bool saves_alternatives() {
  return []<class... A>(std::type_identity<std::variant<A...>>) {
    return (saves<A>() && ...);
  }(std::type_identity<T>());
}

template <class T>
constexpr bool saves() {
  if constexpr (plain<T> || std::is_enum_v<T> || has_members<T>)
    return true;
  else if constexpr (std::same_as<T, std::monostate>)
    return true;
  else if constexpr (maybe<T>)
    return saves<inside<T>>();
  else if constexpr (is_variant<T>)
    return saves_alternatives<T>();
  else if constexpr (is_duration<T>)
    return saves<typename T::rep>();
  else if constexpr (is_clock_time<T>)
    return saves<typename T::duration>();
  else if constexpr (map_source<T>)
    return saves<typename T::key_type>() && saves<typename T::mapped_type>();
  else if constexpr (range_source<T>)
    return saves<typename T::value_type>();
  else if constexpr (tuple_like<T>)
    return saves_all<T>(std::make_index_sequence<std::tuple_size_v<T>>());
  else if constexpr (std::is_bounded_array_v<T>)
    return saves<std::remove_cv_t<std::remove_extent_t<T>>>();
  else
    return has_functions<T> && !is_refused_pointer<T>;
}

} // namespace detail

/// What is no value, but becomes one by a cereal `serialize` or `save`: users'
/// types, and enums, containers, optionals, variants, durations, tuples and
/// smart pointers of them.
template <class T>
concept reflectable = !detail::plain<T> && detail::saves<T>();

} // namespace brine
