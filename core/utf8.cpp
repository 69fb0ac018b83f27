// SPDX-License-Identifier: MIT
#include <brine/core/utf8.hpp>

#include <array>
#include <cstdint>
#include <cstring>

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

namespace {

/// How many bytes at the beginning are ASCII.
std::size_t ascii_prefix(std::string_view text) noexcept {
  std::size_t n = 0;
  for (std::uint64_t eight = 0; text.size() - n >= sizeof(eight);
       n += sizeof(eight)) {
    std::memcpy(&eight, text.data() + n, sizeof(eight));
    if ((eight & 0x8080808080808080) != 0)
      break;
  }
  while (n < text.size() && static_cast<unsigned char>(text[n]) < 0x80)
    ++n;
  return n;
}

/// By its first byte how long a code point is; 0 if none begins so.
constexpr std::size_t code_point_size(unsigned char lead) noexcept {
  return lead < 0x80   ? 1
         : lead < 0xc2 ? 0
         : lead < 0xe0 ? 2
         : lead < 0xf0 ? 3
         : lead < 0xf5 ? 4
                       : 0;
}

} // namespace

std::size_t utf8_prefix(std::string_view text) noexcept {
  std::size_t n = 0;
  for (;;) {
    n += ascii_prefix(text.substr(n));
    if (n == text.size())
      return n;
    const auto size = code_point_size(static_cast<unsigned char>(text[n]));
    const auto c = decode_utf8(text.substr(n, size));
    if (!c || (*c >= 0xd800 && *c < 0xe000))
      return n;
    n += size;
  }
}

std::optional<char32_t> decode_utf8(std::string_view bytes) noexcept {
  auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[i]));
  };
  if (bytes.empty())
    return std::nullopt;
  auto lead = byte(0);
  auto length = code_point_size(static_cast<unsigned char>(bytes[0]));
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
