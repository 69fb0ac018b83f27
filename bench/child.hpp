// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace brine::bench {

/// Runs this program again as a child, waits until it says that it is ready,
/// and kills it with SIGKILL.
void kill_when_ready(const std::vector<std::string>& task);

/// Runs this program again under callgrind; the instructions that all its
/// threads took.
[[nodiscard]] double count_instructions(const std::vector<std::string>& task,
                                        const std::string& scratch_file);

/// Whether `count_instructions` can work.
[[nodiscard]] bool has_callgrind();

/// What a child does. @returns the exit code
int run_child(const std::vector<std::string>& task);

} // namespace brine::bench
