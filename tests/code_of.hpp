// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <string>

namespace brine::test {

/// The name of the code that it failed with; "ok" if it did not.
template <class T>
std::string code_of(const result<T>& x) {
  return x ? "ok" : std::string(name(x.failure().code()));
}

} // namespace brine::test
