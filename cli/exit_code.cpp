// SPDX-License-Identifier: MIT
#include <brine/cli/exit_code.hpp>

namespace brine::cli {

int exit_code_of(const error& e) noexcept {
  switch (e.code()) {
  case errc::bad_argument:
  case errc::bad_text:
  case errc::bad_config:
  case errc::unknown_backend:
    return exit_code::usage;
  case errc::wrong_kind:
  case errc::too_large:
  case errc::conflict:
    return exit_code::bad_input;
  case errc::damaged:
    return exit_code::damaged;
  case errc::history_lost:
    return exit_code::history_lost;
  default:
    return exit_code::store_failed;
  }
}

} // namespace brine::cli
