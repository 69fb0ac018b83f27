// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/actors/handles.hpp>

#include <catch2/catch.hpp>

#include <coroutine>
#include <exception>
#include <future>
#include <thread>

#include "failures.hpp"

using namespace brine;
using namespace brine::test;

// What a user's function throws need not be a std::exception.

namespace {

value throws_one(const value&) {
  throw 1;
}

constexpr auto told =
  "callback_failed: something that is no std::exception was thrown";

/// What the failure of an operation was caused by.
int cause_of(const error& e) {
  try {
    std::rethrow_exception(e.cause());
  } catch (int thrown) {
    return thrown;
  }
}

/// A coroutine that starts at once and tells a future how it ended.
struct task {
  struct promise_type {
    std::promise<void> done;

    task get_return_object() {
      return {done.get_future()};
    }

    std::suspend_never initial_suspend() noexcept {
      return {};
    }

    std::suspend_never final_suspend() noexcept {
      return {};
    }

    void return_void() {
      done.set_value();
    }

    void unhandled_exception() {
      done.set_exception(std::current_exception());
    }
  };

  std::future<void> result;
};

task update_in_vain(async_store db) {
  auto op = db.update("a", throws_one);
  co_await op;
}

/// Cannot be copied on other threads than the one it was made on.
struct homebound {
  homebound() = default;
  homebound(homebound&&) = default;

  homebound(const homebound& other) : home(other.home) {
    if (std::this_thread::get_id() != home)
      throw 1;
  }

  value operator()(const value& old) const {
    return old;
  }

  std::thread::id home = std::this_thread::get_id();
};

struct fixture {
  caf::actor_system_config config;
  caf::actor_system system{config};
  store db = create("memory:");
  store_actor actor = spawn_store_actor(system, db.share());
  caf::scoped_actor self{system};

  template <class T, class Request>
  std::string refusal(Request request) {
    auto why = std::string("nothing");
    self->request(actor, caf::infinite, std::move(request))
      .receive([](const T&) {},
               [&](caf::error& e) { why = from_caf(e).what(); });
    return why;
  }

  revision close() {
    revision last = 0;
    self->request(actor, caf::infinite, ask::close{})
      .receive([&](revision r) { last = r; },
               [](caf::error& e) { FAIL(from_caf(e).what()); });
    return last;
  }
};

} // namespace

TEST_CASE("a callback is told of an exception that is no std::exception",
          "[actors]") {
  auto db = create("memory:");
  std::promise<error> failed;
  db.async().update("a", throws_one).then([&](const result<updated>& r) {
    failed.set_value(r.failure());
  });
  const auto why = failed.get_future().get();
  CHECK(why.what() == std::string(told));
  CHECK(cause_of(why) == 1);
}

TEST_CASE("waiting and awaiting rethrow what is no std::exception",
          "[actors]") {
  auto db = create("memory:");
  CHECK_THROWS_AS(db.async().update("a", throws_one).get(), int);
  CHECK_THROWS_AS(update_in_vain(db.async()).result.get(), int);
  CHECK(db.assoc("a", 1) == 1);
}

TEST_CASE_METHOD(fixture,
                 "an actor is answered what is no std::exception, and may "
                 "close the store after it",
                 "[actors]") {
  db.assoc("a", 1);
  SECTION("of an update") {
    CHECK(refusal<updated>(ask::update{path("a"), throws_one}) == told);
  }
  SECTION("of a transaction") {
    const auto f = [](transaction&) { throw 1; };
    CHECK(refusal<revision>(ask::transact{{"a"}, f}) == told);
  }
  SECTION("of a function that is copied") {
    CHECK(refusal<updated>(ask::update{path("a"), homebound()}) == told);
  }
  CHECK(close() == 1);
}
