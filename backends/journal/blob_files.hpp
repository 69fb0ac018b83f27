// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/record.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

/// Values above this size go into files of their own.
inline constexpr std::uint64_t blob_file_threshold = std::uint64_t{1} << 20;

/// Values too large for a record, each in a file of a folder, named by 32
/// digits. A file is written once, before the record that names it.
/// Thread-safe.
class blob_files {
public:
  /// The folder must be there.
  blob_files(disk& where, std::string folder);

  /// Writes a value given in parts; it and its name are durable when this
  /// returns. What failed leaves a file that nothing names.
  result<blob_reference> write(std::span<const std::string_view> parts);

  /// Reads a value; `damaged` if it is not what was written, or gone.
  result<std::vector<std::byte>> read(const blob_reference& x) const;

  /// Checks a value without keeping it.
  result<void> check(const blob_reference& x) const;

  /// Checks that a value is there in its length, without reading it.
  result<void> find(const blob_reference& x) const;

  /// Removes a value; not durably, since the next opening looks again.
  result<void> remove(const blob_reference& x);

  /// Whether a record names this file.
  using is_named =
    std::function<bool(const std::array<std::uint8_t, 16>& name)>;

  /// Removes files that no record names; returns how many. Files with other
  /// names stay.
  result<std::size_t> remove_unnamed(const is_named& named);

  /// Where a value is.
  [[nodiscard]] std::string path(const blob_reference& x) const;

private:
  result<std::unique_ptr<file>> open_whole(const blob_reference& x) const;

  using chunk_sink = std::function<void(bytes_view chunk)>;
  result<void> scan(const blob_reference& x, const chunk_sink& sink) const;

  disk& disk_;
  std::string folder_;
};

} // namespace brine::journal
