// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/gcm_key.hpp>
#include <brine/codecs/keyring.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace brine {

/// The keys that follow from those of a keyring and salts that were met: the
/// ones used last are kept. Thread-safe.
class derived_keys {
public:
  /// Key id and salt.
  static constexpr std::size_t name_size = 24;

  /// @param keys stays there
  derived_keys(const keyring& keys, std::size_t most)
      : keys_(keys), most_(most) {}

  /// Derives it unless it is kept. Fails with `wrong_secret` if its key is not
  /// in the keyring.
  result<std::shared_ptr<const gcm_key>> find(std::string_view name);

  /// Derives it, and keeps nothing.
  [[nodiscard]] result<std::shared_ptr<const gcm_key>>
  derive(std::string_view name) const;

private:
  struct kept {
    std::string name;
    std::shared_ptr<const gcm_key> key;
  };

  const keyring& keys_;
  std::size_t most_;
  std::mutex lock_;      ///< Held while a key is looked up or put in.
  std::list<kept> kept_; ///< The one used last comes first.
  std::unordered_map<std::string_view, std::list<kept>::iterator> places_;
};

} // namespace brine
