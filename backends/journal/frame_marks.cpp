// SPDX-License-Identifier: MIT
#include <brine/backends/journal/format.hpp>
#include <brine/backends/journal/frame_marks.hpp>

#include <algorithm>

namespace brine::journal {

namespace {

// Of bytes between two marks; what is read for one answer.
constexpr std::uint64_t spacing = std::uint64_t{16} << 10;

} // namespace

std::uint64_t frame_marks::before(bytes_view segment, revision rev) {
  const auto guard = std::lock_guard(mutex_);
  if (segment.size() > known_ + spacing)
    extend(segment);
  const auto behind =
    std::upper_bound(marks_.begin(), marks_.end(), rev,
                     [](revision r, const mark& m) { return r < m.first; });
  return behind == marks_.begin() ? segment_header_size
                                  : std::prev(behind)->offset;
}

/// Stops where no frame follows: whoever reads on from the last mark learns
/// why.
void frame_marks::extend(bytes_view segment) {
  auto at = std::max<std::uint64_t>(known_, segment_header_size);
  frame_header frame;
  while (at < segment.size()
         && decode(segment.subspan(at), frame) == verdict::good
         && frame.length <= segment.size() - at) {
    if (marks_.empty() || at >= marks_.back().offset + spacing)
      marks_.push_back({frame.first, at});
    at += frame_header_size + frame.length;
  }
  known_ = at;
}

} // namespace brine::journal
