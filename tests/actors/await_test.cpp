// SPDX-License-Identifier: MIT
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <coroutine>
#include <exception>
#include <future>
#include <thread>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"

using namespace brine;
using test::failure_of;

namespace {

/// A coroutine that starts at once and tells a future when it ended.
struct task {
  struct promise_type {
    std::promise<int> done;

    task get_return_object() {
      return {done.get_future()};
    }

    std::suspend_never initial_suspend() noexcept {
      return {};
    }

    std::suspend_never final_suspend() noexcept {
      return {};
    }

    void return_value(int x) {
      done.set_value(x);
    }

    void unhandled_exception() {
      done.set_exception(std::current_exception());
    }
  };

  std::future<int> result;
};

task count_to(async_store db, int n) {
  int last = 0;
  for (int i = 0; i < n; ++i) {
    auto op = db.update("n", [](const value& v) { return v.as_int(0) + 1; });
    auto done = co_await op;
    last = static_cast<int>(done.after.as_int());
  }
  auto look = db.get("n");
  auto found = co_await look;
  co_return found == value(last) ? last : -1;
}

task fail(async_store db) {
  auto first = db.assoc("n", 5);
  co_await first;
  auto op = db.assoc_in({"n", "x"}, 1);
  auto rev = co_await op;
  co_return static_cast<int>(rev);
}

} // namespace

TEST_CASE("a coroutine awaits one operation after the other", "[actors]") {
  auto db = connect("memory:");
  CHECK(count_to(db.async(), 100).result.get() == 100);
}

TEST_CASE("what fails is thrown where it is awaited", "[actors]") {
  auto db = connect("memory:");
  auto failing = fail(db.async());
  CHECK(failure_of([&] { failing.result.get(); })
        == "wrong_kind: assoc_in: step \"x\" at position 1 goes into an "
           "integer (5), not a map or vector (key \"n\")");
}

TEST_CASE("coroutines wait for room where other calls are busy", "[actors]") {
  auto db = connect("memory:?max-operations=1&callback-threads=2");
  std::promise<void> go;
  auto gate = go.get_future().share();
  auto first = db.async().update("slow", [gate](const value&) {
    gate.wait();
    return value(1);
  });
  auto refused = db.async().assoc("a", 1);
  CHECK(failure_of([&] { refused.get(); })
        == "busy: too much in flight for max-operations=1; await what was "
           "started, or raise the limit");
  auto waiting = count_to(db.async(), 3);
  CHECK(waiting.result.wait_for(std::chrono::seconds(0))
        == std::future_status::timeout);
  go.set_value();
  CHECK(first.get().after == value(1));
  CHECK(waiting.result.get() == 3);
}

TEST_CASE("who is refused for its bytes is told that limit", "[actors]") {
  auto db = connect("memory:?max-bytes=1");
  std::promise<void> go;
  auto gate = go.get_future().share();
  auto first = db.async().update("slow", [gate](const value&) {
    gate.wait();
    return value(1);
  });
  std::promise<std::string> refused;
  db.async().assoc("a", 1).then(
    [&](const result<revision>& r) { refused.set_value(r.failure().what()); });
  CHECK(refused.get_future().get()
        == "busy: too much in flight for max-bytes=1; await what was started, "
           "or raise the limit");
  go.set_value();
  CHECK(first.get().after == value(1));
}

TEST_CASE("a callback gets the result or what failed", "[actors]") {
  auto db = connect("memory:");
  std::promise<revision> got;
  db.async().assoc("a", 1).then(
    [&](const result<revision>& r) { got.set_value(*r); });
  CHECK(got.get_future().get() == 1);
  std::promise<errc> failed;
  write_options wrong;
  wrong.expected = 7;
  db.async().assoc("a", 1, wrong).then([&](const result<revision>& r) {
    failed.set_value(r.failure().code());
  });
  CHECK(failed.get_future().get() == errc::conflict);
}

TEST_CASE("letting go of an operation does not stop it", "[actors]") {
  test::scratch_directory folder;
  auto db = open(folder / "data");
  { auto op = db.async().assoc("a", 1); }
  db.close();
  auto again = open(folder / "data");
  CHECK(again.get<int>("a") == 1);
}
