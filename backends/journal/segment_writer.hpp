// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/frame_builder.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace brine::journal {

/// Where a segment's name leads: `<folder>/<first>-<generation>.log`.
[[nodiscard]] std::string
segment_path(const std::string& folder, const segment_name& name);

/// How far a segment was written.
struct segment_end {
  std::uint64_t offset = segment_header_size; ///< Where the next frame goes.
  std::uint64_t frames = 0;
  std::uint64_t last_frame = 0; ///< Offset of the last one, 0 if none.
  revision last = 0;   ///< Last revision, of this segment or one before.
  revision synced = 0; ///< Last revision known durable.
  bool clean = false;  ///< The last frame is one of a clean close.
};

/// Adds frames to one segment. After a failure the state on disk is unknown,
/// and only destroying is left. One thread.
class segment_writer {
public:
  /// Makes a segment of `header.capacity` bytes; it and its name are durable
  /// when this returns. Takes the place of a segment of this name that has no
  /// commit: until then that one is there.
  static result<segment_writer>
  create(disk& where, const std::string& folder, const segment_header& header);

  /// Goes on in a segment that was read, up to `end`.
  static result<segment_writer>
  resume(disk& where, const std::string& folder, const segment_header& header,
         const segment_end& end);

  [[nodiscard]] const segment_header& header() const noexcept {
    return header_;
  }

  [[nodiscard]] const segment_end& end() const noexcept {
    return end_;
  }

  [[nodiscard]] const std::string& path() const noexcept {
    return file_->path();
  }

  /// Whether a frame of this size has room, and an end frame behind it.
  [[nodiscard]] bool fits(std::uint64_t size) const noexcept {
    return end_.offset + size + frame_header_size <= room_;
  }

  /// Writes the frame in one call; returns its offset.
  /// @pre fits(frame.size())
  result<std::uint64_t> append(frame_builder& frame);

  /// Makes all frames durable.
  result<void> sync();

  /// Makes all durable and says so in a last frame that more may follow.
  result<void> mark_clean();

  /// Makes all durable, ends the segment and gives back unused space. `last`
  /// is the revision up to which the segment speaks, `cut` whether what is
  /// behind the end is damaged.
  result<void> finish(revision last, bool cut = false);

  /// Writes again what is not proven durable, from an offset on, in case a
  /// sync failed before: the next one would succeed without writing it.
  result<void> rewrite(std::uint64_t from);

  /// Whether it has no record.
  [[nodiscard]] bool empty() const noexcept {
    return end_.last < header_.name.first;
  }

  /// Reserves space for the segment's capacity and, beyond it, for a frame of
  /// this size, durably.
  result<void> reserve(std::uint64_t size = 0);

private:
  segment_writer(std::unique_ptr<file> to, const segment_header& header,
                 const segment_end& end);

  result<void> append_empty(std::uint32_t flags);

  std::unique_ptr<file> file_;
  segment_header header_;
  segment_end end_;
  std::uint64_t room_ = 0;    ///< Size of the file.
  std::uint64_t started_ = 0; ///< The disk was told to write what is before.
};

} // namespace brine::journal
