// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/secret.hpp>
#include <brine/core/result.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <string_view>

struct evp_cipher_ctx_st;

namespace brine {

/// AES-256-GCM under one key. Thread-safe, without a lock: what OpenSSL needs
/// to work, which holds the expanded key, is kept for the next call and wiped
/// with this, not with a thread.
class gcm_key {
public:
  static constexpr std::size_t nonce_size = 12;
  static constexpr std::size_t tag_size = 16;

  using nonce = std::array<unsigned char, nonce_size>;
  using parts = std::initializer_list<std::string_view>;

  /// @pre 32 bytes
  explicit gcm_key(secret key) noexcept : key_(std::move(key)) {}

  ~gcm_key();

  gcm_key(const gcm_key&) = delete;
  gcm_key& operator=(const gcm_key&) = delete;

  /// Writes as many bytes as `plain` has, and the tag. `about` is what else the
  /// tag vouches for. @pre the nonce was never used with this key
  result<void> seal(unsigned char* to, std::string_view plain, const nonce& n,
                    parts about) const;

  /// The reverse: writes all but the tag's bytes; false, and zeros, if they are
  /// not what was sealed.
  result<bool> open(unsigned char* to, std::string_view sealed, const nonce& n,
                    parts about) const;

private:
  class borrowed;

  secret key_;
  /// A thread finds in its slot what it left there, or nothing.
  mutable std::array<std::atomic<evp_cipher_ctx_st*>, 16> slots_{};
};

} // namespace brine
