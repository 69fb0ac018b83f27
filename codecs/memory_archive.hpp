// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/memory_output.hpp> // IWYU pragma: export

#include <cstddef>
#include <cstdint>
#include <string_view>

// What serializers write to and read from. Not for users; may change at any
// time.
namespace brine {

/// Reads bytes in memory; false at their end.
class memory_input {
public:
  explicit memory_input(std::string_view from)
      : at_(from.data()), end_(at_ + from.size()) {}

  [[gnu::always_inline]] bool byte(std::uint8_t& b) {
    if (at_ == end_)
      return false;
    b = static_cast<std::uint8_t>(*at_++);
    return true;
  }

  [[gnu::always_inline]] bool view(std::string_view& s, std::uint64_t size) {
    if (size > room())
      return false;
    s = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  bool bits64(std::uint64_t& n) {
    auto s = std::string_view();
    if (!view(s, 8))
      return false;
    n = 0;
    for (std::size_t i = 0; i < 8; ++i)
      n |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(s[i]))
           << (8 * i);
    return true;
  }

  /// A number of so many bytes, 1 to 8, the highest first.
  bool big_endian(std::uint64_t& n, std::size_t size) {
    auto s = std::string_view();
    if (!view(s, size))
      return false;
    n = 0;
    for (auto c : s)
      n = n << 8 | static_cast<std::uint8_t>(c);
    return true;
  }

  [[nodiscard]] std::uint64_t room() const {
    return static_cast<std::uint64_t>(end_ - at_);
  }

private:
  const char* at_;
  const char* end_;
};

} // namespace brine
