// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/key_derivation.hpp>
#include <brine/codecs/secret.hpp>
#include <brine/core/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// Names a key without telling it: 8 bytes derived from it. The same key has
/// the same id everywhere.
struct key_id {
  std::array<std::uint8_t, 8> bytes{};

  friend bool operator==(const key_id&, const key_id&) = default;
};

/// As messages and logs show it: 16 hex digits.
[[nodiscard]] std::string to_string(const key_id& id);

enum class key_use : std::uint8_t {
  current, ///< Seals, and opens what it sealed.
  former,  ///< Opens only.
};

/// The keys of a store: one that seals, and any number that only open, so that
/// a key can be replaced while what it sealed is still there. Keys are wiped
/// when this goes. Thread-safe.
class keyring {
public:
  static constexpr std::size_t key_size = 32;

  /// Fails with `bad_argument` if it has another size, or if there is a current
  /// key and this is another.
  result<void> add_key(secret key, key_use use);

  /// A passphrase is no key before `unlock`; likewise `bad_argument` if it is
  /// empty.
  result<void> add_passphrase(secret passphrase, key_use use);

  /// Makes keys of the passphrases and wipes them: this takes part of a second
  /// for each. Again with the same parameters it does nothing; with others it
  /// is a `bad_argument`, since the passphrases are gone. Parameters that are
  /// not `acceptable` are `damaged`.
  result<void> unlock(const scrypt_parameters& how);

  /// Whether there is a current key or passphrase.
  [[nodiscard]] bool seals() const;

  /// The key that seals; nothing if there is none, or as long as it is a
  /// passphrase.
  [[nodiscard]] std::optional<key_id> current() const;

  /// Keys and passphrases.
  [[nodiscard]] std::size_t size() const;

  /// So many bytes by HKDF-SHA-256 from one of the keys, such as a key for an
  /// HMAC. `purpose` keeps uses apart, `salt` those of one purpose. Fails with
  /// `wrong_secret`, naming the key, if it is not here.
  [[nodiscard]] result<secret>
  derive(const key_id& from, std::string_view purpose, std::string_view salt,
         std::size_t size) const;

private:
  struct one_key {
    key_use use;
    key_id id;
    secret key;
  };

  struct locked {
    key_use use;
    secret passphrase;
  };

  [[nodiscard]] bool has_current() const;
  result<void> check_use(key_use use) const;
  result<void> hold(secret key, key_use use);
  [[nodiscard]] std::shared_ptr<const one_key> find(const key_id& id) const;
  [[nodiscard]] error missing(const key_id& id) const;

  mutable std::mutex lock_; ///< Held while keys are looked up, or added.
  std::vector<std::shared_ptr<const one_key>> keys_;
  std::vector<locked> passphrases_;
  std::optional<scrypt_parameters> stretched_;
};

} // namespace brine
