// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_name.hpp>

#include <fmt/format.h>

#include <charconv>

namespace brine::journal {

std::string to_string(const segment_name& name) {
  return fmt::format("{:020}-{}", name.first, name.generation);
}

std::optional<segment_name>
parse_segment_name(std::string_view text, std::string_view suffix) {
  if (!text.ends_with(suffix))
    return std::nullopt;
  text.remove_suffix(suffix.size());
  auto name = segment_name{};
  const auto* end = text.data() + text.size();
  auto first = std::from_chars(text.data(), end, name.first);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-')
    return std::nullopt;
  auto generation = std::from_chars(first.ptr + 1, end, name.generation);
  if (generation.ec != std::errc{} || generation.ptr != end)
    return std::nullopt;
  // One spelling per segment: "1-0" and "1-00" are files of somebody else.
  if (to_string(name) != text)
    return std::nullopt;
  return name;
}

} // namespace brine::journal
