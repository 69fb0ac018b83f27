// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/encryptor.hpp>
#include <brine/codecs/java_text.hpp>
#include <brine/core/value.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace brine {

// sealed = salt(64) ciphertext
//
// Ciphertext is AES-256-CBC's, padded as in PKCS#7. Where `salt` is a list of
// the salt's bytes as integers from -128 to 127, the key is the first 32 bytes
// of hasch's edn_hash(["key" salt key]), and the initial vector the first 16 of
// edn_hash(["initial-value" salt key]).

inline constexpr std::uint8_t aes_cbc_id = 1;

using aes_cbc_salt = std::array<std::uint8_t, 64>;

/// konserve's encryptor, "aes-cbc", to read and write its files. It keeps
/// secret what is sealed and nothing more: nobody vouches that the bytes are
/// those that were sealed, or for the place, which is ignored. A wrong key, and
/// altered bytes, mostly fail with `damaged`; about once in 256 times they
/// give garbage, for the serializer to refuse.
/// @param key any value that hasch knows but nil, as konserve's config has it
/// @param whose for doubles in the key @param fixed the salt of all that is
/// sealed, for tests; a new one each time
[[nodiscard]] result<std::shared_ptr<const encryptor>>
make_aes_cbc(const value& key, java_version whose = java_version::java19,
             const std::optional<aes_cbc_salt>& fixed = {});

} // namespace brine
