// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/manifest.hpp>

#include <functional>
#include <mutex>
#include <string>

namespace brine::journal {

/// The manifest of a store that is open to write: the writer adds segments,
/// compaction replaces some. Thread-safe; a change is durable before anybody
/// sees it.
class live_manifest {
public:
  live_manifest(disk& where, std::string folder);

  /// Takes what was read, or found, at opening, and how it is sealed from now
  /// on.
  void assign(manifest content, sealing how);

  [[nodiscard]] manifest now() const;

  /// Writes what `f` makes of the manifest. After a failure either one may be
  /// on disk, and the old one counts.
  result<void> change(const std::function<void(manifest&)>& f);

private:
  disk& disk_;
  std::string folder_;
  sealing how_; ///< Set once, before anything changes.
  mutable std::mutex mutex_;
  manifest now_;
};

} // namespace brine::journal
