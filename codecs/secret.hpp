// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace brine {

/// Bytes of which no copy may stay in memory, such as a key: they are wiped
/// when it goes, and are not moved about before. It cannot be copied, compared
/// or printed by chance.
class secret {
public:
  /// No bytes.
  secret() noexcept = default;

  /// So many zero bytes, to be filled through `data`.
  explicit secret(std::size_t size);

  /// A copy of what stays the caller's to wipe.
  explicit secret(std::string_view bytes);

  /// What is moved from has no bytes.
  secret(secret&& other) noexcept;
  secret& operator=(secret&& other) noexcept;

  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;

  ~secret();

  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

  [[nodiscard]] unsigned char* data() noexcept {
    return bytes_.get();
  }

  [[nodiscard]] const unsigned char* data() const noexcept {
    return bytes_.get();
  }

  /// Valid until it is assigned to, moved from or destroyed.
  [[nodiscard]] std::string_view view() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.get()), size_};
  }

private:
  std::unique_ptr<unsigned char[]> bytes_;
  std::size_t size_ = 0;
};

/// Overwrites bytes that were secret and stand in a buffer of another type;
/// the compiler does not leave it out.
void wipe(void* bytes, std::size_t size) noexcept;

} // namespace brine
