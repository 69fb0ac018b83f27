// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/revision.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brine::journal {

/// Names one segment of the log. Compaction writes a segment anew under the
/// same first revision and the next generation.
struct segment_name {
  revision first = 0;
  std::uint32_t generation = 0;

  friend auto operator<=>(const segment_name&, const segment_name&) = default;
};

/// `00000000000000000001-0`: names in a folder sort by first revision.
[[nodiscard]] std::string to_string(const segment_name& name);

/// Reads what `to_string` gives, with `suffix` (such as ".log") behind it;
/// nothing if `text` is anything else.
[[nodiscard]] std::optional<segment_name>
parse_segment_name(std::string_view text, std::string_view suffix);

} // namespace brine::journal
