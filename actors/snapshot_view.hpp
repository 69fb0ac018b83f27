// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/document.hpp>
#include <brine/core/revision.hpp>
#include <brine/core/value.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace brine {

class engine;

/// The whole store as it was at one revision. Nobody waits for it; it pins the
/// storage that it may need, so let it go soon. Movable; one thread at a time.
class snapshot {
public:
  /// Opens one of the newest revision.
  explicit snapshot(std::shared_ptr<engine> home);

  ~snapshot();
  snapshot(snapshot&&) noexcept;
  snapshot& operator=(snapshot&&) noexcept;

  /// Every commit up to here is in it, and none above.
  [[nodiscard]] brine::revision revision() const noexcept;

  [[nodiscard]] std::optional<value> get(const value& key) const;

  /// Calls `f` with key and document of each key that begins with `prefix`
  /// (see docs/keys.md; nil: all keys), in key order, until it returns false.
  void
  each(const std::function<bool(const value& key, const value& document)>& f,
       const value& prefix = {}) const;

  /// The same with revision, time and metadata of each document.
  void each_version(const std::function<bool(const value& key, document&)>& f,
                    const value& prefix = {}) const;

  /// The same without reading documents.
  void each_key(const std::function<bool(const value& key)>& f,
                const value& prefix = {}) const;

private:
  friend class snapshot_scan;
  struct state;
  class merge;
  std::unique_ptr<state> state_;
};

/// A walk over a snapshot, pulled one document at a time.
class snapshot_scan {
public:
  struct found {
    std::string encoded; ///< The key, encoded.
    value key;
    document what;
  };

  /// Begins at the first key that begins with `prefix`; nil: at the first.
  snapshot_scan(snapshot view, const value& prefix);

  ~snapshot_scan();
  snapshot_scan(snapshot_scan&&) noexcept;
  snapshot_scan& operator=(snapshot_scan&&) noexcept;

  /// The next document in key order; nothing at the end. Throws.
  [[nodiscard]] std::optional<found> next();

  [[nodiscard]] const snapshot& view() const noexcept {
    return view_;
  }

private:
  snapshot view_;
  std::unique_ptr<snapshot::merge> merge_;
};

} // namespace brine
