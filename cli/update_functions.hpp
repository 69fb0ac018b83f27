// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace brine::cli {

/// What `update` can do to a value. Of nil, which stands for what is absent,
/// each makes something sensible.
struct update_function {
  std::string_view name;
  std::string_view argument; ///< What it takes, for help; empty: nothing.
  std::string_view help;

  /// Throws `wrong_kind` for a value it is not for, without saying who.
  value (*apply)(const value& old, const value& argument);
};

/// The function of this name; null if there is none.
[[nodiscard]] const update_function* find_function(std::string_view name);

/// What can be written for them, in one line.
[[nodiscard]] std::string function_names();

/// All of them, a line each.
[[nodiscard]] std::string functions_help();

} // namespace brine::cli
