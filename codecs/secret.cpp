// SPDX-License-Identifier: MIT
#include <brine/codecs/secret.hpp>

#ifdef BRINE_WITH_OPENSSL
#include <openssl/crypto.h>
#endif

#include <cstring>
#include <utility>

namespace brine {

secret::secret(std::size_t size)
    : bytes_(std::make_unique<unsigned char[]>(size)), size_(size) {}

secret::secret(std::string_view bytes) : secret(bytes.size()) {
  if (!bytes.empty())
    std::memcpy(bytes_.get(), bytes.data(), bytes.size());
}

secret::secret(secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

secret& secret::operator=(secret&& other) noexcept {
  auto old = std::move(*this);
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

secret::~secret() {
  wipe(bytes_.get(), size_);
}

void wipe(void* bytes, std::size_t size) noexcept {
#ifdef BRINE_WITH_OPENSSL
  if (size > 0)
    OPENSSL_cleanse(bytes, size);
#else
  auto* at = static_cast<volatile unsigned char*>(bytes);
  for (std::size_t i = 0; i < size; ++i)
    at[i] = 0;
#endif
}

} // namespace brine
