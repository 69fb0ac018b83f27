// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

// fressian's text is Java's, in CESU-8: UTF-8, but for characters beyond U+FFFF
// which are two surrogates of three bytes each. Lone surrogates pass both ways.
namespace brine::fressian {

/// The same text in CESU-8; nothing if no CESU-8 is read as these bytes. What
/// is not in `text` itself is put into `room`.
[[nodiscard]] std::optional<std::string_view>
to_cesu8(std::string_view text, std::string& room);

/// The same text in UTF-8; nothing if it is not CESU-8.
[[nodiscard]] std::optional<std::string_view>
from_cesu8(std::string_view text, std::string& room);

} // namespace brine::fressian
