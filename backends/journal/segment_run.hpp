// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/backends/journal/stored_segment.hpp>

#include <optional>
#include <span>
#include <vector>

namespace brine::journal {

/// Walks through the commits of closed segments, one after the other.
class segment_run {
public:
  /// @param segments stay there
  explicit segment_run(std::span<const ref<stored_segment>> segments);

  /// Moves to the next commit; false at the end of a segment, which is left
  /// with `enter_next`. `damaged` with the place if it is not what was written,
  /// or if records are missing at the end.
  result<bool> next();

  /// False behind the last segment.
  bool enter_next();

  /// Place of the segment that is walked through.
  [[nodiscard]] std::size_t at() const noexcept {
    return at_;
  }

  [[nodiscard]] const ref<stored_segment>& home() const noexcept {
    return segments_[at_];
  }

  [[nodiscard]] std::span<const placed_record> commit() const noexcept {
    return cursor_->commit();
  }

  /// A record as it stands in the segment.
  [[nodiscard]] bytes_view encoded(const placed_record& r) const {
    return bytes_.subspan(r.offset, r.length);
  }

  /// Bytes of the segment that were walked through.
  [[nodiscard]] std::uint64_t offset() const noexcept {
    return cursor_ ? cursor_->offset() : 0;
  }

private:
  std::span<const ref<stored_segment>> segments_;
  std::size_t at_ = 0;
  std::optional<segment_cursor> cursor_;
  record_tags tags_;
  bytes_view bytes_;
  std::vector<std::byte> scratch_;
};

} // namespace brine::journal
