// SPDX-License-Identifier: MIT
#include <brine/backends/journal/sealing.hpp>
#include <brine/codecs/aes_gcm.hpp>

namespace brine::journal {

sealing::sealing(const codec_registry& known, bool sealed) {
  if (const auto keys = keys_of(known.encryptors)) {
    by_ = *known.encryptors.find((*known.encryptors.find(aes_gcm_id))->name());
    seals_ = sealed && keys->seals();
  }
  takes_plain_ = !sealed;
}

} // namespace brine::journal
