// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"

namespace brine::test {

/// Where a test makes its stores: in memory, and below `folder` a journal with
/// each of these settings.
inline std::vector<std::string>
places(const scratch_directory& folder,
       const std::vector<std::string>& settings = {"fsync=never",
                                                   "segment-size=64KiB"}) {
  std::vector<std::string> all{"memory:"};
  for (const auto& s : settings)
    all.push_back("journal:" + (folder / std::to_string(all.size())) + '?' + s);
  return all;
}

} // namespace brine::test
