// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/text_place.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

// Values as JSON text for people and other programs. JSON has fewer kinds than
// a value, so what is written need not read back as the same value; edn text
// does. docs/json.md says how each kind is written.

namespace brine {

/// How deep arrays and objects may be nested in JSON text that is read.
inline constexpr std::size_t max_json_depth = 10'000;

/// Reads one JSON value; around it only white space may stand. Integers of any
/// size up to 20100 characters stay exact, other numbers become doubles. Fails
/// with `bad_text`; the message begins with line and column, counted from
/// `begin`. An object that has a name twice is refused.
[[nodiscard]] result<value>
parse_json(std::string_view text, text_place begin = {});

/// Appends the value as JSON text on one line. Fails with `bad_argument` where
/// two keys of a map would be the same name, as :a and "a".
[[nodiscard]] result<void> write_json(std::string& out, const value& v);

/// The value as JSON text; see `write_json`.
[[nodiscard]] result<std::string> to_json(const value& v);

} // namespace brine
