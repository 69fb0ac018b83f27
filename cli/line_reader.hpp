// SPDX-License-Identifier: MIT
#pragma once

#include <brine/cli/input.hpp>
#include <brine/core/text_place.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace brine::cli {

/// An input, line by line.
class line_reader {
public:
  /// `next` throws `too_large` for a line of more than `limit` bytes.
  explicit line_reader(input& in,
                       std::size_t limit = std::string::npos) noexcept
      : in_(in), limit_(limit) {}

  /// The next line without its end, valid until the next call; nothing at the
  /// end of the input.
  std::optional<std::string_view> next();

  /// Whether `next` has a line without waiting for one.
  [[nodiscard]] bool ready() const noexcept {
    return buffer_.find('\n', begin_) != buffer_.npos;
  }

  /// Lets the next call give the same line.
  void again() noexcept {
    begin_ = line_begin_;
    --lines_;
  }

  /// Where the line begins.
  [[nodiscard]] text_place place() const noexcept {
    return {lines_, 1};
  }

private:
  input& in_;
  std::size_t limit_;
  std::string buffer_;
  std::size_t begin_ = 0; ///< Of what was not given out yet.
  std::size_t line_begin_ = 0;
  std::size_t lines_ = 0;
};

} // namespace brine::cli
