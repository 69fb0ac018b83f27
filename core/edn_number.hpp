// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/memory_output.hpp>
#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace brine::detail {

/// Longer numbers are not read: their digits become bits in quadratic time. Two
/// numbers of `max_exact_limbs` fit.
inline constexpr std::size_t max_number_text = 20'100;

/// Reads a number of any kind as edn and Clojure spell it.
[[nodiscard]] result<value> read_number(std::string_view word);

void write_integer(memory_output& out, std::int64_t n);

/// Writes the shortest digits that read back as the same double, with a point
/// or exponent. @pre it is finite
void write_real(memory_output& out, double x);

} // namespace brine::detail
