// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>

#include <string>

namespace brine::cli {

/// Opens a store beside whoever writes to it: a journal with `mode=read`.
[[nodiscard]] store open_to_read(const std::string& uri_or_path);

/// Opens a store that is there. Who writes closes it too: what then fails is
/// part of the outcome.
[[nodiscard]] store open_to_write(const std::string& uri_or_path);

/// Opens a store, and makes it, with a word about it, if there is none.
[[nodiscard]] store open_or_make(const std::string& uri_or_path);

/// Throws `bad_argument` for a config that only reads.
void check_writes(const config& where);

/// The config of a store that is to be filled: one sync at the end is enough,
/// as until then it is not of use.
[[nodiscard]] config without_syncs(const config& where);

/// Throws `wrong_secret` if an encrypted store is to be copied without its key,
/// and `bad_argument` if what stands encrypted there would stand plain in the
/// copy, and nobody said so.
void check_copy(const std::string& from, const config& to);

/// The folder of a journal; throws `unsupported` for other stores.
[[nodiscard]] std::string journal_folder(const std::string& uri_or_path);

/// For messages: without passwords.
[[nodiscard]] std::string shown(const std::string& uri_or_path);

} // namespace brine::cli
