// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/segment.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace brine::journal {

/// Walks through the commits of a segment, checking all it reads.
class segment_cursor {
public:
  /// Where to begin; by default at the first frame.
  struct start {
    std::uint64_t offset = segment_header_size; ///< Of a frame.
    std::optional<std::uint64_t> frames{0};     ///< How many stand before it.
    std::optional<revision> last{};             ///< The last one before it.
  };

  enum class step {
    commit, ///< The next one is in `commit()`.
    end,    ///< Nothing but zeros follows, or what follows does not count.
    bad,    ///< What follows is not what was written.
  };

  /// `segment` is the file from its beginning up to where it may be read, and
  /// must stay there. A writer goes on: see `extend`.
  segment_cursor(bytes_view segment, const segment_header& header);
  segment_cursor(bytes_view segment, const segment_header& header,
                 const start& from);

  step next();

  /// The records of the commit just reached; parts of the segment's bytes.
  [[nodiscard]] std::span<const placed_record> commit() const noexcept {
    return commit_;
  }

  /// More may be read now. @pre `segment` begins with the bytes seen so far
  void extend(bytes_view segment) noexcept {
    bytes_ = segment;
  }

  /// The last revision that was reached whole.
  [[nodiscard]] revision last() const noexcept {
    return last_;
  }

  /// The highest revision that a frame names as durable.
  [[nodiscard]] revision synced() const noexcept {
    return synced_;
  }

  /// Behind the last whole commit. At a bad place: where to cut.
  [[nodiscard]] std::uint64_t offset() const noexcept {
    return offset_;
  }

  /// Where the last frame began; 0 if there was none.
  [[nodiscard]] std::uint64_t last_frame() const noexcept {
    return last_frame_;
  }

  [[nodiscard]] std::uint64_t frames() const noexcept {
    return frames_.value_or(0);
  }

  /// Whether the last frame is one of a clean close.
  [[nodiscard]] bool clean() const noexcept {
    return clean_;
  }

  /// Whether the segment says that it ends here.
  [[nodiscard]] bool ended() const noexcept {
    return ended_;
  }

  /// The last revision the segment speaks of. @pre ended()
  [[nodiscard]] revision end_revision() const noexcept {
    return end_revision_;
  }

  /// The bad place and what is wrong with it. @pre the last step was `bad`
  [[nodiscard]] std::uint64_t bad_offset() const noexcept {
    return bad_offset_;
  }

  [[nodiscard]] verdict why() const noexcept {
    return why_;
  }

private:
  step enter_frame();
  step read_commit();
  step bad(std::uint64_t offset, verdict why);
  bool belongs(const frame_header& frame) const noexcept;
  bool is_cut_here() noexcept;
  bytes_view from(std::uint64_t at) const noexcept;
  bool follows(revision rev) const noexcept;

  bytes_view bytes_;
  segment_header header_;
  std::vector<placed_record> commit_;
  std::uint64_t offset_;
  std::optional<std::uint64_t> frames_;
  std::optional<revision> before_; ///< Nothing: any revision may follow.
  revision last_ = 0;
  revision synced_ = 0;
  std::optional<frame_header> frame_;
  std::uint64_t last_frame_ = 0;
  std::uint64_t frame_end_ = 0;
  std::uint64_t left_ = 0; ///< Records of the frame that were not read.
  bool clean_ = false;
  bool ended_ = false;
  revision end_revision_ = 0;
  std::uint64_t bad_offset_ = 0;
  verdict why_ = verdict::good;
};

/// The offset of a frame at or behind `from` that proves revision `rev` to
/// have been durable; nothing if there is none.
[[nodiscard]] std::optional<std::uint64_t>
find_proof(bytes_view segment, std::uint64_t from, std::uint64_t segment_id,
           revision rev) noexcept;

/// The offset up to which a segment is proven durable if the revision `synced`
/// is.
/// @pre the segment was read and found whole up to `end`
[[nodiscard]] std::uint64_t
unproven_from(bytes_view segment, std::uint64_t end, revision synced) noexcept;

/// The whole of a segment's file, read into `buffer`, and its header if that
/// is good.
struct segment_image {
  std::string path;
  bytes_view bytes;
  segment_header header;
  verdict header_verdict = verdict::good;
};

result<segment_image>
load_segment(disk& where, const std::string& folder, const segment_name& name,
             std::vector<std::byte>& buffer);

} // namespace brine::journal
