// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/identity.hpp>
#include <brine/codecs/registry.hpp>

#include <string>

namespace brine::journal {

/// The id of the key that a store is sealed with now, as messages show it.
[[nodiscard]] std::string present_key(const encryption& with);

/// Makes ready, and tries, the keys that a store is to be opened with.
/// `wrong_secret` if what the store was last written with is not among them;
/// to write, also if there is none that seals.
///
/// Opened to write, `who` may change: then it gets what a store needs that has
/// keys, and this must be durable before anything is sealed with them.
result<void> ready_keys(identity& who, const codec_registry& codecs,
                        bool writes, const std::string& folder);

/// As far as is needed by who looks at a store again, or does not open it.
result<void> unlock_keys(const identity& who, const codec_registry& codecs,
                         const std::string& folder);

/// Makes ready, and tries, the keys of who reads all of a store without opening
/// it: also `wrong_secret` if it has a key and none is given.
result<void> try_keys(const identity& who, const codec_registry& codecs,
                      const std::string& folder);

} // namespace brine::journal
