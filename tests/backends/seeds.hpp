// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>

namespace brine::test {

/// How many seeds a randomized test tries; BRINE_SEEDS sets it.
inline std::uint64_t seed_count(std::uint64_t otherwise = 200) {
  const auto* text = std::getenv("BRINE_SEEDS");
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Where they start, to look at one; BRINE_FIRST_SEED sets it.
inline std::uint64_t first_seed() {
  const auto* text = std::getenv("BRINE_FIRST_SEED");
  return text ? std::strtoull(text, nullptr, 10) : 0;
}

} // namespace brine::test
