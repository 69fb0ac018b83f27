// SPDX-License-Identifier: MIT
#include <brine/core/error.hpp>
#include <brine/core/uuid.hpp>

namespace brine {

namespace {

bool dash_at(std::size_t i) {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

int nibble(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  auto lower = c | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

std::optional<uuid> uuid::parse(std::string_view text) noexcept {
  if (text.size() != 36)
    return std::nullopt;
  uuid id;
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dash_at(i)) {
      if (text[i] != '-')
        return std::nullopt;
      continue;
    }
    auto x = nibble(text[i]);
    if (x < 0)
      return std::nullopt;
    auto& b = id.bytes[n / 2];
    b = static_cast<std::uint8_t>(b << 4 | x);
    ++n;
  }
  return id;
}

uuid::uuid(std::string_view text) {
  auto id = parse(text);
  if (!id)
    throw error(errc::bad_text,
                "not a uuid: " + std::string(text.substr(0, 40)));
  *this = *id;
}

std::string uuid::to_string() const {
  std::string out;
  for (auto b : bytes) {
    if (dash_at(out.size()))
      out += '-';
    out += "0123456789abcdef"[b >> 4];
    out += "0123456789abcdef"[b & 15];
  }
  return out;
}

} // namespace brine
