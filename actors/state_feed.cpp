// SPDX-License-Identifier: MIT
#include <brine/actors/events.hpp>
#include <brine/actors/state_feed.hpp>

namespace brine {

namespace {

// Documents of one delivery.
constexpr std::size_t page_limit = 256;

} // namespace

std::optional<revision>
stream_start(engine& home, const std::optional<cursor>& from, bool snapshot) {
  if (!from) {
    if (snapshot)
      return std::nullopt;
    return home.settled();
  }
  auto after = home.storage().reader().resume(from->log, from->rev);
  if (after)
    return *after;
  if (snapshot && after.failure().code() == errc::history_lost)
    return std::nullopt;
  throw after.failure();
}

void state_feed_state::start(state_feed_actor::base* self,
                             std::weak_ptr<engine> home,
                             subscription_order order) {
  self_ = self;
  home_ = std::move(home);
  order_ = std::move(order);
}

state_feed_actor::behavior_type state_feed_state::make_behavior() {
  return {
    [this](feed_step) { step(); },
  };
}

void state_feed_state::step() {
  auto home = home_.lock();
  if (!home)
    return self_->quit();
  delivery d;
  try {
    return send(read_page(*home));
  } catch (const error& e) {
    if (e.code() == errc::store_closed)
      return self_->quit(); // nobody waits for more
    d.ended = e;
  } catch (...) {
    d.ended = home->store().caught(errc::io_failed);
  }
  send(std::move(d));
}

delivery state_feed_state::read_page(engine& home) {
  if (!scan_)
    scan_.emplace(snapshot(home.shared_from_this()), value());
  const auto log = home.storage().reader().bounds().log;
  delivery d;
  while (d.changes.size() < page_limit) {
    auto found = scan_->next();
    if (!found) {
      order_.after = scan_->view().revision();
      scan_.reset();
      d.upto = order_.after;
      d.changes.push_back(
        std::make_shared<const change>(mark_event(d.upto, log)));
      break;
    }
    if (order_.where.matches(operation::assoc, found->encoded, {}))
      d.changes.push_back(
        std::make_shared<const change>(state_event(std::move(*found), log)));
  }
  return d;
}

void state_feed_state::send(delivery d) {
  auto to = caf::actor_cast<observer_actor>(
    caf::actor_cast<caf::strong_actor_ptr>(order_.to));
  if (!to || d.ended) {
    if (to)
      post(self_->context(), to, std::move(d));
    return self_->quit();
  }
  self_->request(to, caf::infinite, std::move(d))
    .then([this](revision) { answered(); },
          [this](const caf::error&) { self_->quit(); });
}

void state_feed_state::answered() {
  if (scan_)
    return self_->send(self_, feed_step{});
  if (auto home = home_.lock())
    home->continue_subscription(std::move(order_));
  self_->quit();
}

} // namespace brine
