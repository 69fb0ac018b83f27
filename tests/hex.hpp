// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace brine::test {

/// The bytes of pairs of hex digits; everything else is skipped.
inline std::string unhex(std::string_view text) {
  auto out = std::string();
  auto high = -1;
  for (auto c : text) {
    auto at = std::string_view("0123456789abcdef").find(c);
    if (at == std::string_view::npos)
      continue;
    auto digit = static_cast<int>(at);
    if (high >= 0)
      out.push_back(static_cast<char>(high * 16 + digit));
    high = high < 0 ? digit : -1;
  }
  return out;
}

/// Pairs of hex digits with blanks between.
inline std::string hex(std::string_view bytes) {
  auto out = std::string();
  for (auto c : bytes) {
    auto b = static_cast<unsigned char>(c);
    if (!out.empty())
      out += ' ';
    out += "0123456789abcdef"[b / 16];
    out += "0123456789abcdef"[b % 16];
  }
  return out;
}

} // namespace brine::test
