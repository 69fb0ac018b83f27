// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/backends/journal/blob_files.hpp>
#include <brine/backends/journal/frame_marks.hpp>
#include <brine/backends/journal/sealed_record.hpp>
#include <brine/backends/journal/segment.hpp>
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/codecs/blob.hpp>
#include <brine/codecs/registry.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brine::journal {

/// What turns records back into documents.
struct decoder {
  codec_registry codecs;
  std::shared_ptr<blob_files> blobs;

  /// If set: where else the document may be of a record in segment `home`
  /// whose value, in a file of its own, could not be read; or what to say.
  std::function<result<document>(const opened_record& r, const segment& home,
                                 const error& why)>
    elsewhere{};

  /// How records, and what is written beside them, are sealed.
  sealing seals{};

  /// Content and metadata of a record; nil for a tombstone.
  result<document> decode(const opened_record& r) const;

  /// Puts a record's value among the parts of its blob, if it is in a file of
  /// its own. @returns what the part then refers to
  result<std::vector<std::byte>>
  read_apart(const record& r, blob_view& parts) const;

  /// The same without content; looks at the record's head alone.
  result<document_head> decode_head(const opened_record& r) const;
};

/// A segment whose records can be read as documents. Locations refer to it,
/// and so keep it readable. Thread-safe.
class stored_segment final : public extent {
public:
  stored_segment(ref<segment> bytes, std::shared_ptr<const decoder> how);

  /// Removes the files that go with it.
  ~stored_segment() override;

  result<document> load(const location& where, std::string_view key,
                        revision rev) const override;

  result<document_head> load_head(const location& where, std::string_view key,
                                  revision rev) const override;

  [[nodiscard]] const segment& bytes() const noexcept {
    return *bytes_;
  }

  [[nodiscard]] const ref<segment>& shared_bytes() const noexcept {
    return bytes_;
  }

  /// What turns its records into documents.
  [[nodiscard]] const decoder& documents() const noexcept {
    return *how_;
  }

  /// One of its records, and where it lies, with a key that can be read.
  [[nodiscard]] result<opened_record>
  open(const record& r, std::uint64_t offset, std::string& room) const;

  /// The record at a place of one of its commits; `damaged` also if the commit
  /// is not as it was written.
  [[nodiscard]] result<opened_record>
  open(std::span<const placed_record> commit, std::size_t place,
       std::string& room) const;

  /// What was wrong with one of its records, and where it lies.
  [[nodiscard]] error about(const error& e, std::uint64_t offset) const;

  /// `damaged` if records are missing where who read from the beginning found
  /// the end.
  [[nodiscard]] result<void> check_end(const segment_cursor& reached) const;

  /// The same, and if it was compacted and sealed, of records missing anywhere.
  /// @param seen what was read, if it was compacted and sealed
  [[nodiscard]] result<void>
  check_whole(const segment_cursor& reached, const record_tags& seen) const;

  /// Content and metadata of one of its records; nil for a tombstone.
  [[nodiscard]] result<document> decode(const opened_record& r) const;

  /// How far it may be read by those who read it from the beginning.
  [[nodiscard]] std::uint64_t readable() const noexcept {
    return readable_.load(std::memory_order_acquire);
  }

  void set_readable(std::uint64_t end) noexcept {
    readable_.store(end, std::memory_order_release);
  }

  /// The document that a revision left under a key; nothing if it removed it,
  /// or is not here.
  result<std::optional<document>>
  find(std::string_view key, revision rev) const;

  /// As `set_readable`, where another process may have made the file longer.
  /// One thread at a time.
  result<void> extend_to(std::uint64_t end, disk& where);

  /// Has a file, which nothing else names any more, removed when nobody holds
  /// a place in this segment. One thread at a time.
  void remove_with(const blob_reference& file);

  /// As long as somebody holds a place in this segment, `copy` stays as well:
  /// its records name the same files. One thread at a time.
  void keep(ref<stored_segment> copy) {
    copy_ = std::move(copy);
  }

private:
  [[nodiscard]] result<opened_record>
  checked(const result<record>& r, const location& where, std::string_view key,
          revision rev, std::string& room) const;

  ref<segment> bytes_;
  std::shared_ptr<const decoder> how_;
  ref<stored_segment> copy_;
  std::atomic<std::uint64_t> readable_{0};
  std::vector<blob_reference> doomed_;
  mutable frame_marks marks_;
};

} // namespace brine::journal
