// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/manifest.hpp>

#include <string>

namespace brine::journal {

/// Reads the manifest of the store in a folder. One that is missing or damaged
/// is made anew from the segments and written; an empty one if there are none.
/// Fails with `damaged` if they leave more than one answer, if any of them is
/// sealed and has records or a neighbour, and always if the list `was_sealed`:
/// then segments are not believed.
result<manifest> find_manifest(disk& where, const std::string& folder,
                               const sealing& how, bool was_sealed);

/// What is said of a sealed log whose manifest is missing.
[[nodiscard]] error lost_list(const std::string& folder);

} // namespace brine::journal
