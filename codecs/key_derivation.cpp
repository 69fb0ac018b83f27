// SPDX-License-Identifier: MIT
#include <brine/codecs/key_derivation.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include <memory>

namespace brine {

namespace {

constexpr auto max_memory = std::uint64_t{1} << 30;

/// What a run takes: its N blocks, and some beside.
std::uint64_t memory(const scrypt_parameters& x) noexcept {
  return 128 * std::uint64_t{x.r} * ((std::uint64_t{1} << x.log2_n) + x.p + 2);
}

OSSL_PARAM parameter(const char* name, std::string_view bytes) {
  // OpenSSL does not write to it, whatever its type says; and takes no null.
  const auto* at = bytes.empty() ? "" : bytes.data();
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(at),
                                           bytes.size());
}

} // namespace

result<scrypt_parameters> new_scrypt_parameters() {
  auto fresh = scrypt_parameters();
  if (auto done = fill_random(fresh.salt.data(), fresh.salt.size()); !done)
    return done.failure();
  return fresh;
}

bool acceptable(const scrypt_parameters& x) noexcept {
  return x.log2_n >= 14 && x.log2_n <= 20 && x.r >= 8 && x.r <= 32 && x.p >= 1
         && x.p <= 16 && memory(x) <= max_memory;
}

result<secret> scrypt(std::string_view passphrase, std::string_view salt,
                      const scrypt_parameters& cost, std::size_t size) {
  auto key = secret(size);
  const auto* bytes = reinterpret_cast<const unsigned char*>(salt.data());
  if (cost.log2_n > 63
      || EVP_PBE_scrypt(passphrase.data(), passphrase.size(), bytes,
                        salt.size(), std::uint64_t{1} << cost.log2_n, cost.r,
                        cost.p, 2 * max_memory, key.data(), key.size())
           != 1)
    return error(errc::io_failed, "scrypt: OpenSSL makes no key; it may be "
                                  "short of memory");
  return key;
}

result<secret> hkdf_sha256(std::string_view key, std::string_view salt,
                           std::string_view purpose, std::size_t size) {
  const auto kdf = std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)>(
    EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_HKDF, nullptr), EVP_KDF_free);
  const auto run = std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)>(
    kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr, EVP_KDF_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM how[] = {
    OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
    parameter(OSSL_KDF_PARAM_KEY, key), parameter(OSSL_KDF_PARAM_SALT, salt),
    parameter(OSSL_KDF_PARAM_INFO, purpose), OSSL_PARAM_construct_end()};
  auto derived = secret(size);
  if (!run
      || EVP_KDF_derive(run.get(), derived.data(), derived.size(), how) != 1)
    return error(errc::io_failed, "HKDF: OpenSSL derives no key");
  return derived;
}

result<void> fill_random(unsigned char* to, std::size_t size) {
  if (RAND_bytes(to, static_cast<int>(size)) != 1)
    return error(errc::io_failed, "OpenSSL has no random bytes");
  return {};
}

} // namespace brine
