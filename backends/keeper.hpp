// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/backends/consumer_lease.hpp>
#include <brine/core/clock.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// The store above a backend, as its keeper sees it. Calls may block.
class host {
public:
  virtual ~host() = default;

  /// A key's newest version.
  struct place {
    std::string key;
    revision rev = 0;
    location where;
  };

  /// Shows every key with its newest version, some at a time and in no order.
  /// No writer waits: a key that changes meanwhile is shown as it was before
  /// or after, perhaps twice, the newer one last.
  virtual result<void>
  each_key(const std::function<result<void>(std::span<const place>)>& show) = 0;

  /// A version of a key that was copied.
  struct move {
    std::string_view key;
    location from;
    location to;          ///< Without one, the question only.
    bool current = false; ///< The answer: `from` was the newest version.
  };

  /// Lets the keys whose newest version still lies at `from` find it at `to`.
  virtual result<void> relocate(std::span<move> moves) = 0;

  /// Makes everything before durable.
  virtual result<void> sync() = 0;

  /// Every key is at least as new as this revision.
  [[nodiscard]] virtual revision applied() const = 0;

  [[nodiscard]] virtual wall_time now() const = 0;

  /// The store is about to close: what takes long is to be given up.
  [[nodiscard]] virtual bool closing() const noexcept = 0;
};

/// How far compaction has come, in bytes of the log.
struct compaction_progress {
  std::uint64_t done = 0;
  std::uint64_t all = 0;
};

/// What compaction came to.
struct compaction_report {
  revision oldest = 1;      ///< The history is complete from here on.
  std::uint64_t before = 0; ///< Bytes of the segments that were written anew,
  std::uint64_t after = 0;  ///< and of those in their place.
};

/// What sealing everything with the present key came to.
struct rekey_report {
  std::uint64_t records = 0; ///< How many were plain, or had another key;
  std::uint64_t before = 0;  ///< bytes of the segments they were in,
  std::uint64_t after = 0;   ///< and of those in their place.
};

/// What a backup holds.
struct backup_report {
  revision last = 0;        ///< Every commit up to here, and none above.
  std::uint64_t linked = 0; ///< Bytes that it shares with the store,
  std::uint64_t copied = 0; ///< and bytes of its own.
};

/// The keeping half of a backend: makes it quick to open and as small as it
/// may be, beside reads and writes. One thread at a time, which may block.
class keeper {
public:
  virtual ~keeper() = default;

  /// Has `due` called, by any thread, whenever there is something to tend.
  virtual void watch(std::function<void()> due) = 0;

  /// How often something may be due by time alone; 0: never.
  [[nodiscard]] virtual std::chrono::milliseconds interval() const = 0;

  /// Does a part of what is due, for some milliseconds. A failure leaves the
  /// store as it was; what failed is tried again when it is due the next time.
  /// @returns whether there is more to do now.
  virtual result<bool> tend(host& store) = 0;

  /// Has everything dropped that need not be kept, whether that is worth it or
  /// not; `tend` does it.
  virtual void order_compaction() = 0;

  /// Has everything sealed with the present key that is not, and keeps all of
  /// it; `tend` does it. What is done when it fails, or the store closes, need
  /// not be done again. `unsupported` if there is no key.
  virtual result<void> order_rekey() {
    return error(errc::unsupported, "this backend does not encrypt");
  }

  /// Whether an order is still to be done.
  [[nodiscard]] virtual bool ordered() const = 0;

  [[nodiscard]] virtual compaction_progress progress() const = 0;

  /// What the last order came to.
  [[nodiscard]] virtual compaction_report compacted() const = 0;

  /// What the last order of a rekey came to.
  [[nodiscard]] virtual rekey_report rekeyed() const {
    return {};
  }

  /// Makes a store of its own in a folder, which must be missing or empty and
  /// not in the store's own, of what is durable now.
  virtual result<backup_report>
  back_up(const std::string& folder, host& store) = 0;

  /// Keeps for a consumer what comes after the revision that it acknowledged,
  /// until its lease ends, in place of what was kept under its name. Durable
  /// when this returns. `history_lost` if nothing can be resumed there, or not
  /// any more when the compaction that is under way is done; `too_large` if
  /// there are too many; after another failure what holds is not less than
  /// before. @pre `store::acknowledge` would take the name
  virtual result<void> acknowledge(consumer_lease x, host& store) = 0;

  /// Ends a lease. @returns whether it was there
  virtual result<bool>
  remove_consumer(const std::string& name, host& store) = 0;

  /// The consumers within their leases.
  virtual result<std::vector<consumer_lease>> consumers(host& store) = 0;

  /// What is to be done before a clean close, so that opening is quick.
  virtual result<void> finish(host& store) = 0;
};

} // namespace brine
