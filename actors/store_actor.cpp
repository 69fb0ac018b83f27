// SPDX-License-Identifier: MIT
#include <brine/actors/caught.hpp>
#include <brine/actors/store_actor.hpp>

namespace brine {

namespace {

error closed_early() {
  return {errc::store_closed, "the store's actor is ending"};
}

} // namespace

void store_actor_state::start(shared_store db) {
  db_.emplace(std::move(db));
  self_->set_exit_handler([this](const caf::exit_msg&) {
    ending_ = true;
    finish();
  });
}

/// Starts an operation. Its answer is delivered in a turn of this actor, which
/// lives until then.
template <class T, class Start>
caf::result<T> store_actor_state::answer(Start start) {
  if (ending_)
    return to_caf(closed_early());
  try {
    auto operation = start(db_->async());
    auto promise = self_->template make_response_promise<T>();
    auto back = store_impl(self_);
    operation.then([this, promise, back](auto outcome) {
      auto deliver = [this, promise, outcome = std::move(outcome)]() mutable {
        if (!outcome)
          promise.deliver(to_caf(outcome.failure()));
        else if constexpr (std::is_void_v<
                             typename decltype(outcome)::value_type>)
          promise.deliver(db_->last_revision());
        else
          promise.deliver(std::move(*outcome));
        --open_;
        finish();
      };
      caf::anon_send(back, answer_ready{std::move(deliver)});
    });
    ++open_; // once it is sure to be answered, in a later turn
    return promise;
  } catch (...) {
    return to_caf(caught_error(errc::callback_failed));
  }
}

caf::result<std::uint64_t> store_actor_state::subscribe(ask::subscribe& s) {
  if (ending_)
    return to_caf(closed_early());
  try {
    auto made = brine::subscribe(*db_, std::move(s.options), s.to);
    subscriptions_.emplace(next_id_, std::move(made));
    return next_id_++;
  } catch (...) {
    return to_caf(caught_error(errc::callback_failed));
  }
}

caf::result<revision> store_actor_state::close() {
  auto promise = self_->make_response_promise<revision>();
  closers_.push_back(promise);
  ending_ = true;
  finish();
  return promise;
}

/// Ends when it is asked to and every operation is answered.
void store_actor_state::finish() {
  if (!ending_ || open_ > 0 || !db_)
    return;
  auto what = std::make_shared<held>(
    held{std::move(*db_), std::exchange(subscriptions_, {})});
  db_.reset();
  // Closing waits for the disk, which no worker of CAF's may.
  auto let_go = [this, close = !closers_.empty(), back = store_impl(self_)](
                  caf::event_based_actor*, const std::shared_ptr<held>& w) {
    auto last = close ? w->close() : result<revision>(closed_early());
    caf::anon_send(back, answer_ready{[this, last] { ended(last); }});
  };
  self_->spawn<caf::detached>(let_go, std::move(what));
}

void store_actor_state::ended(const result<revision>& last) {
  for (auto& c : closers_) {
    if (last)
      c.deliver(*last);
    else
      c.deliver(to_caf(last.failure()));
  }
  self_->quit();
}

result<revision> store_actor_state::held::close() {
  try {
    const auto last = db.last_revision();
    db.close();
    return last;
  } catch (...) {
    return caught_error(errc::io_failed);
  }
}

store_impl::behavior_type store_actor_state::make_behavior() {
  return {
    [this](ask::get& a) {
      return answer<std::optional<value>>(
        [&](const async_store& db) { return db.get_in(a.where); });
    },
    [this](ask::exists& a) {
      return answer<bool>(
        [&](const async_store& db) { return db.exists(a.key); });
    },
    [this](ask::get_meta& a) {
      return answer<std::optional<document_info>>(
        [&](const async_store& db) { return db.get_meta(a.key); });
    },
    [this](ask::multi_get& a) {
      return answer<found_documents>(
        [&](const async_store& db) { return db.multi_get(a.keys); });
    },
    [this](ask::keys& a) {
      return answer<std::vector<value>>(
        [&](const async_store& db) { return db.keys(a.prefix); });
    },
    [this](ask::scan& a) {
      return answer<scanned_documents>(
        [&](const async_store& db) { return db.scan(a.prefix); });
    },
    [this](ask::assoc& a) {
      return answer<revision>([&](const async_store& db) {
        return a.where.steps().empty()
                 ? db.assoc(a.where.key(), a.content, a.options)
                 : db.assoc_in(a.where, a.content, a.options);
      });
    },
    [this](ask::update& a) {
      return answer<updated>([&](const async_store& db) {
        return db.update_in(a.where, a.f, a.options);
      });
    },
    [this](ask::dissoc& a) {
      return answer<bool>(
        [&](const async_store& db) { return db.dissoc(a.key, a.options); });
    },
    [this](ask::multi_assoc& a) {
      return answer<revision>([&](const async_store& db) {
        return db.multi_assoc(a.documents, a.options);
      });
    },
    [this](ask::multi_dissoc& a) {
      return answer<removed_documents>([&](const async_store& db) {
        return db.multi_dissoc(a.keys, a.options);
      });
    },
    [this](ask::transact& a) {
      return answer<revision>([&](const async_store& db) {
        return db.transact(a.keys, a.f, a.options);
      });
    },
    [this](ask::sync) {
      return answer<revision>([](const async_store& db) { return db.sync(); });
    },
    [this](ask::subscribe& s) { return subscribe(s); },
    [this](ask::unsubscribe u) { return subscriptions_.erase(u.id) > 0; },
    [this](ask::close) { return close(); },
    [](answer_ready& a) { a.deliver(); },
  };
}

namespace {

store_impl::behavior_type
run_store(store_impl::stateful_pointer<store_actor_state> self,
          const shared_store& db) {
  self->state.start(db);
  return self->state.make_behavior();
}

} // namespace

store_actor spawn_store_actor(caf::actor_system& system, shared_store db) {
  return system.spawn(run_store, std::move(db));
}

subscription subscribe(const store_operations& db, subscribe_options options,
                       const observer_actor& to) {
  return {db.machinery(), std::move(options), stream_target{to}};
}

} // namespace brine
