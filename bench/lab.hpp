// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>
#include <brine/bench/options.hpp>
#include <brine/bench/peer.hpp>
#include <brine/bench/report.hpp>
#include <brine/bench/workload.hpp>

#include <string>

namespace brine::bench {

/// Where a group works: what was asked for, the keys, and a folder.
class lab {
public:
  /// Makes the folder, in the one of the options.
  explicit lab(options asked);

  /// Removes the folder.
  ~lab();

  lab(const lab&) = delete;
  lab& operator=(const lab&) = delete;

  options how;
  report out;
  workload load; ///< 100 k keys.

  [[nodiscard]] const std::string& folder() const noexcept {
    return folder_;
  }

  /// A new path in the folder.
  [[nodiscard]] std::string place(const std::string& name) const {
    return folder_ + '/' + name;
  }

  void remove(const std::string& name) const;

private:
  std::string folder_;
};

/// Opens a journal, making it if it is missing.
[[nodiscard]] store open_journal(const std::string& folder, durability how);

/// Writes all documents of the workload.
void fill(const store& to, const workload& load);

} // namespace brine::bench
