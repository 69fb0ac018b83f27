// SPDX-License-Identifier: MIT
#include <brine/backends/journal/listed_segment.hpp>

namespace brine::journal {

result<void> check_listed(const std::string& path, const segment_header& found,
                          const live_segment& listed) {
  if (!found.sealed && !listed.sealed)
    return {};
  if (found.id == listed.id && found.log == listed.log
      && found.sealed == listed.sealed)
    return {};
  return error_at(path, 0, "its header is not that of the segment in MANIFEST");
}

result<ref<segment>> open_listed(disk& where, const std::string& folder,
                                 const live_segment& listed) {
  auto opened = open_segment(where, folder, listed.name);
  if (!opened)
    return opened;
  if (auto same = check_listed((*opened)->path(), (*opened)->header(), listed);
      !same)
    return same.failure();
  (*opened)->set_tags(listed.tags);
  return opened;
}

} // namespace brine::journal
