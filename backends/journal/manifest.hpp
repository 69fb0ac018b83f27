// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/record_tags.hpp>
#include <brine/backends/journal/sealing.hpp>
#include <brine/backends/journal/segment_name.hpp>
#include <brine/core/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// `MANIFEST`: the segments that make up the log.
//
//   manifest := head segment* crc seal
//   head := magic     8    "brineman"
//           version   u32  1, or 2 if it is sealed
//           crc       u32  see file_head.hpp
//           oldest    u64  first revision of complete history
//           segments  u32
//           zero      36   room for what comes later
//   segment := first       u64  first revision and
//              generation  u32  generation of its name
//              flags       u32  1 closed, 2 sealed
//              last        u64  its last revision, 0 while it is open
//              newest      i64  when its last record was written, in
//                               microseconds since 1970; 0 while it is open
//              length      u64  end of its last frame, 0 while it is open
//              id          u64  the random id in its frames
//              log id      16   that its records were written in
//              tags        16   of its records, if it is sealed and compacted:
//                               see record_tags.hpp
//   crc := u64, CRC32C of the segments
//   seal := nothing, or as in file_seal.hpp over segments and crc

namespace brine::journal {

/// One live segment.
struct live_segment {
  segment_name name;
  std::uint64_t id = 0; ///< The random id in its frames.
  log_id log{};         ///< That its records were written in.
  bool sealed = false;  ///< All of its records are, else none.
  tags_digest tags{};   ///< Of its records, if it is compacted and sealed.
  bool closed = false;  ///< What follows is known only then.
  revision last = 0;
  wall_time newest{};
  std::uint64_t length = 0;

  friend bool operator==(const live_segment&, const live_segment&) = default;
};

/// What the log consists of. Segments ascend and do not overlap; all but the
/// last are closed.
struct manifest {
  revision oldest = 1; ///< First revision of complete history.
  std::vector<live_segment> segments{};

  [[nodiscard]] bool lists(const segment_name& name) const noexcept;

  friend bool operator==(const manifest&, const manifest&) = default;
};

/// Replaces `MANIFEST` in the store's folder; durable when this returns.
result<void> write_manifest(disk& where, const std::string& folder,
                            const manifest& content, const sealing& how = {});

/// Reads it; nothing if there is none, `damaged` if it is not what was
/// written. Its seal, if it has one, is not looked at.
result<std::optional<manifest>>
read_manifest(disk& where, const std::string& folder);

/// The same for who believes it: also `damaged` if somebody without the key
/// wrote it, and `wrong_secret` if it cannot be told. @param takes_plain
/// whether one without a seal is believed
result<std::optional<manifest>>
open_manifest(disk& where, const std::string& folder, const sealing& how,
              bool takes_plain);

/// What `MANIFEST` said when it is lost, from the segments found: per first
/// revision the highest generation that is closed. Fails with `damaged` where
/// more than one log could have been meant. Since nothing says how far
/// compaction had come, history counts as complete only behind the last
/// segment that was compacted.
result<manifest>
rebuild_manifest(const std::string& folder, std::vector<live_segment> found);

/// Removes segments and their indexes that `content` does not list, and files
/// that were never finished; returns their paths. Files of other names stay.
result<std::vector<std::string>>
remove_strays(disk& where, const std::string& folder, const manifest& content);

} // namespace brine::journal
