// SPDX-License-Identifier: MIT
#include <brine/core/kind.hpp>

#include <array>
#include <cassert>

namespace brine {

std::string_view name(kind k) noexcept {
  constexpr std::array<std::string_view, 19> names{
    "nil",     "boolean", "integer",   "big integer", "double",
    "decimal", "ratio",   "character", "string",      "symbol",
    "keyword", "instant", "uuid",      "bytes",       "list",
    "vector",  "map",     "set",       "tagged value"};
  auto i = static_cast<std::size_t>(k);
  assert(i < names.size());
  return names[i];
}

} // namespace brine
