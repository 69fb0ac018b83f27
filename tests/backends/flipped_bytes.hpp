// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "sim_disk.hpp"

namespace brine::test {

/// Damages a file at each byte (a bit, all bits) and at each length; returns
/// the places where `sound(disk)` said nothing, and mends the file.
template <class Sound>
std::vector<std::string>
unnoticed_damage(sim_disk& where, const std::string& path, Sound sound) {
  auto whole = where.bytes(path);
  auto unnoticed = std::vector<std::string>{};
  auto check = [&](const std::string& bytes, const std::string& what) {
    where.damage(path, bytes);
    if (sound(where))
      unnoticed.push_back(what);
  };
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (auto mask : {1, 0x80, 0xff}) {
      auto bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ mask);
      check(bytes, "byte " + std::to_string(i));
    }
    check(whole.substr(0, i), "cut at " + std::to_string(i));
  }
  check(whole + '\0', "extended");
  where.damage(path, whole);
  return unnoticed;
}

} // namespace brine::test
