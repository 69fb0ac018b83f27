// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>
#include <brine/core/path.hpp>

namespace brine {

path path::of(std::vector<value> parts) {
  if (parts.empty())
    throw error(errc::bad_argument, "a path without a key");
  auto p = path(value());
  p.parts_ = value::vector_of(parts);
  return p;
}

std::string to_string(const path& p) {
  return to_string(p.as_value());
}

} // namespace brine
