// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect_loader.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <ranges>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// Every C++ type from its value: containers, pointers, variants, what is plain;
// reflect_loader.hpp has those with functions of their own. Included by
// reflect.hpp.

namespace brine::detail {

template <class T>
void load_map(T& out, const value& v, const place& at) {
  if (!v.is_map())
    at.fail_kind("map", v);
  out.clear();
  for (const auto& e : v.entries()) {
    auto inside = at.entry(e.key);
    auto key = blank<typename T::key_type>();
    auto val = blank<typename T::mapped_type>();
    load_value(key, e.key, inside);
    load_value(val, e.val, inside);
    out.emplace(std::move(key), std::move(val));
    if (out.size() != static_cast<std::size_t>(&e - v.entries().data()) + 1)
      inside.fail(errc::wrong_kind, "the key is the same as one before");
  }
}

template <class T>
void load_bytes(T& out, const value& v, const place& at) {
  if (!v.is_bytes())
    at.fail_kind("bytes", v);
  auto all = v.as_bytes();
  if constexpr (requires { out.assign(all.begin(), all.end()); }) {
    out.assign(all.begin(), all.end());
  } else {
    if (all.size() != std::size(out))
      at.fail_kind(std::to_string(std::size(out)) + " bytes", v);
    std::copy(all.begin(), all.end(), std::begin(out));
  }
}

template <class T>
void expect_items(const T& out, const value& v, const place& at) {
  if (v.size() != std::size(out))
    at.fail_kind("vector of " + std::to_string(std::size(out)), v);
}

/// Into what has its size: an array, or a valarray that was given one.
template <class T>
void load_slots(T& out, const value& v, const place& at) {
  for (std::size_t i = 0; i < v.size(); ++i)
    load_value(out[i], v.at(i), at.item(i));
}

template <class T>
void load_range(T& out, const value& v, const place& at) {
  if (!v.is_vector() && !v.is_list() && !v.is_set())
    at.fail_kind("vector, list or set", v);
  if constexpr (requires { out.before_begin(); }) {
    out.clear();
    for (auto i = v.size(); i > 0; --i) {
      out.push_front(blank<typename T::value_type>());
      load_value(out.front(), v.at(i - 1), at.item(i - 1));
    }
  } else if constexpr (requires { out.clear(); }) {
    out.clear();
    for (std::size_t i = 0; i < v.size(); ++i) {
      auto item = blank<typename T::value_type>();
      load_value(item, v.at(i), at.item(i));
      out.insert(out.end(), std::move(item));
    }
    if (set_source<T> && out.size() != v.size())
      at.fail(errc::wrong_kind, "two items are the same");
  } else if constexpr (requires { out.resize(v.size()); }) {
    out.resize(v.size());
    load_slots(out, v, at);
  } else {
    expect_items(out, v, at);
    load_slots(out, v, at);
  }
}

/// The entries of a multimap, as vectors of key and value.
template <class T>
void load_multimap(T& out, const value& v, const place& at) {
  auto all =
    std::vector<std::pair<typename T::key_type, typename T::mapped_type>>();
  load_range(all, v, at);
  out.clear();
  for (auto& e : all)
    out.insert(out.end(), std::move(e));
}

template <class T>
void load_tuple(T& out, const value& v, const place& at) {
  constexpr auto size = std::tuple_size_v<T>;
  if (!v.is_vector() || v.size() != size)
    at.fail_kind("vector of " + std::to_string(size), v);
  std::size_t i = 0;
  std::apply(
    [&](auto&... members) {
      ((load_value(members, v.at(i), at.item(i)), ++i), ...);
    },
    out);
}

template <std::size_t I = 0, class T>
void load_alternative(T& out, std::size_t index, const value& data,
                      const place& at) {
  if constexpr (I < std::variant_size_v<T>) {
    if (index != I)
      return load_alternative<I + 1>(out, index, data, at);
    auto x = blank<std::variant_alternative_t<I, T>>();
    load_value(x, data, at);
    out.template emplace<I>(std::move(x));
  }
}

template <class T>
void load_variant(T& out, const value& v, const place& at) {
  if (!v.is_map())
    at.fail_kind("map of index and data", v);
  auto index_at = at.field(index_name);
  auto data_at = at.field(data_name);
  const auto* index = v.find(at.key_of(index_name));
  const auto* data = v.find(at.key_of(data_name));
  if (index == nullptr)
    index_at.fail_missing(v);
  if (data == nullptr)
    data_at.fail_missing(v);
  for (const auto& e : v.entries())
    if (&e.val != index && &e.val != data)
      at.entry(e.key).fail(errc::wrong_kind, "no such field");
  auto i = std::size_t();
  load_value(i, *index, index_at);
  if (i >= std::variant_size_v<T>)
    index_at.fail_kind("index below " + std::to_string(std::variant_size_v<T>),
                       *index);
  load_alternative(out, i, *data, data_at);
}

template <class T>
void load_pointer(T& out, const value& v, const place& at) {
  using held = inside<T>;
  auto x = std::unique_ptr<held>();
  if constexpr (cereal::traits::has_load_and_construct<held,
                                                       value_loader>::value) {
    x = construct_object<held>(v, at);
  } else {
    x.reset(cereal::access::template construct<held>());
    load_value(*x, v, at);
  }
  if constexpr (std::is_constructible_v<T, decltype(std::move(x))>)
    out = std::move(x);
  else // a deleter of its own
    out = T(x.release());
}

template <class T>
void load_maybe(T& out, const value& v, const place& at) {
  using held = inside<T>;
  out.reset();
  if (v.is_nil())
    return;
  if constexpr (maybe<held>) {
    if (!v.is_vector() || v.size() != 1)
      at.fail_kind("vector of 1", v);
    auto x = held();
    load_value(x, v.at(0), at.item(0));
    if constexpr (is_optional<T>)
      out = std::move(x);
    else
      out = T(new held(std::move(x)));
  } else if constexpr (std::is_default_constructible_v<
                         held> && is_optional<T>) {
    load_value(out.emplace(), v, at);
  } else if constexpr (is_optional<T>) {
    auto x = blank<held>();
    load_value(x, v, at);
    out.emplace(std::move(x));
  } else {
    load_pointer(out, v, at);
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
    } else if constexpr (text_source<T>) {
      out = T(v.as_string());
    } else {
      out = v.to<T>();
    }
  } catch (const error& e) {
    at.fail(e);
  }
}

template <char_array T>
void load_text(T& out, const value& v, const place& at) {
  auto all = std::string();
  load_plain(all, v, at);
  if (all.size() > std::size(out))
    at.fail_kind("string of at most " + std::to_string(std::size(out)), v);
  std::fill(std::begin(out), std::end(out), '\0');
  std::copy(all.begin(), all.end(), std::begin(out));
}

template <class T>
void load_value(T& out, const value& v, const place& at, virtual_bases* bases) {
  static_assert(!std::ranges::view<T> && !std::is_pointer_v<T>,
                "a view would outlive what it views");
  if constexpr (std::is_enum_v<T>) {
    auto x = std::underlying_type_t<T>();
    load_plain(x, v, at);
    out = static_cast<T>(x);
  } else if constexpr (has_members<T>) {
    auto own = virtual_bases();
    load_object(out, v, at, bases ? *bases : own);
  } else if constexpr (std::same_as<T, std::monostate>) {
    if (!v.is_nil())
      at.fail_kind("nil", v);
  } else if constexpr (maybe<T>) {
    load_maybe(out, v, at);
  } else if constexpr (is_variant<T>) {
    load_variant(out, v, at);
  } else if constexpr (is_duration<T>) {
    auto count = typename T::rep();
    load_value(count, v, at);
    out = T(count);
  } else if constexpr (is_clock_time<T>) {
    auto since = typename T::duration();
    load_value(since, v, at);
    out = T(since);
  } else if constexpr (char_array<T>) {
    load_text(out, v, at);
  } else if constexpr (bytes_source<T>) {
    load_bytes(out, v, at);
  } else if constexpr (map_source<T> && multi_source<T>) {
    load_multimap(out, v, at);
  } else if constexpr (map_source<T>) {
    load_map(out, v, at);
  } else if constexpr (range_source<T> || std::is_bounded_array_v<T>) {
    load_range(out, v, at);
  } else if constexpr (plain<T>) {
    load_plain(out, v, at);
  } else if constexpr (tuple_like<T>) {
    load_tuple(out, v, at);
  } else {
    auto own = virtual_bases();
    load_object(out, v, at, bases ? *bases : own);
  }
}

/// A T from a value, or throws.
template <class T>
T load(const value& v, const reflection& asked) {
  static_assert(saves<T>(), "no cereal function saves this type");
  auto out = blank<T>();
  load_value(out, v, place(asked));
  return out;
}

} // namespace brine::detail
