// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>

#include <functional>
#include <string>

namespace brine::test {

/// The code that `f` fails with; none of the codes if it does not.
inline errc code_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const error& e) {
    return e.code();
  }
  return errc{};
}

/// What `f` fails with, as text; "nothing" if it does not.
inline std::string failure_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}

} // namespace brine::test
