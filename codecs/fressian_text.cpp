// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_text.hpp>
#include <brine/core/utf8.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace brine::fressian {

namespace {

std::uint64_t eight_bytes(const char* at) {
  auto n = std::uint64_t{};
  std::memcpy(&n, at, sizeof(n));
  return n;
}

bool ascii(std::string_view s) {
  constexpr auto high_bits = std::uint64_t{0x8080808080808080};
  if (s.size() < 8) {
    for (auto c : s)
      if (static_cast<signed char>(c) < 0)
        return false;
    return true;
  }
  for (std::size_t i = 0; i + 8 <= s.size(); i += 8)
    if (eight_bytes(s.data() + i) & high_bits)
      return false;
  return (eight_bytes(s.data() + s.size() - 8) & high_bits) == 0;
}

/// A code point and its bytes; of no bytes if there is none. Surrogates are
/// code points here.
struct point {
  char32_t c = 0;
  std::size_t size = 0;
};

point next(std::string_view s) {
  auto first = static_cast<unsigned char>(s[0]);
  if (first < 0x80)
    return {first, 1};
  auto size = first < 0xe0 ? 2U : first < 0xf0 ? 3U : 4U;
  auto c = detail::decode_utf8(s.substr(0, size));
  return c ? point{*c, size} : point();
}

bool high_surrogate(char32_t c) {
  return c >= 0xd800 && c < 0xdc00;
}

bool low_surrogate(char32_t c) {
  return c >= 0xdc00 && c < 0xe000;
}

} // namespace

std::optional<std::string_view>
to_cesu8(std::string_view text, std::string& room) {
  if (ascii(text))
    return text;
  room.clear();
  auto before = point();
  for (auto rest = text; !rest.empty(); rest.remove_prefix(before.size)) {
    auto p = next(rest);
    // Two surrogates would be read as the one character they make.
    if (p.size == 0 || (high_surrogate(before.c) && low_surrogate(p.c)))
      return std::nullopt;
    if (p.size == 4) {
      detail::append_utf8(room, 0xd800 + ((p.c - 0x10000) >> 10));
      detail::append_utf8(room, 0xdc00 + ((p.c - 0x10000) & 0x3ff));
    } else {
      room += rest.substr(0, p.size);
    }
    before = p;
  }
  return room;
}

std::optional<std::string_view>
from_cesu8(std::string_view text, std::string& room) {
  if (ascii(text))
    return text;
  room.clear();
  while (!text.empty()) {
    auto p = next(text);
    if (p.size == 0 || p.size == 4)
      return std::nullopt;
    text.remove_prefix(p.size);
    if (high_surrogate(p.c) && !text.empty()) {
      auto low = next(text);
      if (low_surrogate(low.c)) {
        p.c = 0x10000 + ((p.c - 0xd800) << 10) + (low.c - 0xdc00);
        text.remove_prefix(low.size);
      }
    }
    detail::append_utf8(room, p.c);
  }
  return room;
}

} // namespace brine::fressian
