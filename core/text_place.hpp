// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace brine {

/// A place in a text, for messages. Columns count code points.
struct text_place {
  std::size_t line = 1;
  std::size_t column = 1;

  friend bool operator==(const text_place&, const text_place&) = default;
};

/// The place behind `passed`, which begins at `from`.
[[nodiscard]] text_place
place_behind(text_place from, std::string_view passed) noexcept;

/// "line 3, column 7"
[[nodiscard]] std::string describe(const text_place& place);

} // namespace brine
