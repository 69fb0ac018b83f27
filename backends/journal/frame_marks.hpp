// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>
#include <brine/core/revision.hpp>

#include <cstdint>
#include <mutex>
#include <vector>

namespace brine::journal {

/// Where some frames of a segment begin, so that a revision is found without
/// reading all that lies before it. Found out from the headers of frames when
/// first asked for; about 16 bytes for each 16 KiB of segment. Thread-safe.
class frame_marks {
public:
  /// The offset of a frame from which on the commit of `rev` is found, if it
  /// is in the segment at all: a hint, what lies there is not checked.
  /// @param segment its readable bytes, from its beginning
  [[nodiscard]] std::uint64_t before(bytes_view segment, revision rev);

private:
  struct mark {
    revision first;
    std::uint64_t offset;
  };

  void extend(bytes_view segment);

  std::mutex mutex_;
  std::vector<mark> marks_;
  std::uint64_t known_ = 0; ///< Frames before this offset were looked at.
};

} // namespace brine::journal
