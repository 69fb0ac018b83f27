// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/boot_id.hpp>
#include <brine/backends/journal/segment_name.hpp>
#include <brine/core/result.hpp>
#include <brine/core/revision.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

// The page in the `lock` file, mapped by the writer and by readers beside it.
//
//   page := head zero sequence awaited zero slot zero slot zero    4096 bytes
//   head := magic    8    "brinelck"            at 0
//           version  u32  1
//           crc      u32  see file_head.hpp
//           zero     48
//   sequence := u64  at 64; how often a mark was published. The mark is in
//                    slot sequence % 2. Readers sleep on its low half.
//   awaited  := u64  at 72; the highest sequence somebody sleeps for, or 0
//   slot := log id      16            at 128 and at 256
//           boot id     16
//           first       u64  first revision and
//           generation  u32  generation of the segment that is written
//           flags       u32  1 closed cleanly
//           offset      u64  end of what was acknowledged in it
//           revision    u64  last one acknowledged
//           frame       u64  offset of the last batch in it, 0 if none
//           synced      u64  last revision that a sync made durable
//           pid         u32  of the writer
//           zero        u32
//           sequence    u64  it was published with
//           crc         u64  CRC32C of the slot before

namespace brine::journal {

/// How far the log goes, as the writer tells readers beside it and, if it dies,
/// the next writer. What is acknowledged is durable at the level the store was
/// opened with.
struct durable_mark {
  log_id log;
  boot_id boot; ///< Of another boot, the mark says nothing.
  segment_name segment;
  std::uint64_t offset = 0; ///< End of what is acknowledged in `segment`.
  revision last = 0;        ///< Last acknowledged revision.
  std::uint64_t frame = 0;  ///< Offset of its last batch; 0 if it has none.
  revision synced = 0;      ///< Last revision that a sync made durable.
  std::uint32_t pid = 0;    ///< The process that writes.
  bool clean = false;       ///< The writer closed; nothing follows.

  friend bool operator==(const durable_mark&, const durable_mark&) = default;
};

/// A mark as it was read.
struct published_mark {
  durable_mark mark;
  std::uint64_t sequence = 0; ///< Grows with each mark, also across writers.

  friend bool
  operator==(const published_mark&, const published_mark&) = default;
};

/// A page shared between one writer and any number of readers, in this process
/// or in others. Nobody waits for anybody: a reader finds the mark before if
/// the writer died while publishing, and a reader that died costs the writer
/// one system call. Owns nothing.
class lock_page {
public:
  static constexpr std::size_t size = 4096;

  /// `name` is for messages. If the page cannot be written, only the reading
  /// calls may be used. @pre `bytes` is aligned and has `size` bytes
  lock_page(std::span<std::byte> bytes, bool writable, std::string name);

  /// Makes a page of whatever is there; called by the writer before anything
  /// else. Readers that sleep go on. `newer_format` if a newer brine made it.
  result<void> format();

  /// Shows a mark to readers. One thread at a time. No system call unless
  /// somebody sleeps.
  void publish(const durable_mark& mark) noexcept;

  /// The newest mark; nothing if none was published yet.
  [[nodiscard]] result<std::optional<published_mark>> read() const;

  /// Sleeps until a mark other than that of sequence `seen` is there, at most
  /// for `timeout`; false if none came. 0 waits for the first one.
  [[nodiscard]] bool
  wait(std::uint64_t seen, std::chrono::milliseconds timeout) const;

private:
  std::span<std::byte> bytes_;
  bool writable_;
  std::string name_;
};

} // namespace brine::journal
