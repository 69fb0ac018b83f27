// SPDX-License-Identifier: MIT
#include <brine/codecs/sha512.hpp>

#include <openssl/evp.h>

namespace brine {

result<void> sha512(std::uint8_t* to, std::string_view bytes) {
  if (EVP_Digest(bytes.data(), bytes.size(), to, nullptr, EVP_sha512(), nullptr)
      != 1)
    return error(errc::unsupported, "OpenSSL has no SHA-512 here");
  return {};
}

} // namespace brine
