// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

namespace brine {

/// A T or the error that prevented it. Everything below the store's door
/// returns it; nothing there throws. Absence is not an error: it is a
/// `result<std::optional<T>>`.
template <class T>
class [[nodiscard]] result {
public:
  using value_type = T;

  result(T x) : state_(std::in_place_index<0>, std::move(x)) {}

  result(error e) : state_(std::in_place_index<1>, std::move(e)) {}

  [[nodiscard]] bool ok() const noexcept {
    return state_.index() == 0;
  }

  explicit operator bool() const noexcept {
    return ok();
  }

  /// @pre ok()
  [[nodiscard]] T& operator*() noexcept {
    assert(ok());
    return *std::get_if<0>(&state_);
  }

  /// @pre ok()
  [[nodiscard]] const T& operator*() const noexcept {
    assert(ok());
    return *std::get_if<0>(&state_);
  }

  /// @pre ok()
  T* operator->() noexcept {
    return &**this;
  }

  /// @pre ok()
  const T* operator->() const noexcept {
    return &**this;
  }

  /// @pre !ok()
  [[nodiscard]] const brine::error& failure() const noexcept {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

  /// The value, or throws the error.
  T or_throw() && {
    if (!ok())
      throw failure();
    return std::move(**this);
  }

private:
  std::variant<T, brine::error> state_;
};

template <>
class [[nodiscard]] result<void> {
public:
  using value_type = void;

  result() = default;

  result(error e) : error_(std::move(e)) {}

  [[nodiscard]] bool ok() const noexcept {
    return !error_;
  }

  explicit operator bool() const noexcept {
    return ok();
  }

  /// @pre !ok()
  [[nodiscard]] const brine::error& failure() const noexcept {
    assert(!ok());
    return *error_;
  }

  /// Nothing, or throws the error.
  void or_throw() && {
    if (error_)
      throw *error_;
  }

private:
  std::optional<brine::error> error_;
};

} // namespace brine
