// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <exception>
#include <future>
#include <thread>

#include "asked_store.hpp"
#include "task.hpp"

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
  const auto vain = update_in_vain(db.async());
  CHECK_THROWS_AS(vain.result.get(), int);
  CHECK(db.assoc("a", 1) == 1);
}

TEST_CASE_METHOD(asked_store,
                 "an actor is answered what is no std::exception, and may "
                 "close the store after it",
                 "[actors]") {
  db.assoc("a", 1);
  SECTION("of an update") {
    CHECK(ask<updated>(ask::update{path("a"), throws_one}).failure().what()
          == std::string(told));
  }
  SECTION("of a transaction") {
    const auto f = [](transaction&) { throw 1; };
    CHECK(ask<revision>(ask::transact{{"a"}, f}).failure().what()
          == std::string(told));
  }
  SECTION("of a function that is copied") {
    CHECK(ask<updated>(ask::update{path("a"), homebound()}).failure().what()
          == std::string(told));
  }
  CHECK(*ask<revision>(ask::close{}) == 1);
}
