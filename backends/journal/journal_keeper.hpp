// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/compaction.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/journal.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace brine::journal {

/// What of an open journal its keeper works on. Outlives it.
struct kept_journal {
  const options& how;
  disk& where;
  const identity& who;
  live_manifest& manifest;
  segment_table& segments;
  const std::atomic<revision>& last;      ///< The last commit,
  const std::atomic<std::uint64_t>& time; ///< and when it was.
};

/// Keeps a journal quick to open and as small as its retention allows: writes
/// the indexes of closed segments, checkpoints, and compacts. Knows the
/// consumers: one thread notes what they need and drops what nobody needs, so
/// nothing is dropped that was promised meanwhile.
class journal_keeper final : public keeper {
public:
  explicit journal_keeper(const kept_journal& what);

  /// Called when the log has come up, before anything else. `checkpointed` is
  /// the revision that a checkpoint covers, 0 if there is none.
  void begin(revision checkpointed);

  /// Reads for whom history is kept; called before anything is compacted.
  result<void> read_consumers();

  /// Called by the writer when it has begun a new segment.
  void segment_closed();

  // -- keeper

  void watch(std::function<void()> due) override;
  std::chrono::milliseconds interval() const override;
  result<bool> tend(host& store) override;
  void order_compaction() override;
  result<void> order_rekey() override;
  bool ordered() const override;
  compaction_progress progress() const override;
  compaction_report compacted() const override;
  rekey_report rekeyed() const override;
  result<backup_report>
  back_up(const std::string& folder, host& store) override;
  result<void> acknowledge(consumer_lease x, host& store) override;
  result<bool> remove_consumer(const std::string& name, host& store) override;
  result<std::vector<consumer_lease>> consumers(host& store) override;
  result<void> finish(host& store) override;

private:
  result<bool> compact(host& store);
  std::unique_ptr<compaction> plan_compaction(host& store, bool ordered) const;
  std::unique_ptr<compaction> plan_rekey() const;
  result<bool> finish_rekey(host& store);
  result<bool> write_next_index();
  [[nodiscard]] bool is_stale(const segment_name& index) const;
  [[nodiscard]] std::uint64_t log_behind_checkpoint() const;
  result<void> write_checkpoint(host& store, bool may_stop);
  result<void> replace_consumers(std::vector<consumer_lease> all);
  [[nodiscard]] std::string in_folder(std::string_view name) const;

  kept_journal journal_;
  std::function<void()> due_;
  enum class stage { none, given, at_work };
  stage order_ = stage::none; ///< Of a compaction,
  stage rekey_ = stage::none; ///< and of a rekey.
  std::unique_ptr<compaction> compaction_;
  std::optional<error> given_up_; ///< Why nothing is compacted any more.
  revision perhaps_oldest_ = 0;   ///< Of the list that may be on disk then.
  compaction_report compacted_;
  rekey_report rekeyed_;
  bool compacted_since_ = false;          ///< ... the checkpoint.
  std::set<segment_name> indexed_;        ///< Segments known to have an index.
  revision covered_ = 0;                  ///< By the newest checkpoint.
  std::vector<consumer_lease> consumers_; ///< As `consumers.edn` has them.
};

} // namespace brine::journal
