// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace brine {

/// The documents that a `transact` declared, for its function to read and
/// change. An empty optional means absent; assigning nullopt, or `{}`, deletes;
/// what is the same afterwards is not written.
class transaction {
public:
  /// Throws `bad_argument` for a key that was not declared.
  [[nodiscard]] std::optional<value>& operator[](const value& key);

private:
  friend class transact_run;

  std::map<std::string, std::optional<value>, std::less<>> documents_;
};

} // namespace brine
