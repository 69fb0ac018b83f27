// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/record.hpp>

#include <cstdint>
#include <memory>

namespace brine::journal {

/// Lays out a batch in one buffer, which is used again for the next.
class frame_builder {
public:
  /// Starts an empty frame. Gives memory back after a large one.
  void clear() noexcept;

  /// Adds a record, with more flags than it has; returns its offset in the
  /// frame. @pre its encoded size is less than 4 GiB
  std::uint64_t add(const record& x, std::uint16_t more_flags = 0);

  /// Adds a record as it stands in a frame.
  std::uint64_t add(bytes_view encoded, revision rev);

  [[nodiscard]] bool empty() const noexcept {
    return count_ == 0;
  }

  /// Bytes of the frame so far.
  [[nodiscard]] std::uint64_t size() const noexcept {
    return size_;
  }

  /// Revisions of the first and last record.
  [[nodiscard]] revision first() const noexcept {
    return first_;
  }

  [[nodiscard]] revision last() const noexcept {
    return last_;
  }

  /// Fills in the header and gives the frame's bytes, good until the next
  /// call. @pre !empty()
  [[nodiscard]] bytes_view
  finish(std::uint64_t segment_id, std::uint64_t number, revision synced);

private:
  std::byte* grow(std::uint64_t n, revision rev);

  std::unique_ptr<std::byte[]> buffer_;
  std::uint64_t room_ = 0;
  std::uint64_t size_ = frame_header_size;
  std::uint32_t count_ = 0;
  revision first_ = 0;
  revision last_ = 0;
};

} // namespace brine::journal
