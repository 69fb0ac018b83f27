// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/actors/handles.hpp>
#include <brine/actors/listener.hpp>
#include <brine/actors/state_feed.hpp>

#include <caf/all.hpp>

namespace brine {

namespace {

/// As long as it lives, writers note what they replace.
class old_values_wanted {
public:
  explicit old_values_wanted(engine& home) : home_(home) {
    home_.store().want_old.fetch_add(1);
  }

  ~old_values_wanted() {
    home_.store().want_old.fetch_sub(1);
  }

  old_values_wanted(const old_values_wanted&) = delete;
  old_values_wanted& operator=(const old_values_wanted&) = delete;

private:
  engine& home_;
};

} // namespace

struct subscription::state {
  std::shared_ptr<engine> home;
  std::optional<old_values_wanted> wants_old;
  std::uint64_t id = 0;
  log_id log;
  std::shared_ptr<listener> hears; ///< Null if an actor of the user's hears.
  observer_actor own;              ///< Ours, which calls `hears`.
  state_feed_actor feed;
  std::shared_ptr<std::atomic<bool>> ended =
    std::make_shared<std::atomic<bool>>(false);

  void start(subscribe_options options, const observer_actor& to);
};

void subscription::state::start(subscribe_options options,
                                const observer_actor& to) {
  id = home->next_id();
  log = home->storage().reader().bounds().log;
  if (options.old_values)
    wants_old.emplace(*home);
  subscription_order o;
  o.id = id;
  o.where = std::move(options.where);
  o.old_values = options.old_values;
  o.to = caf::actor_cast<caf::actor_addr>(to);
  o.ended = ended;
  if (auto after = stream_start(*home, options.from, options.snapshot)) {
    o.after = *after;
    if (hears)
      hears->set_heard(*after);
    home->start_subscription(std::move(o));
  } else {
    feed =
      home->spawn_hosted<state_feed>(std::weak_ptr<engine>(home), std::move(o));
    caf::anon_send(feed, feed_step{});
  }
}

subscription::subscription(std::shared_ptr<engine> home,
                           subscribe_options options, callback f)
    : state_(std::make_shared<state>()) {
  if (!f)
    throw error(errc::bad_argument, "a subscription needs a function");
  state_->hears =
    std::make_shared<listener>(std::move(f), std::move(options.on_error));
  state_->own = home->spawn_hosted<listener_actor>(state_->hears);
  state_->home = std::move(home);
  state_->start(std::move(options), state_->own);
}

subscription::subscription(std::shared_ptr<engine> home,
                           subscribe_options options, const stream_target& to)
    : state_(std::make_shared<state>()) {
  if (!to.observer)
    throw error(errc::bad_argument, "a subscription needs an actor");
  if (options.on_error)
    throw error(errc::bad_argument, "an actor is told of the end of its stream "
                                    "by a delivery, not by `on_error`");
  state_->home = std::move(home);
  state_->start(std::move(options), to.observer);
}

subscription::~subscription() {
  if (state_)
    end();
}

subscription::subscription(subscription&&) noexcept = default;

subscription& subscription::operator=(subscription&& other) noexcept {
  if (this != &other) {
    if (state_)
      end();
    state_ = std::move(other.state_);
  }
  return *this;
}

void subscription::end() {
  auto& s = *state_;
  if (s.hears)
    s.hears->end();
  if (s.ended->exchange(true))
    return;
  if (s.feed)
    caf::anon_send_exit(s.feed, caf::exit_reason::user_shutdown);
  s.home->end_subscription(s.id);
  s.wants_old.reset();
  if (s.own)
    caf::anon_send_exit(s.own, caf::exit_reason::user_shutdown);
}

cursor subscription::position() const {
  auto& s = *state_;
  auto c = make_ref<position_call>();
  c->id = s.id;
  c->released = s.home->chain().released();
  s.home->run(s.home->publisher(), courier<position_call>(c), *c, 0);
  c->check();
  const auto heard = s.hears ? s.hears->heard() : revision(0);
  return {s.log, std::max(heard, c->answer)};
}

std::uint64_t subscription::failures() const noexcept {
  return state_->hears ? state_->hears->failures() : 0;
}

} // namespace brine
