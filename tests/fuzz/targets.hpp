// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace brine::test {

/// A decoder that must bear any bytes.
struct fuzz_target {
  std::string_view name;

  /// Feeds it; aborts if what it makes of the bytes does not hold together.
  void (*run)(std::string_view bytes);

  /// What it may allocate, however few the bytes are.
  std::size_t fixed = std::size_t{1} << 20;
};

[[nodiscard]] std::span<const fuzz_target> fuzz_targets();

} // namespace brine::test
