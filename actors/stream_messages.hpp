// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/messages.hpp>
#include <brine/hooks/change.hpp>
#include <brine/hooks/filter.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace brine {

using change_ptr = std::shared_ptr<const change>;

/// Changes for one subscription, in order.
struct delivery {
  std::vector<change_ptr> changes;
  revision upto = 0; ///< Nothing wanted up to here is missing.
  /// Set instead of changes if the stream cannot go on: `history_lost`, or
  /// storage that cannot be read. No delivery follows.
  std::optional<error> ended;
};

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::delivery)

namespace brine {

/// Takes the deliveries of a subscription, one at a time. Answers with their
/// `upto`, which asks for the next.
using observer_actor =
  caf::typed_actor<caf::replies_to<delivery>::with<revision>>;

/// Asks the publisher for a stream.
struct subscription_order {
  std::uint64_t id = 0;
  filter where;
  revision after = 0; ///< The first change is above this.
  bool old_values = false;
  caf::actor_addr to; ///< An `observer_actor`; does not keep it alive.
  /// Set when the subscription ended, which may overtake this.
  std::shared_ptr<const std::atomic<bool>> ended;
};

struct subscription_end {
  std::uint64_t id = 0;
};

/// Goes on through the history for a subscription.
struct subscription_step {
  std::uint64_t id = 0;
};

/// Nothing comes any more from the process that writes this store.
struct following_ended {};

/// A batch that somebody wants; in revision order. Null says that batches were
/// missed: see the gate.
struct batch_released {
  ref<batch> what;
  std::size_t weight = 0; ///< The gate's, for `taken`.
};

/// Asks how far a subscription is.
class position_call final : public call {
public:
  std::uint64_t id = 0;
  revision released = 0; ///< All batches up to here were offered.
  revision answer = 0;
};

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::subscription_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::subscription_end)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::subscription_step)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::following_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::batch_released)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::courier<brine::position_call>)

namespace brine {

/// Releases committed batches to subscriptions.
using publisher_actor = caf::typed_actor<
  caf::reacts_to<batch_released>, caf::reacts_to<subscription_order>,
  caf::reacts_to<subscription_step>, caf::reacts_to<subscription_end>,
  caf::reacts_to<following_ended>, caf::reacts_to<courier<position_call>>>;

} // namespace brine
