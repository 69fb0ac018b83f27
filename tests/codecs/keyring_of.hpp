// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/aes_gcm.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace brine::test {

/// A keyring with keys of one letter each, the first of which is current.
inline std::shared_ptr<keyring> keyring_of(std::string_view letters) {
  auto keys = std::make_shared<keyring>();
  auto use = key_use::current;
  for (auto c : letters) {
    keys->add_key(secret(std::string(keyring::key_size, c)), use).or_throw();
    use = key_use::former;
  }
  return keys;
}

/// The codecs that come with brine, and aes-gcm with these keys.
inline codec_registry codecs_with(std::shared_ptr<keyring> keys) {
  auto known = builtin_codecs();
  known.encryptors.add(make_aes_gcm(std::move(keys))).or_throw();
  return known;
}

} // namespace brine::test
