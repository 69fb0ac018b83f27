// SPDX-License-Identifier: MIT
#pragma once

#include <brine/cli/output.hpp>
#include <brine/core/path.hpp>
#include <brine/core/value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace brine::cli {

/// Reads a key, step or value from the command line: edn, but that a bare word
/// is a string. Throws `bad_text` with the text and the place in it.
[[nodiscard]] value argument(std::string_view text);

/// Reads what is data: as `argument` does, or JSON if that is asked for.
[[nodiscard]] value data_argument(std::string_view text, text_format how);

/// A string for a symbol, which is how edn reads a bare word.
[[nodiscard]] value unworded(const value& v);

/// A key and the steps behind it.
[[nodiscard]] path
path_argument(const std::string& key, const std::vector<std::string>& steps);

/// Makes arguments safe from the parser of the command line, which takes -5 for
/// an option and [1 2] for a list of its own: a blank before them stops it, and
/// edn does not mind.
[[nodiscard]] std::string shielded(std::string text);

/// Takes that blank away, from what is not edn.
[[nodiscard]] std::string unshielded(const std::string& text);

} // namespace brine::cli
