// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace brine {

/// A universally unique identifier, ordered by its bytes.
struct uuid {
  std::array<std::uint8_t, 16> bytes{};

  /// All zero.
  constexpr uuid() = default;

  constexpr explicit uuid(const std::array<std::uint8_t, 16>& b) : bytes(b) {}

  /// Reads `3997818b-5bf3-42f0-890b-59bfac2fc54e`; throws `bad_text`.
  explicit uuid(std::string_view text);

  /// The same, or nothing if the text is not one.
  [[nodiscard]] static std::optional<uuid>
  parse(std::string_view text) noexcept;

  /// In lower case with dashes.
  [[nodiscard]] std::string to_string() const;

  auto operator<=>(const uuid&) const = default;
};

} // namespace brine
