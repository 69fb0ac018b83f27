// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/messages.hpp>
#include <brine/backends/backend.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/clock.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace brine {

class write_hooks;

/// What the actors of one store share. Outlives them; what is not atomic does
/// not change while they run.
struct shared {
  brine::abilities can;
  std::shared_ptr<brine::clock> clock;
  brine::writer* writer = nullptr; ///< Null if opened to read.
  std::size_t cache_bytes = 0;     ///< Of documents, per range.
  std::size_t ranges_log2 = 0;

  std::vector<range_actor> ranges;
  commit_actor committer;
  batch_chain* chain = nullptr;

  /// Set when writing ended: nothing may be written after an unknown disk
  /// state.
  std::atomic<bool> storage_failed{false};

  /// What ended it first; read it only when `why_failed_known` is set.
  std::optional<error> why_failed;
  std::atomic<bool> why_failed_known{false};

  /// Why this store no longer follows the process that writes it; read it only
  /// when `stale` is set.
  std::optional<error> why_stale;
  std::atomic<bool> stale{false};

  /// How many subscriptions want old values in change events.
  std::atomic<std::uint32_t> want_old{0};

  write_hooks* hooks = nullptr;

  /// What new blobs are written with.
  brine::codec codec;

  /// Encodes content and metadata of a mutation if the backend wants them so.
  result<void> encode(mutation& m) const;

  /// The range that owns a key, by its hash.
  [[nodiscard]] std::uint32_t range_of(std::uint64_t hash) const noexcept {
    return ranges_log2 == 0
             ? 0
             : static_cast<std::uint32_t>(hash >> (64 - ranges_log2));
  }

  /// Ends all writing and says why in the log. Thread-safe.
  void fail_storage(const error& why) noexcept;

  /// What is written since then fails with.
  [[nodiscard]] error no_more_writing() const;

  /// What is being thrown, as an error of this code; out of memory, one that
  /// was made before. @pre inside a `catch`
  [[nodiscard]] error caught(errc code) const noexcept;

  /// No exception leaves a handler: what is not the user's is our fault or a
  /// lack of memory, and ends all writing.
  template <class F>
  void guarded(F f) noexcept {
    try {
      f();
    } catch (...) {
      fail_storage(caught(errc::storage_failed));
    }
  }

  error out_of_memory{errc::outcome_unknown, "out of memory"};

private:
  std::atomic<bool> failing_{false};
};

} // namespace brine
