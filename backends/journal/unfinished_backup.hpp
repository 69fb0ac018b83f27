// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>

#include <string>

namespace brine::journal {

/// Stands in a backup's folder until the copy is a store; who makes one there
/// holds its lock.
inline constexpr const char* backup_mark_name = "BACKUP-UNFINISHED";

/// The folders that a backup makes.
inline constexpr const char* backup_folder_names[] = {"segments", "blobs",
                                                      "checkpoints"};

/// Whether there is something of this name in a folder.
result<bool> is_there(disk& where, const std::string& folder, const char* name);

/// Removes all that a backup made, but for the mark, which says what lies there
/// until this is durable; `not_a_store`, and nothing removed, if there is
/// anything else. @pre the mark's lock is held
result<void> remove_unfinished(disk& where, const std::string& folder);

} // namespace brine::journal
