// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/manifest.hpp>

#include <string>

namespace brine::journal {

/// Reads the manifest of the store in a folder. One that is missing or damaged
/// is made anew from the segments and written; an empty one if there are none.
/// Fails with `damaged` if they leave more than one answer.
result<manifest> find_manifest(disk& where, const std::string& folder);

} // namespace brine::journal
