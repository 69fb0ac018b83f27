// SPDX-License-Identifier: MIT
#pragma once

#include <brine/cli/command.hpp>
#include <brine/hooks/filter.hpp>

namespace brine::cli {

/// The options by which `log` and `watch` choose changes.
struct filter_options {
  std::vector<std::string> keys;
  std::vector<std::string> prefixes;
  std::vector<std::string> paths;
  std::vector<std::string> operations;

  void add_to(CLI::App* command);

  /// Any of the keys, prefixes and paths, and any of the operations.
  [[nodiscard]] filter make() const;
};

} // namespace brine::cli
