// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/revision.hpp>

#include <compare>
#include <string>
#include <string_view>

namespace brine {

/// A position in a change stream: everything up to and with `rev` of the
/// history `log` was seen. Small, printable, and good across restarts.
struct cursor {
  log_id log; ///< All zero: whatever history the store has.
  revision rev = 0;

  friend auto operator<=>(const cursor&, const cursor&) = default;
};

/// Before the first change.
inline constexpr cursor beginning{};

/// `LOG:REVISION`, the log id as 32 hexadecimal digits.
[[nodiscard]] std::string to_string(const cursor& c);

/// Reads what `to_string` wrote, or `beginning`; else `bad_text`.
[[nodiscard]] result<cursor> parse_cursor(std::string_view text);

} // namespace brine
