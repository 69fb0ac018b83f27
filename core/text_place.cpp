// SPDX-License-Identifier: MIT
#include <brine/core/text_place.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>

namespace brine {

text_place place_behind(text_place from, std::string_view passed) noexcept {
  const auto lines = std::count(passed.begin(), passed.end(), '\n');
  const auto line = passed.substr(passed.rfind('\n') + 1);
  const auto columns = static_cast<std::size_t>(
    std::count_if(line.begin(), line.end(), detail::begins_code_point));
  return {from.line + static_cast<std::size_t>(lines),
          (lines > 0 ? 1 : from.column) + columns};
}

std::string describe(const text_place& place) {
  return "line " + std::to_string(place.line) + ", column "
         + std::to_string(place.column);
}

} // namespace brine
