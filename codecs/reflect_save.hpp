// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect_place.hpp>
#include <brine/codecs/reflect_traits.hpp>
#include <brine/core/builder.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <tuple>
#include <typeindex>
#include <utility>
#include <vector>

// Values from users' types. Included by reflect.hpp.

namespace brine::detail {

inline constexpr const char* version_name = "cereal_class_version";
inline constexpr const char* index_name = "index";
inline constexpr const char* data_name = "data";

/// The virtual bases of one object that were met, so that each is saved, or
/// loaded, once.
class virtual_bases {
public:
  /// @returns whether it is met for the first time.
  template <class T>
  bool meet(const T* base) {
    auto id = std::pair<const void*, std::type_index>(base, typeid(T));
    if (std::find(met_.begin(), met_.end(), id) != met_.end())
      return false;
    met_.push_back(id);
    return true;
  }

private:
  std::vector<std::pair<const void*, std::type_index>> met_;
};

template <class T>
value save_value(const T& x, const place& at, virtual_bases* bases = nullptr);

} // namespace brine::detail

namespace brine {

/// The cereal archive behind `to_value`.
class value_saver : public cereal::brine_archive {
public:
  using is_saving = std::true_type;
  using is_loading = std::false_type;

  value_saver(const detail::place& at, detail::virtual_bases& bases)
      : at_(at), bases_(bases) {}

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
    if (is_array_)
      return out_.vector();
    auto fields = out_.count() / 2;
    auto all = out_.map();
    if (all.size() != fields)
      at_.fail(errc::bad_argument, "two fields have one name");
    return all;
  }

private:
  template <class T>
  void save(const T& x) {
    if (is_array_)
      out_.add(detail::save_value(x, at_.item(out_.count())));
    else
      save_named(next_name(), x);
  }

  template <class T>
  void save(const cereal::NameValuePair<T>& x) {
    if (is_array_)
      save(x.value);
    else
      save_named(x.name, x.value);
  }

  template <class T>
  void save(const cereal::base_class<T>& x) {
    save_named(next_name(), x);
  }

  template <class T>
  void save(const cereal::virtual_base_class<T>& x) {
    save_named(next_name(), x);
  }

  template <class T>
  void save(const cereal::SizeTag<T>&) {
    if (out_.count() > 0)
      at_.fail(errc::unsupported, "fields and items in one object");
    is_array_ = true;
  }

  template <class T>
  void save_named(std::string_view name, const T& x) {
    auto at = at_.field(name);
    out_.add(at_.key_of(name), detail::save_value(x, at));
  }

  template <class T>
  void save_named(std::string_view name, const cereal::base_class<T>& x) {
    auto at = at_.field(name);
    out_.add(at_.key_of(name),
             detail::save_value(std::as_const(*x.base_ptr), at, &bases_));
  }

  template <class T>
  void
  save_named(std::string_view name, const cereal::virtual_base_class<T>& x) {
    if (bases_.meet(x.base_ptr))
      save_named(name, cereal::base_class<T>(x.base_ptr));
  }

  std::string next_name() {
    return "value" + std::to_string(unnamed_++);
  }

  const detail::place& at_;
  detail::virtual_bases& bases_;
  builder out_;
  std::size_t unnamed_ = 0;
  bool is_array_ = false;
};

namespace detail {

/// By the cereal function of T. It takes what it saves as not const.
template <class T>
value save_by_function(T& x, const place& at, virtual_bases& bases) {
  using enum cereal::specialization;
  constexpr auto how = function_of<T>();
  static_assert(how.candidates == 1,
                "more than one cereal function saves this type: name the one "
                "meant by cereal::specialize");
  const auto& fixed = x;
  auto to = value_saver(at, bases);
  const auto version = cereal::detail::Version<T>::version;
  if constexpr (how.versioned)
    to(cereal::make_nvp(version_name, version));
  if constexpr (how.kind == member_load_save_minimal) {
    if constexpr (how.versioned)
      to(cereal::access::member_save_minimal(to, fixed, version));
    else
      return save_value(cereal::access::member_save_minimal(to, fixed), at);
  } else if constexpr (how.kind == non_member_load_save_minimal) {
    if constexpr (how.versioned)
      to(CEREAL_SAVE_MINIMAL_FUNCTION_NAME(to, fixed, version));
    else
      return save_value(CEREAL_SAVE_MINIMAL_FUNCTION_NAME(to, fixed), at);
  } else if constexpr (how.kind == member_serialize) {
    if constexpr (how.versioned)
      cereal::access::member_serialize(to, x, version);
    else
      cereal::access::member_serialize(to, x);
  } else if constexpr (how.kind == member_load_save) {
    if constexpr (how.versioned)
      cereal::access::member_save(to, fixed, version);
    else
      cereal::access::member_save(to, fixed);
  } else if constexpr (how.kind == non_member_serialize) {
    if constexpr (how.versioned)
      CEREAL_SERIALIZE_FUNCTION_NAME(to, x, version);
    else
      CEREAL_SERIALIZE_FUNCTION_NAME(to, x);
  } else {
    if constexpr (how.versioned)
      CEREAL_SAVE_FUNCTION_NAME(to, fixed, version);
    else
      CEREAL_SAVE_FUNCTION_NAME(to, fixed);
  }
  return to.finish();
}

template <class T>
value save_object(T& x, const place& at, virtual_bases& bases) {
  try {
    return save_by_function(x, at, bases);
  } catch (const cereal::Exception& e) {
    at.fail(errc::wrong_kind, e.what());
  }
}

template <class T>
value save_map(const T& x, const place& at) {
  auto b = builder();
  for (const auto& e : x) {
    auto key = save_value(e.first, at);
    auto val = save_value(e.second, at.entry(key));
    b.add(std::move(key), std::move(val));
  }
  auto size = b.count() / 2;
  auto all = b.map();
  if (all.size() != size)
    at.fail(errc::bad_argument, "two keys are one value");
  return all;
}

template <class T>
value save_range(const T& x, const place& at) {
  auto b = builder();
  for (const auto& item : x)
    b.add(save_value(static_cast<const typename T::value_type&>(item),
                     at.item(b.count())));
  if constexpr (set_source<T> && !multi_source<T>) {
    auto size = b.count();
    auto all = b.set();
    if (all.size() != size)
      at.fail(errc::bad_argument, "two items are one value");
    return all;
  } else {
    return b.vector();
  }
}

template <class T>
value save_array(const T& x, const place& at) {
  auto b = builder(std::size(x));
  for (const auto& item : x)
    b.add(save_value(item, at.item(b.count())));
  return b.vector();
}

template <class T>
value save_tuple(const T& x, const place& at) {
  auto b = builder(std::tuple_size_v<T>);
  std::apply(
    [&](const auto&... all) {
      (b.add(save_value(all, at.item(b.count()))), ...);
    },
    x);
  return b.vector();
}

template <class T>
value save_variant(const T& x, const place& at) {
  if (x.valueless_by_exception())
    at.fail(errc::bad_argument, "a variant without a value");
  auto data = std::visit(
    [&](const auto& held) { return save_value(held, at.field(data_name)); }, x);
  auto b = builder(4);
  b.add(at.key_of(data_name), std::move(data));
  b.add(at.key_of(index_name), x.index());
  return b.map();
}

template <class T>
value save_maybe(const T& x, const place& at) {
  using held = inside<T>;
  if (!x)
    return {};
  if constexpr (is_pointer<T> && std::is_polymorphic_v<held>) {
    static_assert(!std::is_abstract_v<held>,
                  "a pointer to an abstract class: brine would not know which "
                  "class to make of the value; use a std::variant");
    const auto& object = *x;
    if (typeid(object) != typeid(held))
      at.fail(errc::unsupported,
              "the pointer holds an object of a derived class");
  }
  if constexpr (maybe<held>) // empty inside is not empty outside
    return vec(save_value(*x, at.item(0)));
  else
    return save_value<held>(*x, at);
}

template <class T>
value save_plain(const T& x, const place& at) {
  try {
    return x;
  } catch (const error& e) {
    at.fail(e);
  }
}

template <class T>
value save_value(const T& x, const place& at, virtual_bases* bases) {
  static_assert(saves<T>(), "no cereal function saves this type");
  if constexpr (char_array<T>) {
    // What loading fills up with is left out; a zero further in is text.
    const auto all = std::string_view(x, std::size(x));
    return all.substr(0, all.find_last_not_of('\0') + 1);
  } else if constexpr (plain<T>) {
    return save_plain(x, at);
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::underlying_type_t<T>>(x);
  } else if constexpr (has_members<T>) {
    auto own = virtual_bases();
    return save_object(const_cast<T&>(x), at, bases ? *bases : own);
  } else if constexpr (std::same_as<T, std::monostate>) {
    return {};
  } else if constexpr (maybe<T>) {
    return save_maybe(x, at);
  } else if constexpr (is_variant<T>) {
    return save_variant(x, at);
  } else if constexpr (is_duration<T>) {
    return save_value(x.count(), at);
  } else if constexpr (is_clock_time<T>) {
    return save_value(x.time_since_epoch(), at);
  } else if constexpr (map_source<T> && !multi_source<T>) {
    return save_map(x, at);
  } else if constexpr (range_source<T>) {
    return save_range(x, at);
  } else if constexpr (tuple_like<T>) {
    return save_tuple(x, at);
  } else if constexpr (std::is_bounded_array_v<T>) {
    return save_array(x, at);
  } else {
    auto own = virtual_bases();
    return save_object(const_cast<T&>(x), at, bases ? *bases : own);
  }
}

} // namespace detail

} // namespace brine
