// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/segment_table.hpp>
#include <brine/backends/keeper.hpp>

#include <functional>
#include <string>

namespace brine::journal {

/// A store as it is at one moment.
struct backup_source {
  disk& where;
  std::string folder;
  identity who;
  manifest listed;
  live_log_ptr log;
  sealing seals{}; ///< Of the copy's manifest.
  /// If set: asked at last whether what was copied was there all the time.
  std::function<result<void>()> check{};
};

/// Makes a store of what `from` shows in another folder, which must be missing
/// or empty, or hold a backup that was not finished: closed segments and large
/// values are linked, or copied where the file system cannot, and of the
/// segment that is written what may be read. All is durable when this returns;
/// until then the folder is no store. It takes a new log id when it is opened.
/// After a failure the folder is as it was before, or else says that the backup
/// in it is not finished.
/// @pre compaction does not run meanwhile, or `check` finds out
result<backup_report> copy_store(const backup_source& from,
                                 const std::string& folder, const host& store);

} // namespace brine::journal
