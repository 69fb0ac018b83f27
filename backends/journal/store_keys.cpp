// SPDX-License-Identifier: MIT
#include <brine/backends/journal/store_keys.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/core/hex.hpp>

#include <string_view>

namespace brine::journal {

std::string present_key(const encryption& with) {
  return to_hex(with.check.substr(0, sizeof(key_id::bytes)));
}

namespace {

constexpr std::string_view check_text = "brine";

std::string_view text_of(const uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

/// The check of one store is not that of another.
seal_place place_of_check(const uuid& store) {
  return {{}, seal_role::file, text_of(store)};
}

result<void> about(const std::string& folder, const result<void>& done) {
  if (done)
    return done;
  return error(done.failure().code(), folder + ": " + done.failure().message());
}

result<std::string> new_check(const encryptor& by, const uuid& store) {
  auto check = std::string();
  if (auto done = by.seal(check, check_text, place_of_check(store)); !done)
    return done.failure();
  return check;
}

result<void>
try_check(const encryptor& by, const encryption& with, const uuid& store) {
  auto plain = std::string();
  auto done = by.unseal(plain, with.check, place_of_check(store));
  if (done && plain != check_text)
    return error(errc::damaged, "store.edn: the check of the key is another");
  if (!done && done.failure().code() == errc::damaged)
    return error(errc::damaged, "store.edn: the check of the key: "
                                  + done.failure().message());
  return done;
}

error without_key(const encryption& with) {
  return {
    errc::wrong_secret,
    "the store is encrypted, with the key " + present_key(with)
      + "; give it, or the one to encrypt with from now on, by "
        "\"encryption-key\" or \"passphrase\", or the -file form of either"};
}

result<void> ready(identity& who, const codec_registry& codecs, bool writes) {
  const auto keys = keys_of(codecs.encryptors);
  const auto seals = keys && keys->seals();
  if (who.encryption && writes && !seals)
    return without_key(*who.encryption);
  const auto is_new = !who.encryption;
  if (!keys || keys->size() == 0 || (is_new && !(writes && seals)))
    return {};
  auto with = who.encryption.value_or(encryption());
  if (is_new) {
    auto fresh = new_scrypt_parameters();
    if (!fresh)
      return fresh.failure();
    with.scrypt = *fresh;
  }
  if (auto done = keys->unlock(with.scrypt); !done)
    return done;
  const auto& by = **codecs.encryptors.find(aes_gcm_id);
  if (!is_new)
    if (auto done = try_check(by, with, who.id); !done)
      return done;
  if (!writes || !seals)
    return {};
  if (is_new || present_key(with) != to_string(*keys->current())) {
    auto check = new_check(by, who.id);
    if (!check)
      return check.failure();
    with.check = std::move(*check);
  }
  who.encryption = std::move(with);
  return {};
}

} // namespace

result<void> ready_keys(identity& who, const codec_registry& codecs,
                        bool writes, const std::string& folder) {
  return about(folder, ready(who, codecs, writes));
}

result<void> unlock_keys(const identity& who, const codec_registry& codecs,
                         const std::string& folder) {
  const auto keys = keys_of(codecs.encryptors);
  if (!who.encryption || !keys)
    return {};
  return about(folder, keys->unlock(who.encryption->scrypt));
}

result<void> try_keys(const identity& who, const codec_registry& codecs,
                      const std::string& folder) {
  if (!who.encryption)
    return {};
  const auto keys = keys_of(codecs.encryptors);
  if (!keys || keys->size() == 0)
    return about(folder, without_key(*who.encryption));
  auto same = who;
  return about(folder, ready(same, codecs, false));
}

} // namespace brine::journal
