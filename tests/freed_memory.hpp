// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

namespace brine::test {

/// Notes what a block of memory holds in the moment in which it is freed. One
/// at a time.
class freed_memory {
public:
  /// @param block as `new` gave it @param size up to 256 bytes of it
  freed_memory(const void* block, std::size_t size) noexcept;
  ~freed_memory();

  freed_memory(const freed_memory&) = delete;
  freed_memory& operator=(const freed_memory&) = delete;

  /// Empty as long as it is not freed.
  [[nodiscard]] std::string bytes() const;
};

} // namespace brine::test
