// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <string_view>

namespace brine::detail {

/// Reads a number of any kind as edn and Clojure spell it.
[[nodiscard]] result<value> read_number(std::string_view word);

} // namespace brine::detail
