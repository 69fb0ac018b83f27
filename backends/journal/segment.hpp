// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/record_tags.hpp>
#include <brine/core/ref_counted.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace brine::journal {

/// A record and where it lies in its segment.
struct placed_record {
  record what;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

/// A segment as readers see it: shared by all who hold places in it, and
/// readable as long as one of them does, also after it was removed.
/// Thread-safe.
class segment final : public ref_counted {
public:
  /// Opens a segment whose header was read or just written.
  static result<ref<segment>>
  open(disk& where, const std::string& path, const segment_header& header);

  [[nodiscard]] const segment_header& header() const noexcept {
    return header_;
  }

  [[nodiscard]] const segment_name& name() const noexcept {
    return header_.name;
  }

  [[nodiscard]] const std::string& path() const noexcept {
    return path_;
  }

  /// Its last revision; grows while it is written.
  [[nodiscard]] revision last() const noexcept {
    return last_.load(std::memory_order_acquire);
  }

  void set_last(revision last) noexcept {
    last_.store(last, std::memory_order_release);
  }

  /// Of its records, if it was compacted and is sealed; set before anybody
  /// else sees it.
  [[nodiscard]] const tags_digest& tags() const noexcept {
    return tags_;
  }

  void set_tags(const tags_digest& tags) noexcept {
    tags_ = tags;
  }

  /// Bytes that were written before. They stay valid with the segment, or, if
  /// the file system cannot map it, with `scratch`.
  result<bytes_view> read(std::uint64_t offset, std::uint64_t length,
                          std::vector<std::byte>& scratch) const;

  /// The record at a place, checked; `damaged` if it is not what was written.
  /// Its parts stay valid as `read` says.
  result<record> read_record(std::uint64_t offset, std::uint32_t length,
                             std::vector<std::byte>& scratch) const;

  /// The same of the record's head; of what follows nothing is read.
  result<record> read_head(std::uint64_t offset, std::uint32_t length,
                           std::vector<std::byte>& scratch) const;

  /// How much of the file is mapped; what is behind needs `remap`. All, if the
  /// file system cannot map.
  [[nodiscard]] std::uint64_t mapped() const noexcept;

  /// Makes readable what a change of the file's size brought. Called by the
  /// writer; readers go on meanwhile.
  result<void> remap(disk& where);

private:
  segment(std::string path, const segment_header& header);

  result<record>
  judge(verdict v, const record& found, std::uint64_t offset, bool fits) const;

  std::string path_;
  segment_header header_;
  tags_digest tags_{};
  std::atomic<revision> last_{0};
  std::atomic<const mapping*> newest_{nullptr};
  std::vector<std::unique_ptr<mapping>> mappings_; ///< Readers may use any.
  std::unique_ptr<file> file_; ///< Only if the first mapping failed.
};

/// Opens the segment of a name and reads its header; `damaged` if that is not
/// of this name.
result<ref<segment>>
open_segment(disk& where, const std::string& folder, const segment_name& name);

} // namespace brine::journal
