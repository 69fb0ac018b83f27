// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>

namespace brine::journal {

static_assert(std::endian::native == std::endian::little,
              "the journal's files are little-endian and read in place");

/// Writes an integer at `to`, which need not be aligned.
template <std::integral T>
void store_le(std::byte* to, T x) noexcept {
  std::memcpy(to, &x, sizeof x);
}

/// Reads an integer from `from`, which need not be aligned.
template <std::integral T>
[[nodiscard]] T load_le(const std::byte* from) noexcept {
  T x;
  std::memcpy(&x, from, sizeof x);
  return x;
}

} // namespace brine::journal
