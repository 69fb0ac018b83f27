// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/secret.hpp>
#include <brine/core/result.hpp>

#include <string>

namespace brine {

/// Reads a file that holds a key or a passphrase, up to 4 KiB; no copy stays in
/// memory. Warns in the log if others than its owner may read or write it.
result<secret> read_secret_file(const std::string& path);

} // namespace brine
