// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/backends/registry.hpp>

#include <cstddef>
#include <memory>

namespace brine {

struct memory_options {
  /// How many commits the history keeps; older ones are `history_lost`.
  std::size_t history = 65536;
};

/// Documents in memory, as they are, and a bounded history beside them. All is
/// gone when it closes; the log id is new each time.
[[nodiscard]] std::unique_ptr<backend> open_memory(memory_options options);

/// `memory:?history=COMMITS`
[[nodiscard]] backend_place configure_memory(config_reader& config);

} // namespace brine
