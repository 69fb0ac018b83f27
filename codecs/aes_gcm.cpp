// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_gcm.hpp>
#include <brine/codecs/derived_keys.hpp>
#include <brine/codecs/gcm_key.hpp>
#include <brine/codecs/serializer.hpp>

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <vector>

namespace brine {

namespace {

constexpr std::string_view codec_name = "aes-gcm";
constexpr std::size_t salt_size = 16;
constexpr std::size_t nonce_at = sizeof(key_id::bytes) + salt_size;
constexpr std::size_t text_at = nonce_at + gcm_key::nonce_size;
constexpr std::size_t overhead = text_at + gcm_key::tag_size;

static_assert(nonce_at == derived_keys::name_size);

/// How often the process has become a child of itself.
std::uint64_t forks() {
  static std::atomic<std::uint64_t> count{0};
  static const int counted = ::pthread_atfork(
    nullptr, nullptr, [] { count.fetch_add(1, std::memory_order_relaxed); });
  static_cast<void>(counted);
  return count.load(std::memory_order_relaxed);
}

template <std::size_t Size>
std::string_view view_of(const std::array<unsigned char, Size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <std::size_t Size>
std::array<unsigned char, Size> big_endian(std::uint64_t n) {
  auto bytes = std::array<unsigned char, Size>();
  for (std::size_t i = Size; n != 0; n >>= 8)
    bytes[--i] = static_cast<unsigned char>(n);
  return bytes;
}

/// What the tag vouches for; lives as long as a call.
struct place_bytes {
  std::array<unsigned char, 4> header_size;
  std::array<unsigned char, 9> role_and_size;

  explicit place_bytes(const seal_place& where)
      : header_size(big_endian<4>(where.header.size())),
        role_and_size(big_endian<9>(where.key.size())) {
    role_and_size[0] = static_cast<unsigned char>(where.role);
  }
};

/// A salt and its derived key, under which blobs are sealed from now on.
struct opening {
  std::string name; ///< Key id and salt.
  std::shared_ptr<const gcm_key> key;
  std::uint64_t process = 0;
  mutable std::atomic<std::uint64_t> next{0};
};

class aes_gcm final : public encryptor {
public:
  aes_gcm(std::shared_ptr<keyring> keys, const aes_gcm_limits& limits)
      : keys_(std::move(keys)), limits_(limits), known_(*keys_, limits.cached) {
  }

  std::string_view name() const noexcept override {
    return codec_name;
  }

  std::uint8_t id() const noexcept override {
    return aes_gcm_id;
  }

  std::size_t sealed_size(std::size_t plain) const noexcept override {
    return overhead + plain;
  }

  result<void> seal(std::string& out, std::string_view plain,
                    const seal_place& where) const override {
    auto by = take_nonce();
    if (!by)
      return by.failure();
    const auto begin = out.size();
    out.resize(begin + sealed_size(plain.size()));
    auto* to = reinterpret_cast<unsigned char*>(out.data()) + begin;
    std::memcpy(to, by->from->name.data(), nonce_at);
    std::memcpy(to + nonce_at, by->nonce.data(), by->nonce.size());
    const auto place = place_bytes(where);
    auto done = by->from->key->seal(to + text_at, plain, by->nonce,
                                    {view_of(place.header_size), where.header,
                                     view_of(place.role_and_size), where.key});
    if (!done)
      out.resize(begin);
    return done;
  }

  result<void> unseal(std::string& out, std::string_view sealed,
                      const seal_place& where) const override {
    if (sealed.size() < overhead)
      return damaged_bytes(codec_name, sealed.size(), sealed.size(),
                           "cut off; sealed bytes are 52 or more");
    auto key = find(sealed.substr(0, nonce_at));
    if (!key)
      return codec_error(key.failure().code(), codec_name, 0, sealed.size(),
                         key.failure().message());
    auto nonce = gcm_key::nonce();
    std::memcpy(nonce.data(), sealed.data() + nonce_at, nonce.size());
    const auto begin = out.size();
    out.resize(begin + sealed.size() - overhead);
    const auto place = place_bytes(where);
    auto good =
      (*key)->open(reinterpret_cast<unsigned char*>(out.data()) + begin,
                   sealed.substr(text_at), nonce,
                   {view_of(place.header_size), where.header,
                    view_of(place.role_and_size), where.key});
    if (good && *good)
      return {};
    out.resize(begin);
    if (!good)
      return good.failure();
    return damaged_bytes(codec_name, sealed.size() - gcm_key::tag_size,
                         sealed.size(),
                         "the tag is wrong: the bytes were altered, or belong "
                         "to another key or place");
  }

  [[nodiscard]] const std::shared_ptr<keyring>& keys() const noexcept {
    return keys_;
  }

private:
  struct nonce_of {
    const opening* from;
    gcm_key::nonce nonce;
  };

  result<nonce_of> take_nonce() const {
    for (;;) {
      const auto* from = now_.load(std::memory_order_acquire);
      if (from && from->process == forks()) {
        const auto n = from->next.fetch_add(1, std::memory_order_relaxed);
        if (n < limits_.end_nonce)
          return nonce_of{from, big_endian<gcm_key::nonce_size>(n)};
      }
      if (auto done = begin_opening(from); !done)
        return done.failure();
    }
  }

  /// A new salt, unless another thread was quicker.
  result<void> begin_opening(const opening* before) const {
    const auto held = std::lock_guard(lock_);
    if (now_.load(std::memory_order_acquire) != before)
      return {};
    const auto current = keys_->current();
    if (!current)
      return error(errc::wrong_secret,
                   "aes-gcm: no key is known here that seals");
    auto salt = std::array<unsigned char, salt_size>();
    if (auto done = fill_random(salt.data(), salt.size()); !done)
      return done;
    auto fresh = std::make_unique<opening>();
    fresh->name = view_of(current->bytes);
    fresh->name += view_of(salt);
    auto key = known_.derive(fresh->name);
    if (!key)
      return key.failure();
    fresh->key = std::move(*key);
    fresh->process = forks();
    fresh->next = limits_.first_nonce;
    now_.store(fresh.get(), std::memory_order_release);
    openings_.push_back(std::move(fresh));
    return {};
  }

  result<std::shared_ptr<const gcm_key>> find(std::string_view name) const {
    const auto* own = now_.load(std::memory_order_acquire);
    return own && own->name == name ? own->key : known_.find(name);
  }

  std::shared_ptr<keyring> keys_;
  aes_gcm_limits limits_;
  mutable derived_keys known_;
  mutable std::atomic<const opening*> now_{nullptr};
  mutable std::mutex lock_; ///< Held while an opening begins.
  /// All there were: other threads may still look at one. There are few.
  mutable std::vector<std::unique_ptr<const opening>> openings_;
};

} // namespace

std::shared_ptr<const encryptor>
make_aes_gcm(std::shared_ptr<keyring> keys, const aes_gcm_limits& limits) {
  return std::make_shared<aes_gcm>(std::move(keys), limits);
}

std::shared_ptr<keyring> keys_of(const codec_parts<encryptor>& known) {
  const auto found = known.find(aes_gcm_id);
  const auto* by = found ? dynamic_cast<const aes_gcm*>(*found) : nullptr;
  return by ? by->keys() : nullptr;
}

} // namespace brine
