// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/document.hpp>
#include <brine/backends/journal/salvage.hpp>
#include <brine/codecs/registry.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

// A store in its folder, looked at without opening it: no lock is taken and
// nothing is changed, so it may be done beside a writer.

namespace brine::journal {

/// What looking through a store found.
struct report {
  std::uint64_t segments = 0;
  std::uint64_t commits = 0;
  std::uint64_t records = 0;
  revision last = 0; ///< Of the last whole commit.

  /// What was acknowledged and cannot be read, each with file and offset.
  std::vector<std::string> damage;

  /// Records whose document could not be decoded, though nothing is wrong with
  /// them: a key or a codec is not known here,
  std::uint64_t unopened = 0;
  std::optional<std::string> unopened_why; ///< the first of which is this.

  /// An end of the log that was never acknowledged: somebody writes it now, or
  /// the next opening cuts it off.
  std::optional<std::string> torn;
};

/// Reads every byte of the log, and every value in a file of its own, checks
/// them, and decodes each document as far as keys and codecs are known. Begins
/// anew if compaction has overtaken it. Damage is no failure of this; it fails
/// with `store_missing`, `not_a_store`, `newer_format`, with `wrong_secret` if
/// there are keys and they are others, with `busy` if it never came to an end,
/// or if the disk does.
result<report> verify_store(disk& where, const std::string& folder,
                            const codec_registry& codecs = builtin_codecs(),
                            const progress& tell = {});

/// One key's part of a commit that could be read.
struct saved_edit {
  std::string key; ///< Encoded.
  bool removed = false;
  document what;
};

/// Shows every commit that can still be read, in order. A value that cannot be
/// read is left out and reported, as all damage is. Fails as `verify_store`
/// does, or if the visitor does; with `wrong_secret` also if nothing can be
/// read for want of a key.
result<report> salvage_store(
  disk& where, const std::string& folder, const codec_registry& codecs,
  const std::function<result<void>(std::span<const saved_edit>)>& visit,
  const progress& tell = {});

} // namespace brine::journal
