// SPDX-License-Identifier: MIT
#include <brine/codecs/keyring.hpp>
#include <brine/core/hex.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace brine {

namespace {

constexpr std::string_view id_purpose = "brine key id";

std::string_view view_of(const std::array<std::uint8_t, 16>& salt) {
  return {reinterpret_cast<const char*>(salt.data()), salt.size()};
}

} // namespace

std::string to_string(const key_id& id) {
  return to_hex(id.bytes);
}

result<void> keyring::add_key(secret key, key_use use) {
  if (key.size() != key_size)
    return error(
      errc::bad_argument,
      fmt::format("a key of {} bytes; it must have {}", key.size(), key_size));
  const auto held = std::lock_guard(lock_);
  if (auto done = check_use(use); !done)
    return done;
  return hold(std::move(key), use);
}

result<void> keyring::add_passphrase(secret passphrase, key_use use) {
  if (passphrase.size() == 0)
    return error(errc::bad_argument, "a passphrase must not be empty");
  const auto held = std::lock_guard(lock_);
  if (auto done = check_use(use); !done)
    return done;
  if (stretched_)
    return error(errc::bad_argument, "the keyring is unlocked already");
  passphrases_.push_back({use, std::move(passphrase)});
  return {};
}

result<void> keyring::unlock(const scrypt_parameters& how) {
  const auto held = std::lock_guard(lock_);
  if (stretched_)
    return *stretched_ == how
             ? result<void>()
             : error(errc::bad_argument,
                     "the keyring was unlocked with other parameters");
  if (!acceptable(how))
    return error(errc::damaged, "scrypt parameters that brine does not use");
  while (!passphrases_.empty()) {
    const auto& next = passphrases_.back();
    auto key = scrypt(next.passphrase.view(), view_of(how.salt), how, key_size);
    if (!key)
      return key.failure();
    if (auto done = hold(std::move(*key), next.use); !done)
      return done;
    passphrases_.pop_back();
  }
  stretched_ = how;
  return {};
}

bool keyring::seals() const {
  const auto held = std::lock_guard(lock_);
  return has_current();
}

std::optional<key_id> keyring::current() const {
  const auto held = std::lock_guard(lock_);
  for (const auto& x : keys_)
    if (x->use == key_use::current)
      return x->id;
  return std::nullopt;
}

std::size_t keyring::size() const {
  const auto held = std::lock_guard(lock_);
  return keys_.size() + passphrases_.size();
}

result<secret> keyring::derive(const key_id& from, std::string_view purpose,
                               std::string_view salt, std::size_t size) const {
  const auto found = find(from);
  if (!found)
    return missing(from);
  return hkdf_sha256(found->key.view(), salt, purpose, size);
}

bool keyring::has_current() const {
  auto is_current = [](key_use use) { return use == key_use::current; };
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const auto& x) { return is_current(x->use); })
         || std::any_of(passphrases_.begin(), passphrases_.end(),
                        [&](const auto& x) { return is_current(x.use); });
}

result<void> keyring::check_use(key_use use) const {
  if (use == key_use::current && has_current())
    return error(errc::bad_argument, "there already is a current key");
  return {};
}

result<void> keyring::hold(secret key, key_use use) {
  auto name = hkdf_sha256(key.view(), {}, id_purpose, sizeof(key_id::bytes));
  if (!name)
    return name.failure();
  auto id = key_id();
  std::copy_n(name->data(), id.bytes.size(), id.bytes.data());
  keys_.push_back(
    std::make_shared<const one_key>(one_key{use, id, std::move(key)}));
  return {};
}

std::shared_ptr<const keyring::one_key> keyring::find(const key_id& id) const {
  const auto held = std::lock_guard(lock_);
  for (const auto& x : keys_)
    if (x->id == id)
      return x;
  return nullptr;
}

error keyring::missing(const key_id& id) const {
  const auto known = size();
  return {errc::wrong_secret,
          fmt::format("this was sealed with the key {}, {}; a store is given "
                      "keys by \"encryption-key\" or \"passphrase\", keys it "
                      "had before by \"former-keys\" or "
                      "\"former-passphrases\", or the -file form of each",
                      to_string(id),
                      known == 0   ? "and no key is known here"
                      : known == 1 ? "and the one key known here is another"
                                   : fmt::format("which is none of the {} keys "
                                                 "known here",
                                                 known))};
}

} // namespace brine
