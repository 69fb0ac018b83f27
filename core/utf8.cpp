// SPDX-License-Identifier: MIT
#include <brine/core/utf8.hpp>

#include <array>
#include <cstddef>

namespace brine::detail {

void append_utf8(std::string& out, char32_t c) {
  auto continuation = [&](unsigned shift) {
    out += static_cast<char>(0x80 | ((c >> shift) & 0x3f));
  };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    continuation(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | (c >> 12));
    continuation(6);
    continuation(0);
  } else {
    out += static_cast<char>(0xf0 | (c >> 18));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

std::optional<char32_t> decode_utf8(std::string_view bytes) noexcept {
  auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[i]));
  };
  if (bytes.empty())
    return std::nullopt;
  auto lead = byte(0);
  auto length = lead < 0x80   ? 1U
                : lead < 0xc2 ? 0U
                : lead < 0xe0 ? 2U
                : lead < 0xf0 ? 3U
                : lead < 0xf5 ? 4U
                              : 0U;
  if (length == 0 || bytes.size() != length)
    return std::nullopt;
  auto c = length == 1 ? lead : lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80)
      return std::nullopt;
    c = c << 6 | (byte(i) & 0x3f);
  }
  constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (c < least[length] || c > 0x10ffff)
    return std::nullopt;
  return c;
}

} // namespace brine::detail
