// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/text_place.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace brine {

/// How deep collections may be nested in edn text that is read.
inline constexpr std::size_t max_edn_depth = 10'000;

/// The value as edn text on one line. Reading it gives an equal value, given
/// that keywords, symbols and tags hold names which edn can spell, that no tag
/// is `inst`, `uuid` or `bytes`, and that it is not nested too deep.

/// Appends the value as edn text.
void write_edn(std::string& out, const value& v);

/// As `to_string`, cut off with "..." after about so many bytes; for messages.
[[nodiscard]] std::string brief(const value& v, std::size_t limit = 60);

/// Reads one value; around it only white space, comments and discarded forms
/// may stand. Fails with `bad_text`; the message begins with line and column,
/// as in "line 3, column 7: ...".
[[nodiscard]] result<value> parse_edn(std::string_view text);

/// Reads the values of a text one after the other. Beside edn it takes what
/// Clojure does: ratios, octal, hexadecimal and other bases, `##Inf`, maps with
/// a namespace. `#inst`, `#uuid` and `#bytes` become values of their kind,
/// other tags tagged values. Bytes that are not UTF-8 pass through strings
/// unchanged.
class edn_reader {
public:
  /// The text must live as long as the reader. Messages count lines and
  /// columns from `begin`, where the text stands in a larger one.
  explicit edn_reader(std::string_view text, text_place begin = {}) noexcept
      : text_(text), begin_(begin) {}

  /// The next value, or nothing at the end. Columns count code points, lines
  /// and columns from 1. After a failure every call fails in the same way.
  [[nodiscard]] result<std::optional<value>> next();

  /// Bytes read so far. After a failure: how far it looked.
  [[nodiscard]] std::size_t position() const noexcept {
    return position_;
  }

private:
  std::string_view text_;
  text_place begin_;
  std::size_t position_ = 0;
  std::optional<error> failure_;
};

} // namespace brine
