// SPDX-License-Identifier: MIT
#include <brine/backends/journal/boot_id.hpp>
#include <brine/core/hex.hpp>

#include <algorithm>
#include <fstream>
#include <string>

namespace brine::journal {

result<boot_id> system_boot_id() {
  constexpr auto path = "/proc/sys/kernel/random/boot_id";
  auto line = std::string{};
  auto from = std::ifstream(path);
  std::getline(from, line);
  line.erase(std::remove(line.begin(), line.end(), '-'), line.end());
  auto bytes = parse_hex<16>(line);
  if (!bytes)
    return error(errc::io_failed, std::string(path) + ": no boot id there");
  return boot_id{*bytes};
}

} // namespace brine::journal
