// SPDX-License-Identifier: MIT
#pragma once

#include <brine/bench/lab.hpp>

#include <span>
#include <string_view>

namespace brine::bench {

/// One part of the benchmarks, measured and printed by itself.
struct group {
  std::string_view name;
  std::string_view about;
  void (*run)(lab& where);
  bool synced = false; ///< Means nothing where a sync does nothing.
};

/// All groups, in the order in which they run.
[[nodiscard]] std::span<const group> groups() noexcept;

void put(lab& where);
void put_synced(lab& where);
void get(lab& where);
void get_beside_writers(lab& where);
void update(lab& where);
void delivery(lab& where);
void fan_out(lab& where);
void idle_subscriber(lab& where);
void replay(lab& where);
void opening(lab& where);
void memory(lab& where);
void compaction(lab& where);
void serializers(lab& where);
void segments(lab& where);

} // namespace brine::bench
