// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect.hpp>
#include <brine/core/path.hpp>
#include <brine/core/value.hpp>

#include <concepts>
#include <functional>
#include <optional>
#include <ranges>
#include <span>
#include <type_traits>
#include <utility>

// How the doors of a store read and write C++ types.

namespace brine::detail {

/// Throws what stops a document's value from being what was asked for, saying
/// where in the store that value is: a key and the steps below it.
[[noreturn]] void fail_read(const error& why, std::span<const value> where);

/// Throws that an update which needs a document has none.
[[noreturn]] void fail_absent(std::span<const value> where);

/// What was found at `where`, as a T; nothing for nil, which is no T.
template <class T>
std::optional<T>
read_as(std::optional<value> found, std::span<const value> where,
        const reflect_options& how) {
  static_assert(!std::ranges::view<T> && !std::is_pointer_v<T>,
                "a view would outlive the document that it views");
  if constexpr (std::same_as<T, value>) {
    return found;
  } else {
    if (!found || found->is_nil())
      return std::nullopt;
    if constexpr (reflectable<T>) {
      return load<T>(*found, {how, where});
    } else {
      try {
        return found->template to<T>();
      } catch (const error& e) {
        fail_read(e, where);
      }
    }
  }
}

/// What is to be stored at `where`, as a value.
template <class T>
value write_as(const T& x, std::span<const value> where,
               const reflect_options& how) {
  if constexpr (reflectable<T>)
    return save_value(x, place({how, where}));
  else
    return x;
}

/// `f`, which takes a T or a `std::optional<T>`, as an update function.
template <class T, class F>
std::function<value(const value&)>
update_as(const path& where, F f, const reflect_options& how) {
  static_assert(std::invocable<F&, std::optional<T>> || std::invocable<F&, T>,
                "the function of an update takes a T or a std::optional<T>");
  return [=](const value& before) mutable -> value {
    auto x = read_as<T>(before, where.parts(), how);
    if constexpr (std::invocable<F&, std::optional<T>>) {
      return write_as(f(std::move(x)), where.parts(), how);
    } else {
      if (!x)
        fail_absent(where.parts());
      return write_as(f(std::move(*x)), where.parts(), how);
    }
  };
}

} // namespace brine::detail
