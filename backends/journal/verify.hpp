// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/document.hpp>
#include <brine/backends/journal/report.hpp>
#include <brine/backends/journal/salvage.hpp>
#include <brine/codecs/registry.hpp>

#include <functional>
#include <span>
#include <string>

// A store in its folder, looked at without opening it: no lock is taken and
// nothing is changed, so it may be done beside a writer.

namespace brine::journal {

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
/// read or decoded is left out and reported, as all damage is. Fails as
/// `verify_store` does, or if the visitor does; with `wrong_secret` also if
/// nothing can be read for want of a key.
result<report> salvage_store(
  disk& where, const std::string& folder, const codec_registry& codecs,
  const std::function<result<void>(std::span<const saved_edit>)>& visit,
  const progress& tell = {});

} // namespace brine::journal
