// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>
#include <brine/backends/journal/record.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"

namespace brine::test {

/// A frame and its records, which look into the bytes that were read.
struct batch {
  journal::frame_header header;
  std::vector<journal::record> records;
};

/// What stands in a segment that was closed; looks into `bytes`.
std::vector<batch> batches_of(const std::string& bytes);

/// The record that was written as the `n`th of a store.
journal::record& nth(std::vector<batch>& all, std::size_t n);

/// What somebody without the key does to a segment.
using forgery = std::function<void(std::vector<batch>&)>;

/// An encrypted store, with a few documents in its first segment.
struct forged_store {
  scratch_directory folder;
  std::string path = folder / "data";
  std::string segment = path + "/segments/00000000000000000001-0.log";
  std::string whole; ///< What stands in `segment`, as it was written.

  forged_store();

  /// The store with its key, and more settings such as `a=1&`.
  [[nodiscard]] config with_key(const std::string& settings = {}) const;

  static void fill(const store& db);

  /// What is said by who reads it.
  [[nodiscard]] std::string said() const;

  /// Whether `verify` finds nothing.
  [[nodiscard]] bool verified() const;

  /// Writes the segment anew, with lengths, counts and checksums as they
  /// should be.
  void forge(const forgery& change) const;

  /// What is said if somebody does this and one with the key then reads the
  /// store. Puts back what was there.
  [[nodiscard]] std::string after(const forgery& change) const;

  /// So that segments are read when the store is opened.
  void forget_indexes() const;
};

/// One whose first segment has a successor.
struct closed_segment_store : forged_store {
  closed_segment_store();
};

} // namespace brine::test
