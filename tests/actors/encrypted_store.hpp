// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>

#include <filesystem>
#include <string>

#include "../file_bytes.hpp"
#include "failures.hpp"

namespace brine::test {

inline const auto key_a = std::string(64, 'a');
inline const auto key_b = std::string(64, 'b');
inline const auto key_c = std::string(64, 'c');

/// What is searched for in files and logs.
inline constexpr auto marker = "a-text-nobody-may-read";

/// A journal of small segments, with these settings.
inline config at(const std::string& path, const std::string& settings) {
  return "journal:" + path + "?fsync=never&segment-size=64KiB&" + settings;
}

/// What opening fails with, as text.
inline std::string opened(const config& where) {
  return failure_of([&] { connect(where).close(); });
}

/// Everything that the files of a store hold, and their names.
inline std::string all_bytes(const std::string& path) {
  namespace fs = std::filesystem;
  auto all = std::string();
  for (const auto& x : fs::recursive_directory_iterator(path)) {
    all += x.path().string() + '\n';
    if (x.is_regular_file())
      all += bytes_of(x.path().string());
  }
  return all;
}

inline bool holds(const std::string& all, const std::string& text) {
  return all.find(text) != std::string::npos;
}

} // namespace brine::test
