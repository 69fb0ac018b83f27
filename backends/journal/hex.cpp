// SPDX-License-Identifier: MIT
#include <brine/backends/journal/hex.hpp>
#include <brine/core/hex.hpp>

namespace brine::journal {

std::string to_hex(const std::array<std::uint8_t, 16>& bytes) {
  return brine::to_hex(
    {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<std::array<std::uint8_t, 16>>
parse_hex_128(std::string_view text) {
  auto bytes = std::array<std::uint8_t, 16>{};
  if (text.size() != 2 * bytes.size() || !parse_hex(text, bytes.data()))
    return std::nullopt;
  return bytes;
}

} // namespace brine::journal
