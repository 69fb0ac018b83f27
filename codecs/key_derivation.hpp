// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/secret.hpp>
#include <brine/core/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace brine {

/// How a passphrase becomes a key (RFC 7914). No secret: it is kept with what
/// the key seals, and without it the passphrase opens nothing.
struct scrypt_parameters {
  std::array<std::uint8_t, 16> salt{};
  std::uint32_t log2_n = 17; ///< 2^17 blocks of 1 KiB: 128 MiB, for a while.
  std::uint32_t r = 8;
  std::uint32_t p = 1;

  friend bool
  operator==(const scrypt_parameters&, const scrypt_parameters&) = default;
};

/// The default ones with a new salt.
[[nodiscard]] result<scrypt_parameters> new_scrypt_parameters();

/// Whether they are between what is too weak and what takes a GiB: others are
/// not from us.
[[nodiscard]] bool acceptable(const scrypt_parameters& p) noexcept;

/// So many bytes out of a passphrase; takes time and memory on purpose.
[[nodiscard]] result<secret>
scrypt(std::string_view passphrase, std::string_view salt,
       const scrypt_parameters& cost, std::size_t size);

/// So many bytes out of a key (RFC 5869, with SHA-256), which tell nothing of
/// it or of those of another salt or purpose.
[[nodiscard]] result<secret>
hkdf_sha256(std::string_view key, std::string_view salt,
            std::string_view purpose, std::size_t size);

/// Fills with bytes that nobody can foresee.
result<void> fill_random(unsigned char* to, std::size_t size);

} // namespace brine
