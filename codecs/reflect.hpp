// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect_traits.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Users' types as values: their cereal functions run on archives that build
// and read maps. Names given by make_nvp are string keys; members without one
// are "value0", "value1", ... as in cereal's JSON.

namespace brine {

/// The value of a user's object: a map, or what its `save_minimal` gives.
/// Containers become vectors, sets and maps, enums integers, empty optionals
/// and pointers nil. What the type's own functions throw passes through.
template <class T>
[[nodiscard]] value to_value(const T& x);

/// The cereal archive behind `to_value`.
class value_saver {
public:
  using is_saving = std::true_type;
  using is_loading = std::false_type;

  template <class... T>
  value_saver& operator()(T&&... members) {
    (save(members), ...);
    return *this;
  }

  template <class T>
  value_saver& operator&(T&& member) {
    return (*this)(member);
  }

  template <class T>
  value_saver& operator<<(T&& member) {
    return (*this)(member);
  }

  /// What was saved.
  [[nodiscard]] value finish() {
    return is_array_ ? out_.vector() : out_.map();
  }

private:
  template <class T>
  void save(const T& x) {
    add(unnamed(), to_value(x));
  }

  template <class T>
  void save(const cereal::NameValuePair<T>& x) {
    add(x.name, to_value(x.value));
  }

  template <class T>
  void save(const cereal::base_class<T>& x) {
    add(unnamed(), to_value(*x.base_ptr));
  }

  template <class T>
  void save(const cereal::virtual_base_class<T>& x) {
    add(unnamed(), to_value(*x.base_ptr));
  }

  template <class T>
  void save(const cereal::SizeTag<T>&) {
    is_array_ = true;
  }

  std::string unnamed() {
    return is_array_ ? std::string() : "value" + std::to_string(unnamed_++);
  }

  void add(std::string_view name, value v) {
    if (!is_array_)
      out_.add(name);
    out_.add(std::move(v));
  }

  builder out_;
  std::size_t unnamed_ = 0;
  bool is_array_ = false;
};

namespace detail {

inline constexpr const char* version_name = "cereal_class_version";

/// By the cereal functions of T. They take what they save as not const.
template <class T>
value save_object(T& x) {
  auto to = value_saver();
  const auto& fixed = x;
  if constexpr (member_minimal<T>)
    return to_value(cereal::access::member_save_minimal(to, fixed));
  else if constexpr (free_minimal<T> && !has_members<T>)
    return to_value(CEREAL_SAVE_MINIMAL_FUNCTION_NAME(to, fixed));
  else if constexpr (member_serialize<T, value_saver>)
    cereal::access::member_serialize(to, x);
  else if constexpr (member_save<T>)
    cereal::access::member_save(to, fixed);
  else if constexpr (member_versioned<T, value_saver>) {
    auto version = cereal::detail::Version<T>::version;
    to(cereal::make_nvp(version_name, version));
    cereal::access::member_serialize(to, x, version);
  } else if constexpr (free_serialize<T, value_saver>)
    CEREAL_SERIALIZE_FUNCTION_NAME(to, x);
  else if constexpr (free_save<T>)
    CEREAL_SAVE_FUNCTION_NAME(to, fixed);
  else {
    auto version = cereal::detail::Version<T>::version;
    to(cereal::make_nvp(version_name, version));
    CEREAL_SERIALIZE_FUNCTION_NAME(to, x, version);
  }
  return to.finish();
}

template <class T>
value save_range(const T& x) {
  auto b = builder();
  for (const auto& item : x)
    if constexpr (map_source<T>)
      b.add(to_value(item.first), to_value(item.second));
    else
      b.add(to_value(static_cast<const typename T::value_type&>(item)));
  if constexpr (map_source<T>)
    return b.map();
  else if constexpr (set_source<T>)
    return b.set();
  else
    return b.vector();
}

} // namespace detail

template <class T>
value to_value(const T& x) {
  static_assert(detail::saves<T>(), "no cereal function saves this type");
  if constexpr (detail::plain<T>) {
    return x;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::underlying_type_t<T>>(x);
  } else if constexpr (detail::has_members<T>) {
    return detail::save_object(const_cast<T&>(x));
  } else if constexpr (detail::maybe<T>) {
    return x ? to_value(*x) : value();
  } else if constexpr (detail::range_source<T>) {
    return detail::save_range(x);
  } else if constexpr (detail::tuple_like<T>) {
    return std::apply([](const auto&... all) { return vec(to_value(all)...); },
                      x);
  } else if constexpr (std::is_bounded_array_v<T>) {
    auto b = builder(std::size(x));
    for (const auto& item : x)
      b.add(to_value(item));
    return b.vector();
  } else {
    return detail::save_object(const_cast<T&>(x));
  }
}

} // namespace brine

#include <brine/codecs/reflect_load.hpp> // IWYU pragma: export
