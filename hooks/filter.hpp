// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/path.hpp>
#include <brine/core/revision.hpp>
#include <brine/core/value.hpp>

#include <memory>
#include <string_view>

namespace brine {

/// Chooses changes by key, path and operation. Combine with `&&`, `||`, `!`.
/// An empty filter takes all. Of a commit of many keys, the edits that match
/// are delivered, as one change. Cheap to copy; thread-safe.
class filter {
public:
  /// Takes everything.
  filter() = default;

  /// A change at this path, above it or below it. A path without steps is its
  /// key.
  filter(const path& where);

  /// Tests one edit, given as encoded bytes; nothing is decoded.
  [[nodiscard]] bool
  matches(operation what, std::string_view key, std::string_view steps) const;

  [[nodiscard]] bool takes_all() const noexcept {
    return !test_;
  }

  friend filter operator&&(const filter& a, const filter& b);
  friend filter operator||(const filter& a, const filter& b);
  friend filter operator!(const filter& a);

  struct test;

  explicit filter(std::shared_ptr<const test> t) : test_(std::move(t)) {}

private:
  std::shared_ptr<const test> test_;
};

filter operator&&(const filter& a, const filter& b);
filter operator||(const filter& a, const filter& b);
filter operator!(const filter& a);

/// The changes of one key.
[[nodiscard]] filter key(const value& k);

/// The changes of keys that begin with `k`; see docs/keys.md.
[[nodiscard]] filter prefix(const value& k);

/// The changes that this operation made.
[[nodiscard]] filter op(operation what);

} // namespace brine
