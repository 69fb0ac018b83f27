// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/encryptor.hpp>
#include <brine/codecs/keyring.hpp>
#include <brine/codecs/registry.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace brine {

// sealed = key id(8) salt(16) nonce(12) ciphertext tag(16)
//
// Ciphertext and tag are AES-256-GCM's under HKDF-SHA-256(key, salt, "brine
// aes-256-gcm"). The tag vouches, beside the ciphertext, for
//
// about  = size(header, 4) header role(1) size(key, 8) key
//
// with big-endian sizes: where the bytes belong. docs/security.md says what
// that is good for.

inline constexpr std::uint8_t aes_gcm_id = 64;

/// How far the nonces of one salt go, and what is kept.
struct aes_gcm_limits {
  std::uint64_t first_nonce = 0;
  std::uint64_t end_nonce = std::uint64_t{1} << 32; ///< Then comes a new salt.
  std::size_t cached = 256; ///< Derived keys, each of a salt that was met.
};

/// The encryptor "aes-gcm". It seals with the current key, `wrong_secret` if
/// there is none, and opens with any of them. No nonce comes twice, also not
/// after a fork of the process.
[[nodiscard]] std::shared_ptr<const encryptor>
make_aes_gcm(std::shared_ptr<keyring> keys, const aes_gcm_limits& limits = {});

/// The keyring of the one among these; null if there is none.
[[nodiscard]] std::shared_ptr<keyring>
keys_of(const codec_parts<encryptor>& known);

} // namespace brine
