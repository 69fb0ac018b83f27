// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <concepts>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace brine {

/// A key followed by steps into its document, as in `{"alice", "age"}`. Has at
/// least the key. Copying is cheap.
class path {
public:
  /// From a key alone, or from a key and steps.
  template <class K, class... S>

  requires(
    !std::same_as<
      std::remove_cvref_t<K>,
      path> && std::convertible_to<K, value> && (std::convertible_to<S, value> && ...))
    path(K&& key, S&&... steps)
      : parts_(vec(std::forward<K>(key), std::forward<S>(steps)...)) {}

  /// From all parts; throws `bad_argument` if there are none.
  [[nodiscard]] static path of(std::vector<value> parts);

  [[nodiscard]] const value& key() const noexcept {
    return parts().front();
  }

  /// What follows the key.
  [[nodiscard]] std::span<const value> steps() const noexcept {
    return parts().subspan(1);
  }

  /// The key and the steps.
  [[nodiscard]] std::span<const value> parts() const noexcept {
    return parts_.items();
  }

  /// The parts as a vector.
  [[nodiscard]] const value& as_value() const noexcept {
    return parts_;
  }

  bool operator==(const path&) const = default;

private:
  value parts_;
};

/// The path as an edn vector.
[[nodiscard]] std::string to_string(const path& p);

} // namespace brine
