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

/// How many bytes at the beginning are ASCII.
std::size_t ascii_prefix(std::string_view s) {
  constexpr auto high_bits = std::uint64_t{0x8080808080808080};
  std::size_t n = 0;
  while (n + 8 <= s.size() && (eight_bytes(s.data() + n) & high_bits) == 0)
    n += 8;
  while (n < s.size() && static_cast<signed char>(s[n]) >= 0)
    ++n;
  return n;
}

/// A code point and its bytes; of no bytes if there is none. Surrogates are
/// code points here.
struct point {
  char32_t c = 0;
  std::size_t size = 0;
};

/// @pre !s.empty()
point next(std::string_view s) {
  auto first = static_cast<unsigned char>(s[0]);
  if (first < 0x80)
    return {first, 1};
  auto size = first < 0xe0 ? 2U : first < 0xf0 ? 3U : 4U;
  if (s.size() < size || first < 0xc0 || first > 0xf4)
    return {};
  auto c = static_cast<char32_t>(first & (0xffU >> (size + 1)));
  for (std::size_t i = 1; i < size; ++i) {
    if (detail::begins_code_point(s[i]))
      return {};
    c = c << 6 | (static_cast<unsigned char>(s[i]) & 0x3f);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  return c < least[size] || c > 0x10ffff ? point() : point{c, size};
}

bool high_surrogate(char32_t c) {
  return c >= 0xd800 && c < 0xdc00;
}

bool low_surrogate(char32_t c) {
  return c >= 0xdc00 && c < 0xe000;
}

/// Those of a character beyond U+FFFF.
void append_surrogates(std::string& room, char32_t c) {
  c -= 0x10000;
  auto tail = [](char32_t mark, char32_t bits) {
    return static_cast<char>(mark | bits);
  };
  const char both[] = {
    '\xed', tail(0xa0, c >> 16),       tail(0x80, c >> 10 & 0x3f),
    '\xed', tail(0xb0, c >> 6 & 0x0f), tail(0x80, c & 0x3f)};
  room.append(both, sizeof(both));
}

} // namespace

std::optional<std::string_view>
to_cesu8(std::string_view text, std::string& room) {
  room.clear();
  const auto* rest_of_text = text.data(); // What is not in `room` yet.
  auto rest = text;
  for (auto before = point();;) {
    if (auto plain = ascii_prefix(rest); plain > 0) {
      rest.remove_prefix(plain);
      before = {};
    }
    if (rest.empty())
      break;
    auto p = next(rest);
    // Two surrogates would be read as the one character they make.
    if (p.size == 0 || (high_surrogate(before.c) && low_surrogate(p.c)))
      return std::nullopt;
    if (p.size == 4) {
      room.append(rest_of_text, rest.data());
      append_surrogates(room, p.c);
      rest_of_text = rest.data() + p.size;
    }
    rest.remove_prefix(p.size);
    before = p;
  }
  if (rest_of_text == text.data())
    return text;
  room.append(rest_of_text, rest.data());
  return room;
}

std::optional<std::string_view>
from_cesu8(std::string_view text, std::string& room) {
  room.clear();
  const auto* rest_of_text = text.data(); // What is not in `room` yet.
  auto rest = text;
  for (;;) {
    rest.remove_prefix(ascii_prefix(rest));
    if (rest.empty())
      break;
    auto p = next(rest);
    if (p.size == 0 || p.size == 4)
      return std::nullopt;
    auto low = high_surrogate(p.c) && rest.size() > p.size
                 ? next(rest.substr(p.size))
                 : point();
    if (low_surrogate(low.c)) {
      room.append(rest_of_text, rest.data());
      detail::append_utf8(room,
                          0x10000 + ((p.c - 0xd800) << 10) + (low.c - 0xdc00));
      rest_of_text = rest.data() + p.size + low.size;
    }
    rest.remove_prefix(p.size + (low_surrogate(low.c) ? low.size : 0));
  }
  if (rest_of_text == text.data())
    return text;
  room.append(rest_of_text, rest.data());
  return room;
}

} // namespace brine::fressian
