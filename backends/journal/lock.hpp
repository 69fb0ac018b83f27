// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/lock_page.hpp>
#include <brine/core/result.hpp>

#include <memory>
#include <string>

namespace brine::journal {

/// The `lock` file, opened and its page mapped. Lies on the real file system
/// always: what it is for does not outlive the machine's run.
class lock_file {
public:
  /// Takes the lock; it is held until the object goes, or the process does.
  /// `store_in_use` if somebody else holds it, in this process or another.
  /// Makes the file if there is none.
  static result<std::unique_ptr<lock_file>> acquire(const std::string& path);

  /// Opens the page beside the writer, if there is one, without the lock. Where
  /// the file may not be written, the page is read-only and waiting is polling.
  /// `not_found` if no writer has made the page yet.
  static result<std::unique_ptr<lock_file>> observe(const std::string& path);

  /// A page of its own without a file and a lock, for a store on a simulated
  /// disk.
  static result<std::unique_ptr<lock_file>> in_memory();

  lock_file(const lock_file&) = delete;
  lock_file& operator=(const lock_file&) = delete;
  ~lock_file();

  [[nodiscard]] lock_page& page() noexcept;

private:
  lock_file(int descriptor, std::string path);

  result<void> map(bool writable);

  int descriptor_;
  std::string path_;
  std::byte* start_ = nullptr;
  std::optional<lock_page> page_;
};

} // namespace brine::journal
