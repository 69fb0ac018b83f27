// SPDX-License-Identifier: MIT
#include <brine/codecs/sha512.hpp>

#include <openssl/evp.h>

namespace brine {

result<sha512_digest> sha512(std::string_view bytes) {
  auto d = sha512_digest();
  if (EVP_Digest(bytes.data(), bytes.size(), d.data(), nullptr, EVP_sha512(),
                 nullptr)
      != 1)
    return error(errc::unsupported, "OpenSSL has no SHA-512 here");
  return d;
}

} // namespace brine
