// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

using bytes_view = std::span<const std::byte>;

/// A read-only view of a file's first bytes; stays valid as long as it lives,
/// also after the file was removed.
class mapping {
public:
  virtual ~mapping() = default;
  [[nodiscard]] virtual bytes_view bytes() const noexcept = 0;
};

/// One open file. Not thread-safe, but for `read_at`, which may be called from
/// any thread beside one writer. Every failure names the file.
class file {
public:
  virtual ~file() = default;

  /// Fills `to` from `offset`; returns how much there was before the end.
  virtual result<std::size_t>
  read_at(std::uint64_t offset, std::span<std::byte> to) const = 0;

  /// Writes all of `from`, or fails; a failure may leave any part written.
  virtual result<void> write_at(std::uint64_t offset, bytes_view from) = 0;

  /// Makes all that was written durable, with the size needed to read it.
  virtual result<void> sync() = 0;

  /// Lets the disk begin with what was written in this part, so that a later
  /// `sync` has less to wait for. Makes nothing durable, and has no failures:
  /// what cannot be written fails at the `sync`.
  virtual void
  start_writing(std::uint64_t offset, std::uint64_t length) noexcept = 0;

  /// Reserves space up to `size` bytes and extends the file to it with zeros;
  /// where the file system cannot reserve, it only extends.
  virtual result<void> preallocate(std::uint64_t size) = 0;

  virtual result<void> truncate(std::uint64_t size) = 0;

  virtual result<std::uint64_t> size() const = 0;

  /// Shows the bytes as they are now and, until the file's size changes, what
  /// is written later.
  virtual result<std::unique_ptr<mapping>> map(std::uint64_t length) const = 0;

  /// Where it was opened, for messages.
  [[nodiscard]] virtual const std::string& path() const noexcept = 0;
};

/// A lock, held until this goes, or the process does.
class file_lock {
public:
  virtual ~file_lock() = default;
};

enum class open_mode { read, write, create };

/// The file system as the journal sees it. A name made, changed or removed is
/// durable only after `sync_directory` of its folder. Thread-safe. What is not
/// there fails with `not_found`, what is in the way with `store_exists`, no
/// space with `storage_full`, no right with `no_permission`, the rest with
/// `io_failed`; every message names operation and path.
class disk {
public:
  virtual ~disk() = default;

  /// `read` and `write` need the file to be there; `create` needs it not to.
  virtual result<std::unique_ptr<file>>
  open(const std::string& path, open_mode mode) = 0;

  /// Replaces `to` if it is there.
  virtual result<void>
  rename(const std::string& from, const std::string& to) = 0;

  /// A second name for the same file.
  virtual result<void> link(const std::string& from, const std::string& to) = 0;

  virtual result<void> remove(const std::string& path) = 0;

  /// Fails with `store_exists` if something is there.
  virtual result<void> make_directory(const std::string& path) = 0;

  virtual result<void> remove_directory(const std::string& path) = 0;

  /// Names in the folder, without `.` and `..`, sorted.
  virtual result<std::vector<std::string>> list(const std::string& path) = 0;

  enum class entry { none, file, directory, other };
  virtual result<entry> look_up(const std::string& path) = 0;

  virtual result<void> sync_directory(const std::string& path) = 0;

  /// Takes the lock of a file, which is made if it is not there. Fails with
  /// `store_in_use` if somebody holds it, in this process or another.
  virtual result<std::unique_ptr<file_lock>> lock(const std::string& path) = 0;
};

/// The real file system.
[[nodiscard]] disk& posix_disk();

} // namespace brine::journal
