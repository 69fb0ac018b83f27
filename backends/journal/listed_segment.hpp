// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/segment.hpp>

#include <string>

namespace brine::journal {

/// Whether a segment is the one that the manifest lists under its name, as far
/// as that is needed to believe its sealed records; `damaged` if not.
result<void> check_listed(const std::string& path, const segment_header& found,
                          const live_segment& listed);

/// Opens a segment that the manifest lists. @param folder that of segments
result<ref<segment>>
open_listed(disk& where, const std::string& folder, const live_segment& listed);

} // namespace brine::journal
