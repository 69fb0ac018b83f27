// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/stored_segment.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace brine::journal {

/// What everything that is sealed with the present key begins with. @pre there
/// is one
[[nodiscard]] std::string present_key_id(const decoder& how);

/// Seals records with the present key, whether they were plain or sealed with
/// another one: key and path, metadata and value. What a value says is not
/// looked at, only whether it is what was sealed.
class resealer {
public:
  /// @pre `how.seals.writes()`; `how` outlives it
  explicit resealer(const decoder& how);

  /// Whether all of a record is sealed with the present key.
  [[nodiscard]] bool is_fresh(const record& r) const;

  /// The record as it is to be written, good until the next call. A value in a
  /// file of its own is written to another one. `where` as in `seal_record`.
  result<record> reseal(const opened_record& r, const written_place& where);

  /// The files written since the last call; nothing names them yet.
  [[nodiscard]] std::vector<blob_reference> take_files();

private:
  result<void> reseal_value(const opened_record& r, record& made);
  [[nodiscard]] bool is_fresh(std::string_view sealed) const noexcept;

  const decoder& how_;
  std::string key_id_; ///< What is sealed with the present key begins so.
  std::vector<blob_reference> files_;

  // What the record refers to.
  std::string blob_;
  std::string left_; ///< Of the blob, where its value has a file.
  std::string room_;
};

} // namespace brine::journal
