// SPDX-License-Identifier: MIT
#include <brine/codecs/gcm_key.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <climits>

namespace brine {

namespace {

std::size_t thread_number() noexcept {
  static std::atomic<std::size_t> next{0};
  thread_local const auto mine = next.fetch_add(1, std::memory_order_relaxed);
  return mine;
}

const unsigned char* bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

bool fits(std::string_view text) noexcept {
  return text.size() <= INT_MAX;
}

error failed(const char* what) {
  return {errc::io_failed, std::string("aes-gcm: OpenSSL does not ") + what};
}

/// What is authenticated, not written.
bool add_about(EVP_CIPHER_CTX* on, gcm_key::parts about) {
  auto n = 0;
  return std::all_of(about.begin(), about.end(), [&](std::string_view x) {
    return x.empty()
           || (fits(x)
               && EVP_CipherUpdate(on, nullptr, &n, bytes(x),
                                   static_cast<int>(x.size()))
                    == 1);
  });
}

bool add(EVP_CIPHER_CTX* on, unsigned char* to, std::string_view from) {
  auto n = 0;
  return from.empty()
         || EVP_CipherUpdate(on, to, &n, bytes(from),
                             static_cast<int>(from.size()))
              == 1;
}

} // namespace

/// A context with the key in it, for one call.
class gcm_key::borrowed {
public:
  explicit borrowed(const gcm_key& home)
      : slot_(home.slots_[thread_number() % home.slots_.size()]),
        context_(slot_.exchange(nullptr, std::memory_order_acquire)) {
    if (!context_)
      context_ = make(home.key_);
  }

  ~borrowed() {
    // Another thread of the same slot may have left its own meanwhile.
    EVP_CIPHER_CTX_free(slot_.exchange(context_, std::memory_order_acq_rel));
  }

  borrowed(const borrowed&) = delete;
  borrowed& operator=(const borrowed&) = delete;

  /// Null if OpenSSL has no memory.
  [[nodiscard]] EVP_CIPHER_CTX* begin(const nonce& n, bool seals) {
    if (!context_
        || EVP_CipherInit_ex(context_, nullptr, nullptr, nullptr, n.data(),
                             seals ? 1 : 0)
             != 1)
      return nullptr;
    return context_;
  }

private:
  static EVP_CIPHER_CTX* make(const secret& key) {
    auto* fresh = EVP_CIPHER_CTX_new();
    if (fresh
        && EVP_CipherInit_ex(fresh, EVP_aes_256_gcm(), nullptr, key.data(),
                             nullptr, 1)
             != 1) {
      EVP_CIPHER_CTX_free(fresh);
      return nullptr;
    }
    return fresh;
  }

  std::atomic<EVP_CIPHER_CTX*>& slot_;
  EVP_CIPHER_CTX* context_;
};

gcm_key::~gcm_key() {
  for (auto& slot : slots_)
    EVP_CIPHER_CTX_free(slot.load(std::memory_order_acquire)); // wipes it
}

result<void> gcm_key::seal(unsigned char* to, std::string_view plain,
                           const nonce& n, parts about) const {
  if (!fits(plain))
    return error(errc::too_large, "aes-gcm: seals 2 GiB at most");
  auto context = borrowed(*this);
  auto* on = context.begin(n, true);
  auto rest = 0;
  if (!on || !add_about(on, about) || !add(on, to, plain)
      || EVP_CipherFinal_ex(on, to + plain.size(), &rest) != 1
      || EVP_CIPHER_CTX_ctrl(on, EVP_CTRL_AEAD_GET_TAG, tag_size,
                             to + plain.size())
           != 1)
    return failed("seal");
  return {};
}

result<bool> gcm_key::open(unsigned char* to, std::string_view sealed,
                           const nonce& n, parts about) const {
  if (sealed.size() < tag_size || !fits(sealed))
    return false;
  const auto size = sealed.size() - tag_size;
  auto tag = std::array<unsigned char, tag_size>();
  std::copy_n(bytes(sealed) + size, tag_size, tag.data());
  auto context = borrowed(*this);
  auto* on = context.begin(n, false);
  if (!on
      || EVP_CIPHER_CTX_ctrl(on, EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data())
           != 1
      || !add_about(on, about) || !add(on, to, sealed.substr(0, size)))
    return failed("open what was sealed");
  auto rest = 0;
  if (EVP_CipherFinal_ex(on, to + size, &rest) == 1)
    return true;
  wipe(to, size);
  return false;
}

} // namespace brine
