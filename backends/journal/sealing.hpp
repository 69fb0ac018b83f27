// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/registry.hpp>

#include <memory>

namespace brine::journal {

/// Whether and by what a store's files around its documents are sealed. The
/// encryptor is always "aes-gcm". A value; copies share the keys.
class sealing {
public:
  /// Of a store that has no key.
  sealing() = default;

  /// @param had_key whether the store was ever written with one
  sealing(const codec_registry& known, bool had_key);

  /// What seals; null if what is written is plain.
  [[nodiscard]] const encryptor* writes() const noexcept {
    return seals_ ? by_.get() : nullptr;
  }

  /// What opens what is sealed; null if nothing here can.
  [[nodiscard]] const encryptor* opens() const noexcept {
    return by_.get();
  }

  /// Whether a plain file may stand beside the log. Where records may be
  /// sealed it would tell their keys to who writes it, and believe who forges
  /// one.
  [[nodiscard]] bool takes_plain() const noexcept {
    return takes_plain_;
  }

  /// Whether files beside the log can be written at all.
  [[nodiscard]] bool may_write() const noexcept {
    return seals_ || takes_plain_;
  }

private:
  std::shared_ptr<const encryptor> by_;
  bool seals_ = false;
  bool takes_plain_ = true;
};

} // namespace brine::journal
