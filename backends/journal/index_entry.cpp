// SPDX-License-Identifier: MIT
#include <brine/backends/journal/index_entry.hpp>

#include <cassert>
#include <cstring>
#include <limits>

namespace brine::journal {

void append_entry(std::vector<std::byte>& to, const index_entry& entry) {
  assert(entry.key.size() <= std::numeric_limits<std::uint32_t>::max());
  auto at = to.size();
  to.resize(at + entry_size(entry.key.size()));
  auto* p = to.data() + at;
  store_le<std::uint64_t>(p, entry.rev);
  store_le<std::uint64_t>(p + 8, entry.offset);
  store_le<std::uint32_t>(p + 16, entry.length);
  store_le(p + 20, static_cast<std::uint32_t>(entry.key.size()));
  store_le<std::uint32_t>(p + 24, entry.segment);
  store_le<std::uint16_t>(p + 28, entry.flags);
  if (!entry.key.empty())
    std::memcpy(p + entry_head_size, entry.key.data(), entry.key.size());
}

} // namespace brine::journal
