// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/keyring.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/codecs/secret.hpp>
#include <brine/core/config.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// What a config says of encryption. Files with keys are read when the store is
/// opened, not before.
class encryption_config {
public:
  /// Asks for all keys of a config that concern it.
  encryption_config(config_reader& reader, const codec_registry& known);

  /// Makes the keyring, adds its encryptor to what is known, and chooses that
  /// of new documents. `bad_config` if a file does not hold what it should,
  /// `unsupported` if there are keys and nothing to use them with.
  result<void> apply(store_codecs& to) const;

private:
  struct source {
    std::string name; ///< In the config.
    secret text;      ///< Key, passphrase, or path of a file with one.
    key_use use = key_use::former;
    bool passphrase = false;
    bool file = false;
  };

  void take_current(config_reader& reader);
  void take_former(config_reader& reader);
  void take(config_reader& reader, source form, std::string_view text);
  void choose(config_reader& reader, const codec_registry& known);

  std::vector<source> sources_;
  std::string chosen_; ///< Empty: as there is a key or not.
};

} // namespace brine
