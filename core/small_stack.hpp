// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace brine::detail {

/// A stack whose first elements need no allocation, for walking trees without
/// recursion. References end with the next push or pop.
template <class T, std::size_t Near = 8>
class small_stack {
public:
  [[nodiscard]] bool empty() const noexcept {
    return size_ == 0;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

  /// @pre !empty()
  [[nodiscard]] T& top() noexcept {
    assert(size_ > 0);
    return size_ <= Near ? near_[size_ - 1].x : far_.back();
  }

  void push(T x) {
    if (size_ < Near)
      near_[size_].x = std::move(x);
    else
      far_.push_back(std::move(x));
    ++size_;
  }

  /// @pre !empty()
  void pop() noexcept {
    assert(size_ > 0);
    if (size_ > Near)
      far_.pop_back();
    --size_;
  }

private:
  // Left uninitialised until used.
  union slot {
    slot() noexcept {}

    T x;
  };

  static_assert(
    std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  std::array<slot, Near> near_;
  std::vector<T> far_;
  std::size_t size_ = 0;
};

} // namespace brine::detail
