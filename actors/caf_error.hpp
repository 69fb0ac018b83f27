// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>

#include <caf/error.hpp>

namespace brine {

/// The error as CAF carries it: code, message and key. A cause is lost.
[[nodiscard]] caf::error to_caf(const error& e);

/// The way back. Of CAF's own errors, those that say that an actor is gone
/// become `store_closed`, others `callback_failed`.
[[nodiscard]] error from_caf(const caf::error& e);

} // namespace brine
