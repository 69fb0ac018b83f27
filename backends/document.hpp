// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/ref_counted.hpp>
#include <brine/core/result.hpp>
#include <brine/core/revision.hpp>
#include <brine/core/value.hpp>

#include <cstdint>
#include <string_view>

namespace brine {

/// One version of a document as it was committed.
struct document {
  value content;
  value metadata; ///< Custom fields, a map; nil if there are none.
  revision rev = 0;
  revision previous = 0;  ///< Of the same key; 0 if there was none.
  std::uint64_t time = 0; ///< Hybrid time of the commit.
};

/// What is known of a version without its content.
struct document_head {
  value metadata;      ///< As the document's.
  bool binary = false; ///< The content is bytes.
  revision rev = 0;
  revision previous = 0;
  std::uint64_t time = 0;
};

[[nodiscard]] inline document_head head_of(const document& d) {
  return {d.metadata, d.content.is_bytes(), d.rev, d.previous, d.time};
}

struct location;

/// A stretch of storage that holds versions of documents, such as a segment
/// of the journal. Stays readable as long as somebody refers to it.
/// Thread-safe.
class extent : public ref_counted {
public:
  /// Reads the version at `where`, which must be what `rev` left under `key`;
  /// bytes that are not what was written give `damaged` with the place.
  virtual result<document>
  load(const location& where, std::string_view key, revision rev) const = 0;

  /// The same without the content, which is neither read nor checked where it
  /// lies apart.
  virtual result<document_head>
  load_head(const location& where, std::string_view key, revision rev) const {
    auto whole = load(where, key, rev);
    return whole ? head_of(*whole) : result<document_head>(whole.failure());
  }
};

/// Where a version of a document lies; pins it there.
struct location {
  ref<const extent> home; ///< Null: nowhere.
  std::uint64_t offset = 0;
  std::uint32_t length = 0;

  explicit operator bool() const noexcept {
    return static_cast<bool>(home);
  }

  friend bool operator==(const location&, const location&) = default;
};

} // namespace brine
