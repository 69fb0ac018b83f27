// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <array>
#include <compare>
#include <cstdint>
#include <functional>

namespace brine::journal {

/// Names one run of the machine, from power-on to power-off: what the page
/// cache held in another run is gone. All zero means unknown.
struct boot_id {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const boot_id&, const boot_id&) = default;
};

/// Where the boot id comes from; replaced in tests.
using boot_id_source = std::function<result<boot_id>()>;

/// The kernel's.
[[nodiscard]] result<boot_id> system_boot_id();

} // namespace brine::journal
