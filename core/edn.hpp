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

/// Appends the value as edn text on one line. Reading it gives an equal value,
/// unless it is nested too deep or holds a number of more than 10 000 digits.
/// Names that edn cannot spell are `#brine/keyword "odd name"`, `#brine/symbol
/// "odd name"` and `#brine/tagged ["odd name" 1]`; the last also if the tag is
/// `inst` or another one that has a meaning.
void write_edn(std::string& out, const value& v);

/// As `to_string`, cut off with "..." after about so many bytes; for messages.
[[nodiscard]] std::string brief(const value& v, std::size_t limit = 60);

/// Reads one value; around it only white space, comments and discarded forms
/// may stand. Fails with `bad_text`; the message begins with line and column,
/// as in "line 3, column 7: ...", and `failed_at`, if given, is that byte.
[[nodiscard]] result<value>
parse_edn(std::string_view text, std::size_t* failed_at = nullptr);

/// Reads the values of a text one after the other. Beside edn it takes what
/// Clojure does: ratios, octal, hexadecimal and other bases, `##Inf`, maps with
/// a namespace. `#inst`, `#uuid`, `#bytes` and what `write_edn` makes of odd
/// names become values of their kind, other tags tagged values. Bytes that are
/// not UTF-8 pass through strings unchanged.
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

  /// After a failure: the byte where it is.
  [[nodiscard]] std::size_t failed_at() const noexcept {
    return failed_at_;
  }

private:
  std::string_view text_;
  text_place begin_;
  std::size_t position_ = 0;
  std::size_t failed_at_ = 0;
  std::optional<error> failure_;
};

} // namespace brine
