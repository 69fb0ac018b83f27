// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/boot_id.hpp>
#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/log_history.hpp>
#include <brine/codecs/key_derivation.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/uuid.hpp>
#include <brine/core/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// `store.edn`: who a store is; see edn_file.hpp. docs/journal-files.md says
// what each key means.

namespace brine::journal {

/// What is needed, beside the keys, to open what is encrypted.
struct encryption {
  scrypt_parameters scrypt; ///< For passphrases.
  std::string check;        ///< Something known, sealed with the current key.
  bool sealed = false; ///< So is the manifest; a plain one is a forged one.

  friend bool operator==(const encryption&, const encryption&) = default;
};

/// Who a store is. Holds no secrets.
struct identity {
  uuid id; ///< Of the store, for its whole life.
  log_id log;
  std::vector<former_log> former; ///< The oldest first.
  value codecs = map();           ///< What new documents are written with.
  boot_id boot;                   ///< When it was last opened to write.
  bool clean = true;              ///< Closed since then.
  std::string fsync = "always";   ///< The level since then.
  bool backup = false;            ///< A copy that was not opened yet.
  std::optional<journal::encryption> encryption; ///< If it ever had a key.

  friend bool operator==(const identity&, const identity&) = default;
};

/// Random ids; @pre the kernel has a random number generator
[[nodiscard]] uuid new_store_id();
[[nodiscard]] log_id new_log_id();

/// Whether the last part of the log may be gone that somebody has seen: then
/// the store must take a new log id before anything is appended.
[[nodiscard]] bool history_may_differ(const identity& x, const boot_id& now);

/// For `identity::codecs`.
[[nodiscard]] value names_of(const codec& fresh);

/// Gives the store another log id. `last` is the last revision found in the
/// log; what is above it is no part of the history any more.
void take_log(identity& x, const log_id& next, revision last);

/// What is at a place where a store is to be opened or made.
enum class place {
  nothing, ///< There is nothing of this name.
  empty,   ///< A folder, empty or with a store whose making was cut off.
  store,
};

/// Looks without reading. `not_a_store` if it is a file, or a folder with
/// other things in it.
result<place> look_at(disk& where, const std::string& folder);

/// Looks for the folder of a store's log; `damaged` if it is missing.
result<void> find_log_folder(disk& where, const std::string& folder);

/// Replaces `store.edn`; durable when this returns.
result<void>
write_identity(disk& where, const std::string& folder, const identity& x);

/// Reads it. `newer_format` before anything else is looked at; `damaged`, with
/// the file and where in it, if it is not what was written.
result<identity> read_identity(disk& where, const std::string& folder);

} // namespace brine::journal
