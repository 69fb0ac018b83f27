// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace brine::test {

/// While it lives there is no memory for one allocation: the next one of
/// exactly this size, by whichever thread, throws `std::bad_alloc`.
class no_memory {
public:
  explicit no_memory(std::size_t size) noexcept;
  ~no_memory();

  no_memory(const no_memory&) = delete;
  no_memory& operator=(const no_memory&) = delete;

  /// Whether it was asked for.
  [[nodiscard]] static bool met() noexcept;
};

} // namespace brine::test
