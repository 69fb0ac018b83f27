// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <cerrno>
#include <string>

// What the system's calls on files have in common.
namespace brine::journal {

/// Says what could not be done with which file, and why, as `disk` promises:
/// `number` is what the system left in `errno`.
[[nodiscard]] error
failed(const char* operation, const std::string& path, int number = errno);

/// Repeats a system call that a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
  auto answer = call();
  while (answer == -1 && errno == EINTR)
    answer = call();
  return answer;
}

/// Opens a file, which is made if it is not there, and takes its lock, which is
/// held until the descriptor is closed; the file has its name then. Fails with
/// `store_in_use` if somebody holds it, in this process or another.
/// @returns the descriptor, which the caller closes
result<int> open_locked(const std::string& path);

} // namespace brine::journal
