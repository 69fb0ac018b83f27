// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/registry.hpp>

#include <memory>

namespace brine::journal {

/// Whether and by what the log and what stands around it is sealed. The
/// encryptor is always "aes-gcm", whatever documents are encrypted with. A
/// value; copies share the keys.
class sealing {
public:
  /// Of a store that has no key.
  sealing() = default;

  /// @param sealed whether the store has one
  sealing(const codec_registry& known, bool sealed);

  /// What seals; null if what is written is plain.
  [[nodiscard]] const encryptor* writes() const noexcept {
    return seals_ ? by_.get() : nullptr;
  }

  /// What opens what is sealed; null if nothing here can.
  [[nodiscard]] const encryptor* opens() const noexcept {
    return by_.get();
  }

  /// Whether a plain file beside the log is believed. Where records may be
  /// sealed, who has no key could have made it.
  [[nodiscard]] bool takes_plain() const noexcept {
    return takes_plain_;
  }

  /// The same for what stands beside a log: a plain file is not believed where
  /// the log itself is sealed, whatever is said of the store.
  [[nodiscard]] sealing beside(bool sealed_log) const {
    auto x = *this;
    x.takes_plain_ = takes_plain_ && !sealed_log;
    return x;
  }

private:
  std::shared_ptr<const encryptor> by_;
  bool seals_ = false;
  bool takes_plain_ = true;
};

} // namespace brine::journal
