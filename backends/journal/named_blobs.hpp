// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/segment_index.hpp>
#include <brine/backends/journal/stored_segment.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace brine::journal {

/// The files in a store's `blobs/` that records name.
class named_blobs {
public:
  using file_name = std::array<std::uint8_t, 16>;

  /// @param folder the store's
  explicit named_blobs(std::string folder) : folder_(std::move(folder)) {}

  /// Takes the file of a record that has one; `damaged` if it does not say
  /// which.
  result<void> note(const record& r);

  /// Takes those of a closed segment: as its index tells, or, if there is none
  /// that can be used, by reading the segment.
  result<void> note_all(disk& where, const ref<stored_segment>& closed);

  [[nodiscard]] const std::map<file_name, blob_reference>&
  all() const noexcept {
    return all_;
  }

private:
  result<void> note_indexed(const segment& home, const segment_index& index);
  result<void> note_read(const ref<stored_segment>& closed);

  std::string folder_;
  std::map<file_name, blob_reference> all_;
};

} // namespace brine::journal
