// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_cbc.hpp>
#include <brine/codecs/hasch.hpp>
#include <brine/codecs/key_derivation.hpp>
#include <brine/codecs/secret.hpp>
#include <brine/codecs/serializer.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <tuple>
#include <utility>
#include <vector>

namespace brine {

namespace {

constexpr std::string_view codec_name = "aes-cbc";
constexpr auto salt_size = std::tuple_size_v<aes_cbc_salt>;
constexpr std::size_t block_size = 16;

struct release {
  void operator()(EVP_CIPHER_CTX* context) const {
    EVP_CIPHER_CTX_free(context); // wipes it
  }
};

using cipher = std::unique_ptr<EVP_CIPHER_CTX, release>;

unsigned char* bytes(char* text) {
  return reinterpret_cast<unsigned char*>(text);
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

error failed() {
  return {errc::io_failed, "aes-cbc: OpenSSL fails"};
}

/// Tag and body of the salt as a list of signed bytes.
result<secret> listed(std::string_view salt) {
  auto all = std::vector<value>();
  for (const auto c : salt)
    all.emplace_back(static_cast<std::int64_t>(static_cast<std::int8_t>(c)));
  return hasch_bytes(value::list_of(std::move(all)));
}

secret joined(std::initializer_list<std::string_view> parts) {
  auto size = std::size_t{0};
  for (const auto part : parts)
    size += part.size();
  auto all = secret(size);
  auto* at = all.data();
  for (const auto part : parts)
    at = std::copy(part.begin(), part.end(), at);
  return all;
}

result<secret> digest(const secret& of) {
  auto d = secret(sizeof(sha512_digest));
  if (auto done = sha512(d.data(), of.view()); !done)
    return done.failure();
  return d;
}

class aes_cbc final : public encryptor {
public:
  /// Tag and body of the key.
  aes_cbc(secret key, const std::optional<aes_cbc_salt>& fixed)
      : key_(std::move(key)), fixed_(fixed) {}

  [[nodiscard]] std::string_view name() const noexcept override {
    return codec_name;
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return aes_cbc_id;
  }

  [[nodiscard]] std::size_t
  sealed_size(std::size_t plain) const noexcept override {
    return salt_size + (plain / block_size + 1) * block_size;
  }

  result<void> seal(std::string& out, std::string_view plain,
                    const seal_place&) const override {
    const auto salt = new_salt();
    if (!salt)
      return salt.failure();
    const auto salt_text =
      std::string_view(reinterpret_cast<const char*>(salt->data()), salt_size);
    const auto with = begin(salt_text, true);
    if (!with)
      return with.failure();
    const auto before = out.size();
    out += salt_text;
    if (run(*with, out, plain))
      return {};
    out.resize(before);
    return failed();
  }

  result<void> unseal(std::string& out, std::string_view sealed,
                      const seal_place&) const override {
    if (sealed.size() < sealed_size(0) || sealed.size() % block_size != 0)
      return damaged_bytes(codec_name, sealed.size(), sealed.size(),
                           "not a salt and whole blocks");
    const auto with = begin(sealed.substr(0, salt_size), false);
    if (!with)
      return with.failure();
    const auto before = out.size();
    if (run(*with, out, sealed.substr(salt_size)))
      return {};
    out.resize(before);
    return damaged_bytes(codec_name, sealed.size() - block_size, sealed.size(),
                         "wrong key or altered bytes");
  }

private:
  [[nodiscard]] result<aes_cbc_salt> new_salt() const {
    if (fixed_)
      return *fixed_;
    auto salt = aes_cbc_salt();
    if (auto done = fill_random(salt.data(), salt.size()); !done)
      return done.failure();
    // ClojureScript takes -128 for 128.
    std::replace(salt.begin(), salt.end(), std::uint8_t{0x80}, std::uint8_t{0});
    return salt;
  }

  /// A cipher with the key and the initial vector of a salt.
  [[nodiscard]] result<cipher> begin(std::string_view salt, bool seals) const {
    const auto list = listed(salt);
    if (!list)
      return list.failure();
    const auto key = derived("key", list->view());
    const auto iv = derived("initial-value", list->view());
    if (!key || !iv)
      return (key ? iv : key).failure();
    auto with = cipher(EVP_CIPHER_CTX_new());
    if (!with
        || EVP_CipherInit_ex(with.get(), EVP_aes_256_cbc(), nullptr,
                             key->data(), iv->data(), seals ? 1 : 0)
             != 1)
      return failed();
    return with;
  }

  /// edn_hash([what salt key])
  [[nodiscard]] result<secret>
  derived(std::string_view what, std::string_view salt) const {
    const auto name = hasch_bytes(what);
    if (!name)
      return name.failure();
    const auto inner = digest(joined({name->view(), salt, key_.view()}));
    if (!inner)
      return inner.failure();
    constexpr std::string_view vector_tag = "\t";
    return digest(joined({vector_tag, inner->view()}));
  }

  /// Appends all of it; false if OpenSSL refuses it.
  static bool run(const cipher& with, std::string& out, std::string_view from) {
    constexpr auto most = std::size_t{1} << 30; // sizes are ints
    auto end = out.size();
    out.resize(end + from.size() + block_size);
    for (auto n = 0; !from.empty(); end += static_cast<std::size_t>(n)) {
      const auto part = from.substr(0, most);
      from.remove_prefix(part.size());
      if (EVP_CipherUpdate(with.get(), bytes(out.data() + end), &n, bytes(part),
                           static_cast<int>(part.size()))
          != 1)
        return false;
    }
    auto n = 0;
    if (EVP_CipherFinal_ex(with.get(), bytes(out.data() + end), &n) != 1)
      return false;
    out.resize(end + static_cast<std::size_t>(n));
    return true;
  }

  secret key_;
  std::optional<aes_cbc_salt> fixed_;
};

} // namespace

result<std::shared_ptr<const encryptor>>
make_aes_cbc(const value& key, java_version whose,
             const std::optional<aes_cbc_salt>& fixed) {
  if (key.is_nil())
    return error(errc::bad_argument, "aes-cbc: there is no key");
  auto coerced = hasch_bytes(key, whose);
  if (!coerced)
    return coerced.failure();
  return std::shared_ptr<const encryptor>(
    std::make_shared<aes_cbc>(std::move(*coerced), fixed));
}

} // namespace brine
