// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/text_place.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace brine::detail {

/// The words of edn text: everything but collections, tags and discarding.
/// Positions are bytes from the beginning.
class edn_scanner {
public:
  /// Messages count lines and columns from `begin`.
  edn_scanner(std::string_view text, std::size_t position,
              text_place begin = {}) noexcept
      : text_(text), at_(position), begin_(begin) {}

  /// Passes white space, commas and comments.
  void skip_blank() noexcept;

  [[nodiscard]] bool at_end() const noexcept {
    return at_ == text_.size();
  }

  [[nodiscard]] std::size_t position() const noexcept {
    return at_;
  }

  /// The byte `ahead` of the next one; 0 behind the end.
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
    return ahead < text_.size() - at_ ? text_[at_ + ahead] : '\0';
  }

  void advance(std::size_t n) noexcept {
    at_ += n;
  }

  /// Everything up to the next white space, bracket or quote; may be empty.
  std::string_view token() noexcept;

  /// A number, character, string, keyword, symbol, nil, true or false.
  /// @pre !at_end()
  result<value> scalar();

  /// An error at a position, which its message begins with.
  [[nodiscard]] error fail(std::size_t at, const std::string& what);

  /// Where the last error is.
  [[nodiscard]] std::size_t failed_at() const noexcept {
    return failed_at_;
  }

  /// "line 3, column 7"
  [[nodiscard]] std::string where(std::size_t at) const {
    return describe(place_behind(begin_, text_.substr(0, at)));
  }

private:
  result<value> string();
  result<value> character();
  result<value> number(std::string_view word, std::size_t at);
  result<value> name(std::string_view word, std::size_t at);
  result<void> escape(std::string& out);
  bool take_code(std::size_t digits, unsigned base, char32_t& out) noexcept;

  std::string_view text_;
  std::size_t at_;
  text_place begin_;
  std::size_t failed_at_ = 0;
};

} // namespace brine::detail
