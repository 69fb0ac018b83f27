// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/recovery.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

/// A part of the log that cannot be read.
struct hole {
  std::string path;
  std::uint64_t from = 0; ///< Offsets of its first byte
  std::uint64_t to = 0;   ///< and of the first one behind it.
  revision after = 0;     ///< The last whole commit before it.
  std::string why;
};

/// What was looked at and what was found.
struct survey {
  std::uint64_t commits = 0;
  std::uint64_t records = 0;
  revision last = 0;
  std::vector<hole> holes; ///< In order of the log; a torn end is one.
};

/// Is shown whole commits, and the header of the segment they stand in; null
/// where that is lost.
using salvage_visitor = std::function<result<void>(
  const segment_header* home, std::span<const placed_record> commit)>;

/// Is told how many bytes of how many were looked at.
using progress = std::function<void(std::uint64_t done, std::uint64_t all)>;

/// Shows every whole commit that can still be read, in order and each once, to
/// `visit` (without a place to keep), whatever lies between. Changes nothing.
/// Fails only if the disk, or the visitor, does.
result<survey>
salvage(disk& where, const std::string& folder, std::span<const log_part> parts,
        const salvage_visitor& visit, const progress& tell = {});

/// The same without showing anything: finds every hole.
result<survey>
verify(disk& where, const std::string& folder, std::span<const log_part> parts,
       const progress& tell = {});

} // namespace brine::journal
