// SPDX-License-Identifier: MIT
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <coroutine>
#include <exception>
#include <future>
#include <thread>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"
#include "task.hpp"

using namespace brine;
using test::code_of;
using test::failure_of;
using test::task;

namespace {

task count_to(async_store db, int n, int& last) {
  for (int i = 0; i < n; ++i) {
    auto op = db.update("n", [](const value& v) { return v.as_int(0) + 1; });
    auto done = co_await op;
    last = static_cast<int>(done.after.as_int());
  }
  auto look = db.get("n");
  auto found = co_await look;
  if (found != value(last))
    last = -1;
}

task fail(async_store db) {
  auto first = db.assoc("n", 5);
  co_await first;
  auto op = db.assoc_in({"n", "x"}, 1);
  co_await op;
}

} // namespace

TEST_CASE("a coroutine awaits one operation after the other", "[actors]") {
  auto db = connect("memory:");
  int last = 0;
  count_to(db.async(), 100, last).result.get();
  CHECK(last == 100);
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
  CHECK(code_of([&] { refused.get(); }) == errc::busy);
  int last = 0;
  auto waiting = count_to(db.async(), 3, last);
  CHECK(waiting.result.wait_for(std::chrono::seconds(0))
        == std::future_status::timeout);
  go.set_value();
  CHECK(first.get().after == value(1));
  waiting.result.get();
  CHECK(last == 3);
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
