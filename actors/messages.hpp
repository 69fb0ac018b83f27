// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/batch.hpp>
#include <brine/actors/calls.hpp>
#include <brine/actors/snapshot.hpp>
#include <brine/hooks/change.hpp>

#include <caf/all.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>

// What store actors say to each other. None of it leaves the process, so no
// type here can be serialized; couriers own the calls they carry.

namespace brine {

/// A batch is durable (or refused): apply it.
struct batch_written {
  ref<batch> what;
};

/// A document read from storage, for the range's cache.
struct document_read {
  std::string key;
  std::uint64_t hash = 0;
  revision rev = 0;
  value content;
  value metadata;
};

/// Keep what changes from now on replace, for `what`.
struct snapshot_open {
  courier<snapshot_note> what;
};

/// Answer with a page of keys of a snapshot.
struct snapshot_page {
  courier<page_call> what;
};

/// Forget a snapshot.
struct snapshot_close {
  std::uint64_t id = 0;
};

/// Compaction asks which versions are current, or moves them.
struct relocate {
  courier<relocate_call> what;
};

/// By id, what is called with each commit.
using hook_table = std::map<std::string, std::function<void(const change&)>>;

/// The write hooks from now on; null: none.
struct hooks_changed {
  std::shared_ptr<const hook_table> now;
};

/// Answer with a page of keys and where their newest versions lie.
struct places_page {
  courier<places_call> what;
};

/// Write what was gathered.
struct flush {};

/// Make everything before durable.
struct sync_all {
  courier<call> what;
};

/// End the stretch of storage that is written.
struct roll_log {
  courier<call> what;
};

/// Sync if something was written since the last time (fsync=interval).
struct interval_sync {};

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::read_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::write_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::group_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::commit_call>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::batch_written)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::document_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::snapshot_open)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::snapshot_page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::snapshot_close)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::relocate)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::hooks_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::places_page)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::flush)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::sync_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::roll_log)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::interval_sync)

namespace brine {

/// Owns the keys of one range.
using range_actor = caf::typed_actor<
  // Answers with the cached document or its location.
  caf::reacts_to<courier<read_call>>,
  // Orders a mutation and passes it to the commit actor.
  caf::reacts_to<courier<write_call>>,
  // Reserves its keys, then passes it to the next range.
  caf::reacts_to<courier<group_call>>, caf::reacts_to<batch_written>,
  caf::reacts_to<document_read>, caf::reacts_to<snapshot_open>,
  caf::reacts_to<snapshot_page>, caf::reacts_to<snapshot_close>,
  caf::reacts_to<relocate>, caf::reacts_to<places_page>,
  caf::reacts_to<hooks_changed>>;

/// The store's I/O actor: gathers commits into batches and writes them.
using commit_actor =
  caf::typed_actor<caf::reacts_to<courier<commit_call>>,
                   // Ends the batch; sent to itself with the first commit of
                   // one.
                   caf::reacts_to<flush>, caf::reacts_to<sync_all>,
                   caf::reacts_to<interval_sync>, caf::reacts_to<roll_log>>;

/// Sends `message` to a store actor from inside a unit, or from outside with
/// null. Costs one allocation and no reference count.
template <class Handle, class T>
void post(caf::execution_unit* from, const Handle& to, T&& message) {
  caf::actor_cast<caf::abstract_actor*>(to)->enqueue(
    caf::make_mailbox_element(nullptr, caf::make_message_id(), caf::no_stages,
                              std::forward<T>(message)),
    from);
}

} // namespace brine
