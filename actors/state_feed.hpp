// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/engine.hpp>
#include <brine/actors/hosted.hpp>
#include <brine/actors/snapshot_view.hpp>

#include <optional>

namespace brine {

/// Where a stream begins: after `from`, or now if there is none. Nothing if it
/// begins with a snapshot: with `snapshot` there is one where there is no
/// position, or its history was lost. Throws `history_lost`.
[[nodiscard]] std::optional<revision>
stream_start(engine& home, const std::optional<cursor>& from, bool snapshot);

/// Go on.
struct feed_step {};

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::feed_step)

namespace brine {

using state_feed_actor = caf::typed_actor<caf::reacts_to<feed_step>>;

/// Memory of the actor that delivers the documents of a snapshot to an
/// observer, page by page as it answers, then a mark, and then has the
/// publisher go on from exactly there. Reading blocks: it runs on the callback
/// threads.
class state_feed_state {
public:
  static inline const char* name = "brine.state-feed";

  /// `order` is what the publisher gets in the end.
  void start(state_feed_actor::base* self, std::weak_ptr<engine> home,
             subscription_order order);

  state_feed_actor::behavior_type make_behavior();

private:
  void step();
  [[nodiscard]] delivery read_page(engine& home);
  void send(delivery d);
  void answered();

  state_feed_actor::base* self_ = nullptr;
  std::weak_ptr<engine> home_;
  subscription_order order_;
  std::optional<snapshot_scan> scan_;
};

using state_feed = hosted<state_feed_state, state_feed_actor>;

} // namespace brine
