// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

// What serializers write to. Not for users; may change at any time.
namespace brine {

/// Appends to a string, which it grows ahead of what is written; `finish` or
/// `undo` ends that.
class memory_output {
public:
  explicit memory_output(std::string& to) : to_(to), begin_(to.size()) {
    extend(begin_, 256);
  }

  // Inlined by force: called for each byte, these decide the speed.
  [[gnu::always_inline]] void byte(std::uint8_t b) {
    if (at_ == end_)
      grow();
    *at_++ = static_cast<char>(b);
  }

  [[gnu::always_inline]] void raw(const char* data, std::size_t size) {
    if (static_cast<std::size_t>(end_ - at_) < size)
      return raw_beyond(data, size);
    if (size <= 16)
      copy_short(data, size);
    else
      std::memcpy(at_, data, size);
    at_ += size;
  }

  void text(std::string_view s) {
    raw(s.data(), s.size());
  }

  void bits64(std::uint64_t n) {
    char low_first[8];
    for (std::size_t i = 0; i < 8; ++i)
      low_first[i] = static_cast<char>(n >> (8 * i));
    raw(low_first, 8);
  }

  /// The low bytes of a number, the highest first; 1 to 8 of them.
  void big_endian(std::uint64_t n, std::size_t size) {
    if (end_ - at_ < 8)
      grow();
    n <<= 64 - 8 * size;
    char high_first[8];
    for (std::size_t i = 0; i < 8; ++i)
      high_first[i] = static_cast<char>(n >> (56 - 8 * i));
    std::memcpy(at_, high_first, 8);
    at_ += size;
  }

  /// Bytes written.
  [[nodiscard]] std::size_t size() const {
    return used() - begin_;
  }

  void finish() {
    to_.resize(used());
  }

  void undo() {
    to_.resize(begin_);
  }

private:
  [[nodiscard]] std::size_t used() const {
    return static_cast<std::size_t>(at_ - to_.data());
  }

  void extend(std::size_t at, std::size_t by) {
    to_.resize(at + by);
    at_ = to_.data() + at;
    end_ = at_ + by;
  }

  [[gnu::noinline]] void grow() {
    auto at = used();
    extend(at, at);
  }

  /// At most 16 bytes, by two copies that may overlap.
  [[gnu::always_inline]] void copy_short(const char* data, std::size_t size) {
    if (size >= 8) {
      std::memcpy(at_, data, 8);
      std::memcpy(at_ + size - 8, data + size - 8, 8);
    } else if (size >= 4) {
      std::memcpy(at_, data, 4);
      std::memcpy(at_ + size - 4, data + size - 4, 4);
    } else {
      for (std::size_t i = 0; i < size; ++i)
        at_[i] = data[i];
    }
  }

  /// Appends, rather than resize and copy, so that what is long is not zeroed
  /// first.
  [[gnu::noinline]] void raw_beyond(const char* data, std::size_t size) {
    finish();
    to_.append(data, size);
    extend(to_.size(), 256);
  }

  std::string& to_;
  std::size_t begin_;
  char* at_ = nullptr;
  char* end_ = nullptr;
};

} // namespace brine
