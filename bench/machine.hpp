// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace brine::bench {

/// Name of the file system that a folder is on.
[[nodiscard]] std::string file_system(const std::string& folder);

/// False where a sync does nothing, so that synced figures would be a lie.
[[nodiscard]] bool syncs(const std::string& folder);

/// Has the system write out what others left, so that it does not disturb what
/// is measured next.
void write_out(const std::string& folder);

/// Prints what was measured on: commit, time, processor, file system and how
/// long an append with fdatasync takes there.
void print_machine(const std::string& folder);

} // namespace brine::bench
