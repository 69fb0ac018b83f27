// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>

namespace brine::cli {

/// What the command ends with; docs/cli.md.
namespace exit_code {

inline constexpr int done = 0;
inline constexpr int absent = 1;       ///< What was asked for is not there.
inline constexpr int usage = 2;        ///< The command line makes no sense.
inline constexpr int store_failed = 3; ///< The store cannot do it.
inline constexpr int damaged = 4;      ///< Stored bytes are not as written.
inline constexpr int bad_input = 5;    ///< The data does not fit.
inline constexpr int history_lost = 6; ///< The changes asked for are gone.
inline constexpr int interrupted = 130;
inline constexpr int closed_output = 141;

} // namespace exit_code

[[nodiscard]] int exit_code_of(const error& e) noexcept;

} // namespace brine::cli
