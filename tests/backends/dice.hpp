// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace brine::test {

/// A small generator: the same numbers from the same seed everywhere.
class dice {
public:
  explicit dice(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t operator()() noexcept {
    // SplitMix64.
    state_ += 0x9e3779b97f4a7c15u;
    auto x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }

  /// A number below `limit`; 0 if that is 0.
  std::uint64_t below(std::uint64_t limit) noexcept {
    return limit == 0 ? 0 : (*this)() % limit;
  }

  /// True in one of `n` cases.
  bool one_in(std::uint64_t n) noexcept {
    return below(n) == 0;
  }

private:
  std::uint64_t state_;
};

} // namespace brine::test
