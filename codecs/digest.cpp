// SPDX-License-Identifier: MIT
#include <brine/codecs/digest.hpp>

#include <openssl/evp.h>

namespace brine {

result<void> sha512(std::uint8_t* to, std::string_view bytes) {
  if (EVP_Digest(bytes.data(), bytes.size(), to, nullptr, EVP_sha512(), nullptr)
      != 1)
    return error(errc::unsupported, "OpenSSL has no SHA-512 here");
  return {};
}

result<std::string> sha256(std::string_view bytes) {
  auto out = std::string(32, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  if (EVP_Digest(bytes.data(), bytes.size(), to, nullptr, EVP_sha256(), nullptr)
      != 1)
    return error(errc::unsupported, "OpenSSL has no SHA-256 here");
  return out;
}

} // namespace brine
