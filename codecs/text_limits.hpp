// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <string_view>

// What serializers that write text need beside the text.
namespace brine::detail {

/// Fails with `too_large` for what nests too deep, and for numbers of more
/// than 33 280 bits, which would not be read.
result<void> check_text_limits(std::string_view codec, const value& v);

/// What was read, if it nests no deeper than serializers may; else, or if
/// reading failed at that byte of so many, `damaged`.
[[nodiscard]] result<value>
checked_text(std::string_view codec, result<value> read, std::size_t failed_at,
             std::size_t size);

} // namespace brine::detail
