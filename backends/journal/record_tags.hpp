// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/record.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace brine::journal {

/// Stands for the sealed records of a segment, in their order.
using tags_digest = std::array<std::uint8_t, 16>;

/// Takes the tags of sealed records as they pass: each vouches for its record,
/// all of them for the segment being whole.
class record_tags {
public:
  /// Passes over one that is not sealed.
  void add(const record& r);

  /// The first 16 bytes of the tags' SHA-256.
  [[nodiscard]] result<tags_digest> digest() const;

  void clear() noexcept {
    tags_.clear();
  }

private:
  std::string tags_;
};

/// What is said of a segment that ends at `end` and is not whole.
[[nodiscard]] error missing_records(const std::string& path, std::uint64_t end);

} // namespace brine::journal
