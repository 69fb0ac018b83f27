// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/messages.hpp>
#include <brine/backends/keeper.hpp>

#include <string>
#include <vector>

namespace brine {

/// Asks for a step of what is due; the first of a compaction or of a rekey
/// orders it.
class compact_call final : public call {
public:
  enum class order { none, compaction, rekey } what = order::none;

  // The answer.
  bool more = false;
  compaction_progress progress;
  compaction_report report;
  rekey_report rekeyed;
};

/// Asks for a backup.
class backup_call final : public call {
public:
  std::string folder;
  backup_report report; ///< The answer.
};

/// Asks to keep history for a consumer.
class acknowledge_call final : public call {
public:
  consumer_lease lease;
};

/// Asks to keep none for it any more.
class remove_consumer_call final : public call {
public:
  std::string name;
  bool removed = false; ///< The answer.
};

/// Asks for whom history is kept.
class consumers_call final : public call {
public:
  std::vector<consumer_lease> answer;
};

/// There is something to tend.
struct keeper_tend {};

/// As `keeper_tend`, from a timer.
struct keeper_tick {};

/// Do what a clean close needs, and end.
struct keeper_finish {
  courier<call> what;
};

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::compact_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::backup_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::acknowledge_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::remove_consumer_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::consumers_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::keeper_tend)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::keeper_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::keeper_finish)

namespace brine {

/// Keeps the storage quick to open and small. Has a thread of its own, since
/// it waits for disks and for ranges.
using keeper_actor =
  caf::typed_actor<caf::reacts_to<courier<compact_call>>,
                   caf::reacts_to<courier<backup_call>>,
                   caf::reacts_to<courier<acknowledge_call>>,
                   caf::reacts_to<courier<remove_consumer_call>>,
                   caf::reacts_to<courier<consumers_call>>,
                   // Does one step, and asks itself for the next.
                   caf::reacts_to<keeper_tend>, caf::reacts_to<keeper_tick>,
                   caf::reacts_to<keeper_finish>>;

} // namespace brine
