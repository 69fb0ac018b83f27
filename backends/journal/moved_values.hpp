// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/stored_segment.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace brine::journal {

/// Finds values in files of their own for those who read beside a writer. That
/// one removes a file when it knows nobody who needs it, and it does not know
/// who reads in other processes. Thread-safe.
class moved_values {
public:
  /// @param folder the store's @param how decodes, and asks nobody else
  /// @param takes_plain whether a list without a seal is believed
  moved_values(disk& where, std::string folder,
               std::shared_ptr<const decoder> how, bool takes_plain);

  /// The document of a record in `home` whose value could not be read there,
  /// from the segment that took the place of that. `busy` if it was compacted
  /// away, and `why` if the segment is listed still.
  result<document>
  find(const opened_record& r, const segment& home, const error& why);

private:
  result<ref<stored_segment>> open(const live_segment& listed);

  disk& disk_;
  std::string folder_;
  std::shared_ptr<const decoder> how_;
  bool takes_plain_;
  std::mutex mutex_;
  ref<stored_segment> last_; ///< That something was found in, perhaps null.
};

} // namespace brine::journal
