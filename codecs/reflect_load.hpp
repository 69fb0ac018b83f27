// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect.hpp>
#include <brine/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

// The way back from values to users' types. Included by reflect.hpp.

namespace brine {

/// The object of a value. A value of another kind is `wrong_kind`, a missing
/// member `not_found`, both with its path, as `user.tags[2]`; a missing
/// optional or pointer is empty. Keys that the type has no member for are
/// skipped. What the type's own functions throw passes through, except
/// `brine::error`.
template <class T>
[[nodiscard]] result<T> from_value(const value& v);

namespace detail {

/// Where in a value a member is, for messages.
struct place {
  const place* outer = nullptr;
  std::string_view name;
  std::size_t index = 0; // Without a name.

  [[nodiscard]] std::string path() const {
    if (outer == nullptr)
      return {};
    auto before = outer->path();
    if (name.empty())
      return before + "[" + std::to_string(index) + "]";
    return before + (before.empty() ? "" : ".") + std::string(name);
  }
};

[[noreturn]] inline void fail_at(const place& at, const error& e) {
  auto path = at.path();
  throw error(e.code(), path.empty() ? e.message() : path + ": " + e.message());
}

[[noreturn]] inline void
fail_at(const place& at, std::string_view wanted, const value& found) {
  try {
    fail_kind(wanted, found);
  } catch (const error& e) {
    fail_at(at, e);
  }
}

template <class T>
void load_value(T& out, const value& v, const place& at);

} // namespace detail

/// The cereal archive behind `from_value`.
class value_loader {
public:
  using is_saving = std::false_type;
  using is_loading = std::true_type;

  value_loader(const value& from, const detail::place& at)
      : from_(from), at_(at) {}

  template <class... T>
  value_loader& operator()(T&&... members) {
    (load(members), ...);
    return *this;
  }

  template <class T>
  value_loader& operator&(T&& member) {
    return (*this)(member);
  }

  template <class T>
  value_loader& operator>>(T&& member) {
    return (*this)(member);
  }

private:
  template <class T>
  void load(T& x) {
    if (!is_array_)
      return load_named(x, "value" + std::to_string(unnamed_++));
    auto at = detail::place{&at_, {}, unnamed_};
    if (unnamed_ >= from_.size())
      throw error(errc::not_found, at.path() + " is missing");
    detail::load_value(x, from_.at(unnamed_++), at);
  }

  template <class T>
  void load(cereal::NameValuePair<T>& x) {
    if (is_array_)
      return load(x.value);
    load_named(x.value, x.name);
  }

  template <class T>
  void load(cereal::base_class<T>& x) {
    load(*x.base_ptr);
  }

  template <class T>
  void load(cereal::virtual_base_class<T>& x) {
    load(*x.base_ptr);
  }

  template <class T>
  void load(cereal::SizeTag<T>& x) {
    if (!from_.is_vector() && !from_.is_list() && !from_.is_set())
      detail::fail_at(at_, "vector, list or set", from_);
    is_array_ = true;
    x.size = static_cast<std::remove_reference_t<T>>(from_.size());
  }

  template <class T>
  void load_named(T& x, std::string_view name) {
    if (!from_.is_map())
      detail::fail_at(at_, "map", from_);
    auto at = detail::place{&at_, name};
    auto found = from_.find(name);
    if (found != nullptr)
      return detail::load_value(x, *found, at);
    if constexpr (detail::maybe<T>)
      x.reset();
    else
      throw error(errc::not_found, at.path() + " is missing");
  }

  const value& from_;
  const detail::place& at_;
  std::size_t unnamed_ = 0;
  bool is_array_ = false;
};

namespace detail {

template <class T>
std::uint32_t version_in(const value& v) {
  auto found = v.find(version_name);
  return found != nullptr && found->is_int()
           ? static_cast<std::uint32_t>(found->as_int())
           : 0;
}

template <class T>
void load_object(T& out, const value& v, const place& at) {
  auto from = value_loader(v, at);
  if constexpr (member_minimal<T>) {
    auto to = value_saver();
    using minimal = std::decay_t<decltype(cereal::access::member_save_minimal(
      to, std::as_const(out)))>;
    auto x = minimal();
    load_value(x, v, at);
    cereal::access::member_load_minimal(from, out, x);
  } else if constexpr (free_minimal<T> && !has_members<T>) {
    auto to = value_saver();
    using minimal = std::decay_t<decltype(CEREAL_SAVE_MINIMAL_FUNCTION_NAME(
      to, std::as_const(out)))>;
    auto x = minimal();
    load_value(x, v, at);
    CEREAL_LOAD_MINIMAL_FUNCTION_NAME(from, out, x);
  } else if constexpr (member_serialize<T, value_loader>)
    cereal::access::member_serialize(from, out);
  else if constexpr (member_save<T>)
    cereal::access::member_load(from, out);
  else if constexpr (member_versioned<T, value_loader>)
    cereal::access::member_serialize(from, out, version_in<T>(v));
  else if constexpr (free_serialize<T, value_loader>)
    CEREAL_SERIALIZE_FUNCTION_NAME(from, out);
  else if constexpr (free_save<T>)
    CEREAL_LOAD_FUNCTION_NAME(from, out);
  else
    CEREAL_SERIALIZE_FUNCTION_NAME(from, out, version_in<T>(v));
}

template <class T>
void load_map(T& out, const value& v, const place& at) {
  if (!v.is_map())
    fail_at(at, "map", v);
  out.clear();
  std::size_t i = 0;
  for (const auto& e : v.entries()) {
    auto named = e.key.is_string() && e.key.size() > 0;
    auto inside =
      place{&at, named ? e.key.as_string() : std::string_view(), i++};
    auto key = typename T::key_type();
    auto val = typename T::mapped_type();
    load_value(key, e.key, inside);
    load_value(val, e.val, inside);
    out.emplace(std::move(key), std::move(val));
  }
}

template <class T>
void load_range(T& out, const value& v, const place& at) {
  if (!v.is_vector() && !v.is_list() && !v.is_set())
    fail_at(at, "vector, list or set", v);
  constexpr auto fixed = !requires {
    out.clear();
  };
  if constexpr (fixed) {
    if (v.size() != std::size(out))
      fail_at(at, "vector of " + std::to_string(std::size(out)), v);
    for (std::size_t i = 0; i < v.size(); ++i)
      load_value(out[i], v.at(i), place{&at, {}, i});
  } else {
    out.clear();
    for (std::size_t i = 0; i < v.size(); ++i) {
      auto item = typename T::value_type();
      load_value(item, v.at(i), place{&at, {}, i});
      out.insert(out.end(), std::move(item));
    }
  }
}

template <class T>
void load_tuple(T& out, const value& v, const place& at) {
  constexpr auto size = std::tuple_size_v<T>;
  if (!v.is_vector() || v.size() != size)
    fail_at(at, "vector of " + std::to_string(size), v);
  std::size_t i = 0;
  std::apply(
    [&](auto&... members) {
      ((load_value(members, v.at(i), place{&at, {}, i}), ++i), ...);
    },
    out);
}

template <class T>
void load_maybe(T& out, const value& v, const place& at) {
  out.reset();
  if (v.is_nil())
    return;
  if constexpr (is_optional<T>) {
    load_value(out.emplace(), v, at);
  } else {
    auto x = std::make_unique<std::remove_cv_t<typename T::element_type>>();
    load_value(*x, v, at);
    out = std::move(x);
  }
}

template <class T>
void load_plain(T& out, const value& v, const place& at) {
  try {
    if constexpr (std::same_as<T, char>) {
      auto c = v.to<char32_t>();
      if (c > 0xff)
        fail_kind("character of one byte", v);
      out = static_cast<char>(c);
    } else {
      out = v.to<T>();
    }
  } catch (const error& e) {
    fail_at(at, e);
  }
}

template <class T>
void load_value(T& out, const value& v, const place& at) {
  if constexpr (std::is_enum_v<T>) {
    auto x = std::underlying_type_t<T>();
    load_plain(x, v, at);
    out = static_cast<T>(x);
  } else if constexpr (has_members<T>) {
    load_object(out, v, at);
  } else if constexpr (maybe<T>) {
    load_maybe(out, v, at);
  } else if constexpr (std::same_as<T, brine::bytes>) {
    load_plain(out, v, at);
  } else if constexpr (map_source<T>) {
    load_map(out, v, at);
  } else if constexpr (range_source<T> || std::is_bounded_array_v<T>) {
    load_range(out, v, at);
  } else if constexpr (plain<T>) {
    load_plain(out, v, at);
  } else if constexpr (tuple_like<T>) {
    load_tuple(out, v, at);
  } else {
    load_object(out, v, at);
  }
}

} // namespace detail

template <class T>
result<T> from_value(const value& v) {
  static_assert(detail::saves<T>(), "no cereal function saves this type");
  auto out = T();
  try {
    detail::load_value(out, v, {});
  } catch (const error& e) {
    return e;
  }
  return out;
}

} // namespace brine
