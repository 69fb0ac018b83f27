// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>

namespace brine {

/// What is being thrown, as an error: itself if it is one, else one with `code`
/// that it caused. @pre inside a `catch`
[[nodiscard]] error caught_error(errc code);

} // namespace brine
