// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>
#include <brine/core/revision.hpp>
#include <brine/core/value.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

// A file for people and programs: edn text of a map with a `:format`, then a
// comment with the CRC32C of the lines before it. The comment may be missing,
// so that a person can edit the file and take it away.

namespace brine::journal {

/// More bytes than that such a file does not have.
inline constexpr std::uint64_t edn_file_limit = std::uint64_t{1} << 20;

/// Replaces the file `name` by `text`, which ends its last line, and its
/// checksum; durable when this returns.
result<void> write_edn_file(disk& where, const std::string& folder,
                            const std::string& name, std::string text);

/// Reads the map in it. `newer_format` if its `:format` is above `known`,
/// before anything else is looked at; `damaged`, with the file and where in
/// it, if it is not what was written.
result<value>
read_edn_file(disk& where, const std::string& path, std::int64_t known);

/// Takes the fields out of a map one by one; remembers the first that is not
/// as it should be, and gives nothing for it.
class edn_fields {
public:
  /// @param from stays there
  explicit edn_fields(const value& from) : from_(from) {}

  const value& get(const char* name, bool (value::*is)() const noexcept);

  [[nodiscard]] bool flag(const char* name);

  /// 32 hexadecimal digits.
  [[nodiscard]] std::array<std::uint8_t, 16> hex(const char* name);

  [[nodiscard]] revision number(const char* name);

  /// Says of a field that it cannot be so.
  void refuse(const char* name);

  /// What is wrong with the first field refused.
  [[nodiscard]] const std::optional<std::string>& wrong() const noexcept {
    return wrong_;
  }

private:
  const value& from_;
  std::optional<std::string> wrong_;
};

} // namespace brine::journal
