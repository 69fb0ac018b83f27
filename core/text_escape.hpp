// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/memory_output.hpp>

#include <cstddef>
#include <string_view>

// What strings of edn and of JSON have in common.
namespace brine::detail {

/// Writes text in quotes, with the escapes that both know: \" \\ \n \r \t \b
/// \f, and \u0000 for other control characters. Bytes that are not UTF-8 stay.
void write_quoted(memory_output& out, std::string_view text);

/// Writes `\u` and four digits. @pre c < 0x10000
void write_code(memory_output& out, char32_t c);

/// What stands behind `\u`.
struct code_escape {
  char32_t code = 0;
  std::size_t size = 0;          ///< Bytes that it takes, or that are good.
  const char* trouble = nullptr; ///< Null if there is none.
};

/// Reads four digits, and a second escape where they are the first half of a
/// surrogate pair.
[[nodiscard]] code_escape read_code_escape(std::string_view text) noexcept;

} // namespace brine::detail
