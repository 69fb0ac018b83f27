// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/index_entry.hpp>
#include <brine/backends/journal/stored_segment.hpp>

namespace brine::journal {

/// The entry that stands for a record in an index.
[[nodiscard]] index_entry
entry_of(const record& r, std::uint64_t offset, std::uint32_t length) noexcept;

/// Reads a closed segment and writes its index beside it.
result<void> index_segment(disk& where, const std::string& folder,
                           const stored_segment& closed);

} // namespace brine::journal
