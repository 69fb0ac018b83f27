// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <condition_variable>
#include <future>
#include <mutex>

#include "asked_store.hpp"

using namespace brine;
using brine::test::asked_store;

namespace {

struct fixture : asked_store {
  auto send_write(int i) {
    return self->request(actor, caf::infinite, ask::assoc{path("a"), i});
  }

  auto send_writes(int n) {
    std::vector<decltype(send_write(0))> open;
    for (int i = 0; i < n; ++i)
      open.push_back(send_write(i));
    return open;
  }
};

/// What a subscriber of the user's was sent.
class inbox {
public:
  void put(const delivery& d) {
    auto guard = std::lock_guard(mutex_);
    for (const auto& c : d.changes)
      got_.push_back(*c);
    ++deliveries_;
    came_.notify_all();
  }

  std::vector<change> wait_for(std::size_t changes) {
    auto guard = std::unique_lock(mutex_);
    came_.wait(guard, [&] { return got_.size() >= changes; });
    return got_;
  }

  std::size_t deliveries() {
    auto guard = std::lock_guard(mutex_);
    return deliveries_;
  }

private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<change> got_;
  std::size_t deliveries_ = 0;
};

/// Answers each delivery at once.
observer_actor
spawn_observer(caf::actor_system& system, std::shared_ptr<inbox> to) {
  return system.spawn(
    [](const std::shared_ptr<inbox>& box) -> observer_actor::behavior_type {
      return {[box](const delivery& d) {
        box->put(d);
        return d.upto;
      }};
    },
    std::move(to));
}

std::vector<revision> revisions(const std::vector<change>& changes) {
  std::vector<revision> all;
  for (const auto& c : changes)
    all.push_back(c.rev);
  return all;
}

} // namespace

TEST_CASE_METHOD(fixture, "an actor uses a store by messages", "[actors]") {
  CHECK(*ask<revision>(ask::assoc{path("a"), {{"n", 1}}}) == 1);
  CHECK(*ask<revision>(ask::assoc{path("a", "m"), 2}) == 2);
  auto add = [](const value& v) { return v.as_int(0) + 1; };
  auto done = ask<updated>(ask::update{path("a", "n"), add});
  CHECK(to_string(done->after) == R"({"m" 2, "n" 2})");
  CHECK(*ask<std::optional<value>>(ask::get{path("a", "n")}) == value(2));
  CHECK(*ask<bool>(ask::exists{"a"}));
  CHECK((*ask<std::optional<document_info>>(ask::get_meta{"a"}))->rev == 3);
  CHECK(*ask<revision>(ask::multi_assoc{{{"b", 1}, {"c", 2}}}) == 4);
  CHECK(ask<std::vector<value>>(ask::keys{})->size() == 3);
  CHECK(ask<found_documents>(ask::multi_get{{"b", "x"}})->size() == 1);
  CHECK(ask<scanned_documents>(ask::scan{"b"})->size() == 1);
  auto swap = [](transaction& t) { std::swap(t["b"], t["c"]); };
  CHECK(*ask<revision>(ask::transact{{"b", "c"}, swap}) == 5);
  CHECK(*db.get<int>("b") == 2);
  CHECK(ask<removed_documents>(ask::multi_dissoc{{"b", "x"}})->at("b"));
  CHECK(*ask<bool>(ask::dissoc{"c"}));
  CHECK(*ask<revision>(ask::sync{}) == 7);
}

TEST_CASE_METHOD(fixture, "what fails arrives as the same error", "[actors]") {
  db.assoc("a", 1);
  auto wrong = ask<revision>(ask::assoc{path("a", "b"), 2});
  REQUIRE(!wrong);
  CHECK(wrong.failure().code() == errc::wrong_kind);
  CHECK(wrong.failure().key() == "\"a\"");
  auto stale = ask<revision>(ask::assoc{path("a"), 2, {.expected = 7}});
  REQUIRE(!stale);
  CHECK(stale.failure().code() == errc::conflict);
}

TEST_CASE_METHOD(fixture, "a request beyond the store's limit is refused",
                 "[actors]") {
  auto small = create("memory:?max-operations=1");
  auto full = spawn_store_actor(system, small.share());
  std::promise<void> go;
  auto gate = go.get_future().share();
  auto wait = [gate](const value&) {
    gate.wait();
    return value(1);
  };
  // Of one sender: the store's actor takes them in this order.
  auto first = self->request(full, caf::infinite, ask::update{path("a"), wait});
  auto second = self->request(full, caf::infinite, ask::assoc{path("b"), 1});
  second.receive([](revision) { FAIL("there was room"); },
                 [](caf::error& e) {
                   CHECK(from_caf(e).what()
                         == std::string("busy: too much in flight for "
                                        "max-operations=1; await what was "
                                        "started, or raise the limit"));
                 });
  go.set_value();
  first.receive([](const updated& u) { CHECK(u.after == value(1)); },
                [](caf::error&) { FAIL("the first was refused"); });
  self->request(full, caf::infinite, ask::assoc{path("b"), 1})
    .receive([](revision r) { CHECK(r == 2); },
             [](caf::error&) { FAIL("there was no room again"); });
}

TEST_CASE_METHOD(fixture, "writes of one sender to a key keep their order",
                 "[actors]") {
  auto open = send_writes(500);
  revision last = 0;
  for (auto& o : open)
    o.receive(
      [&](revision r) {
        CHECK(r > last);
        last = r;
      },
      [](caf::error&) { FAIL("a write was refused"); });
  CHECK(*db.get<int>("a") == 499);
}

TEST_CASE_METHOD(fixture, "closing by a message answers what is open first",
                 "[actors]") {
  auto open = send_writes(100);
  CHECK(*ask<revision>(ask::close{}) == 100);
  CHECK_THROWS_AS(db.get("a"), error);
  for (auto& o : open)
    o.receive([](revision r) { CHECK(r > 0); },
              [](caf::error&) { FAIL("a write was refused"); });
  auto late = ask<revision>(ask::assoc{path("a"), 1});
  REQUIRE(!late);
  CHECK(late.failure().code() == errc::store_closed);
}

TEST_CASE_METHOD(fixture, "an exit message leaves no request unanswered",
                 "[actors]") {
  auto open = send_writes(100);
  self->send_exit(actor, caf::exit_reason::user_shutdown);
  self->wait_for(actor);
  for (auto& o : open)
    o.receive(
      [](revision r) { CHECK(r > 0); },
      [](caf::error& e) { CHECK(from_caf(e).code() == errc::store_closed); });
  CHECK(db.last_revision() <= 100); // the store is another's too
}

TEST_CASE_METHOD(fixture, "an actor of the user's gets every change in order",
                 "[hooks]") {
  auto got = std::make_shared<inbox>();
  auto observer = spawn_observer(system, got);
  db.assoc("before", 1);
  auto sub = subscribe(db, {.from = beginning}, observer);
  for (int i = 0; i < 1000; ++i)
    db.assoc("a", i);
  const auto changes = got->wait_for(1001);
  REQUIRE(changes.size() == 1001);
  for (std::size_t i = 0; i < changes.size(); ++i)
    CHECK(changes[i].rev == i + 1);
}

TEST_CASE_METHOD(fixture, "a snapshot comes before the stream of an actor",
                 "[hooks]") {
  for (int i = 0; i < 700; ++i)
    db.assoc(i, i);
  auto got = std::make_shared<inbox>();
  auto observer = spawn_observer(system, got);
  auto sub = subscribe(db, {.snapshot = true}, observer);
  auto changes = got->wait_for(701);
  CHECK(changes[699].event == event::state);
  CHECK(changes[700].event == event::mark);
  CHECK(changes[700].rev == 700);
  db.assoc("next", 1);
  CHECK(got->wait_for(702).back().rev == 701);
}

TEST_CASE_METHOD(fixture, "an actor that does not answer is sent nothing more",
                 "[hooks]") {
  auto got = std::make_shared<inbox>();
  std::vector<caf::typed_response_promise<revision>> owed;
  observer_actor slow = system.spawn(
    [&owed](observer_actor::pointer me, const std::shared_ptr<inbox>& box)
      -> observer_actor::behavior_type {
      return {[&owed, me, box](const delivery& d) -> caf::result<revision> {
        auto promise = me->make_response_promise<revision>();
        owed.push_back(promise);
        box->put(d);
        return promise;
      }};
    },
    got);
  auto quick = std::make_shared<inbox>();
  auto other = spawn_observer(system, quick);
  auto first = subscribe(db, {}, slow);
  auto second = subscribe(db, {}, other);
  for (int i = 0; i < 100; ++i)
    db.assoc("a", i);
  got->wait_for(1);
  quick->wait_for(100);
  CHECK(got->deliveries() == 1);
  first.end();
  self->send_exit(slow, caf::exit_reason::kill);
  self->wait_for(slow);
}

TEST_CASE_METHOD(fixture, "a subscription by message ends by message",
                 "[hooks]") {
  auto got = std::make_shared<inbox>();
  auto observer = spawn_observer(system, got);
  const auto id =
    ask<std::uint64_t>(ask::subscribe{{.where = key("a")}, observer});
  REQUIRE(id);
  db.assoc("b", 1);
  db.assoc("a", 1);
  CHECK(revisions(got->wait_for(1)) == std::vector<revision>{2});
  CHECK(*ask<bool>(ask::unsubscribe{*id}));
  CHECK_FALSE(*ask<bool>(ask::unsubscribe{*id}));
  auto fence = std::make_shared<inbox>();
  auto other = spawn_observer(system, fence);
  auto sub = subscribe(db, {}, other);
  db.assoc("a", 2);
  fence->wait_for(1);
  CHECK(got->deliveries() == 1);
}

TEST_CASE_METHOD(fixture, "a subscription does not keep its actor alive",
                 "[hooks]") {
  auto got = std::make_shared<inbox>();
  auto observer = spawn_observer(system, got);
  auto sub = subscribe(db, {}, observer);
  self->monitor(observer);
  observer = nullptr;
  self->receive([](const caf::down_msg&) {});
  auto fence = std::make_shared<inbox>();
  auto other = spawn_observer(system, fence);
  auto also = subscribe(db, {}, other);
  db.assoc("a", 1);
  fence->wait_for(1);
  CHECK(got->deliveries() == 0);
}
