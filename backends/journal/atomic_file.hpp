// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace brine::journal {

/// Writes a file that is there whole or not at all: into `<name>.new`, synced,
/// renamed to `<name>`, the folder synced. Until `commit` nothing of the old
/// file changes; dropped without it, the new one is removed.
class atomic_file {
public:
  /// A `.new` that an earlier attempt left is written over.
  static result<std::unique_ptr<atomic_file>>
  create(disk& where, std::string folder, const std::string& name);

  atomic_file(const atomic_file&) = delete;
  atomic_file& operator=(const atomic_file&) = delete;
  ~atomic_file();

  /// Adds bytes at the end. After a failure only dropping is left.
  result<void> append(bytes_view bytes);

  /// Writes over bytes appended before.
  result<void> overwrite(std::uint64_t offset, bytes_view bytes);

  /// How many bytes were appended.
  [[nodiscard]] std::uint64_t size() const noexcept;

  /// Durable under its name when this returns. After a failure either file
  /// may be there, whole.
  result<void> commit();

private:
  atomic_file(disk& where, std::string folder, const std::string& name);

  result<void> flush();

  disk& disk_;
  std::string folder_;
  std::string path_;
  std::unique_ptr<file> file_;
  std::vector<std::byte> pending_;
  std::uint64_t written_ = 0;
};

/// Replaces the file `name` by `content`, or makes it: all or nothing, and
/// durable when this returns.
result<void> replace_file(disk& where, const std::string& folder,
                          const std::string& name, bytes_view content);

/// The whole of a file. More than `limit` bytes is `damaged`: what reads a
/// file at once has a bound on it.
result<std::vector<std::byte>>
read_file(disk& where, const std::string& path, std::uint64_t limit);

/// The folder that a file or folder is in.
[[nodiscard]] std::string parent_of(const std::string& path);

/// Removes what `atomic_file` leaves at a crash; returns the names.
result<std::vector<std::string>>
remove_leftovers(disk& where, const std::string& folder);

} // namespace brine::journal
