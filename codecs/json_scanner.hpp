// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/text_place.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace brine::detail {

/// The words of JSON text: strings, numbers, literals. What returns false has
/// failed, and said why.
class json_scanner {
public:
  /// Messages count lines and columns from `begin`.
  /// A byte order mark is passed over.
  json_scanner(std::string_view text, text_place begin) noexcept
      : text_(text), begin_(begin), at_(text.starts_with(mark) ? 3 : 0) {}

  /// Passes white space; the byte that follows, 0 at the end.
  char next() noexcept;

  void advance() noexcept {
    ++at_;
  }

  [[nodiscard]] bool at_end() const noexcept {
    return at_ == text_.size();
  }

  [[nodiscard]] std::size_t position() const noexcept {
    return at_;
  }

  bool scalar(value& v);

  /// @pre the next byte is a quote
  bool string(value& v);

  bool fail(std::size_t at, const std::string& what);

  /// Fails because something else follows.
  bool expected(std::string_view what);

  [[nodiscard]] std::size_t failed_at() const noexcept {
    return failed_at_;
  }

  /// The message, which begins with line and column.
  [[nodiscard]] const std::string& why() const noexcept {
    return why_;
  }

private:
  static constexpr std::string_view mark = "\xef\xbb\xbf";

  bool number(value& v);
  bool real(value& v, std::string_view digits, std::size_t at);
  bool plain_run(std::string_view& run, std::size_t begin);
  bool escape(std::string& out);
  bool digits() noexcept;
  [[nodiscard]] std::string_view word(std::size_t at) const noexcept;

  [[nodiscard]] char peek() const noexcept {
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  [[nodiscard]] std::string where(std::size_t at) const {
    return describe(place_behind(begin_, text_.substr(0, at)));
  }

  std::string_view text_;
  text_place begin_;
  std::size_t at_;
  std::size_t failed_at_ = 0;
  std::string why_;
};

} // namespace brine::detail
