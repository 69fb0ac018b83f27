// SPDX-License-Identifier: MIT
#include <brine/codecs/base64.hpp>

#include <array>
#include <cstdint>

namespace brine {

namespace {

constexpr std::string_view letters =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t no_letter = 64;

constexpr auto worths = [] {
  std::array<std::uint8_t, 256> all{};
  all.fill(no_letter);
  for (std::size_t i = 0; i < letters.size(); ++i)
    all[static_cast<unsigned char>(letters[i])] = static_cast<std::uint8_t>(i);
  return all;
}();

} // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty();
       bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3)) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8
             | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= bytes.size() ? letters[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

std::optional<std::string> parse_base64(std::string_view text) {
  if (text.size() % 4 != 0)
    return std::nullopt;
  const auto padding = text.ends_with("==")  ? 2U
                       : text.ends_with('=') ? 1U
                                             : 0U;
  text.remove_suffix(padding);
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (auto c : text) {
    const auto worth = worths[static_cast<unsigned char>(c)];
    if (worth == no_letter)
      return std::nullopt;
    bits = (bits << 6 | worth) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xff);
    }
  }
  // The bits that padding leaves over are zero.
  if ((bits & ((1U << held) - 1)) != 0)
    return std::nullopt;
  return out;
}

} // namespace brine
