// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_cbc.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/codecs/digest.hpp>

// What needs OpenSSL, in a build without it.

namespace brine {

namespace {

error absent() {
  return {errc::unsupported, "OpenSSL is not built in: configure brine with "
                             "BRINE_WITH_OPENSSL=ON"};
}

} // namespace

result<std::string> sha256(std::string_view) {
  return absent();
}

result<std::string> sha256(const std::function<std::string_view()>&) {
  return absent();
}

result<scrypt_parameters> new_scrypt_parameters() {
  return absent();
}

bool acceptable(const scrypt_parameters&) noexcept {
  return true;
}

result<secret> scrypt(std::string_view, std::string_view,
                      const scrypt_parameters&, std::size_t) {
  return absent();
}

result<secret>
hkdf_sha256(std::string_view, std::string_view, std::string_view, std::size_t) {
  return absent();
}

result<void> sha512(std::uint8_t*, std::string_view) {
  return absent();
}

result<std::shared_ptr<const encryptor>>
make_aes_cbc(const value&, java_version, const std::optional<aes_cbc_salt>&) {
  return absent();
}

result<void> fill_random(unsigned char*, std::size_t) {
  return absent();
}

std::shared_ptr<const encryptor>
make_aes_gcm(std::shared_ptr<keyring>, const aes_gcm_limits&) {
  return nullptr;
}

std::shared_ptr<keyring> keys_of(const codec_parts<encryptor>&) {
  return nullptr;
}

} // namespace brine
