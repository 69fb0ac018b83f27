// SPDX-License-Identifier: MIT
#include <brine/codecs/digest.hpp>

#include <openssl/evp.h>

#include <memory>

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

result<std::string> sha256(const std::function<std::string_view()>& next) {
  const auto context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>(
    EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  auto out = std::string(32, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  auto fine =
    context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (auto piece = next(); fine && !piece.empty(); piece = next())
    fine = EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
  if (!fine || EVP_DigestFinal_ex(context.get(), to, nullptr) != 1)
    return error(errc::unsupported, "OpenSSL has no SHA-256 here");
  return out;
}

} // namespace brine
