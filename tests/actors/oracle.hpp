// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace brine::test {

using contents = std::map<value, value, key_less>;

/// What a commit is to make of some keys; nothing: the key is gone.
using effect = std::map<value, std::optional<value>, key_less>;

/// What a commit is to do, told from the documents before it.
using rule = std::function<effect(const contents&)>;

/// How a store came to its end.
enum class ending : std::uint8_t {
  closed, ///< Cleanly: all is durable.
  killed, ///< The process died: all that was acknowledged is there.
  crashed ///< The machine died: what was not synced may be gone.
};

/// Remembers what was asked of a store and what it acknowledged, through
/// crashes, and judges what is found afterwards. Every commit is known by its
/// operation id. Thread-safe.
class oracle {
public:
  /// A commit that is about to be asked for; use the id for it.
  operation_id ask(rule what);

  /// It was acknowledged, with its revision if that was told, and `durable` if
  /// it survives a loss of power.
  void acknowledge(const operation_id& id, revision rev, bool durable);

  /// It failed, or there was nothing to do. `outcome_unknown` alone may be
  /// found all the same.
  void refuse(const operation_id& id, errc why = errc::conflict);

  /// Somebody saw a change of this revision.
  void see(revision rev, bool durable);

  /// What was acknowledged up to now; to be made durable by a sync.
  [[nodiscard]] std::vector<std::size_t> acknowledged() const;
  void note_durable(const std::vector<std::size_t>& commits);

  /// What is wrong with a store that was opened again (P1 to P5); empty if
  /// nothing is. What it has is durable from then on.
  [[nodiscard]] std::string judge(const store& db, ending how);

  /// The revision of the last commit that was found or acknowledged.
  [[nodiscard]] revision last() const;

private:
  struct commit {
    rule what;
    revision rev = 0; ///< 0: not known.
    bool acknowledged = false;
    bool durable = false;
    bool refused = false; ///< Must never be found.
  };

  std::string judge_commit(const change& c, contents& before);
  std::string judge_missing(ending how);

  mutable std::mutex mutex_;
  std::vector<commit> asked_;
  std::vector<bool> found_;
  revision seen_ = 0;
  revision seen_durable_ = 0;
};

} // namespace brine::test
