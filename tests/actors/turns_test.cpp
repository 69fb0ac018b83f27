// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
#include <stdexcept>

#include "../log_lines.hpp"

using namespace brine;
using namespace brine::test;
using namespace std::chrono_literals;

namespace {

/// A store whose clock moves on when a function of the user's "takes" time.
struct slow_user {
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>();
  store db = [&] {
    connect_options o;
    o.clock = clock;
    return connect("memory:", o);
  }();

  /// What is logged while a function takes so long in a turn of this key.
  std::string warning(const std::function<void()>& call) const {
    const log_lines lines;
    call();
    return lines.text();
  }
};

} // namespace

TEST_CASE("a turn of a second or more is logged with its key", "[actors]") {
  const slow_user user;
  const auto& db = user.db;
  auto takes = [&](std::chrono::milliseconds time) {
    return [&user, time](const value& v) {
      user.clock->advance(time);
      return v;
    };
  };
  CHECK(user.warning([&] { db.update("k", takes(999ms)); }).empty());
  CHECK(user.warning([&] { db.update(vec("k", 1), takes(1s)); })
        == "warning: a function in a turn of key [\"k\" 1] took 1000 ms\n");
  CHECK(user.warning([&] {
    db.async().update_in({"k", "n"}, takes(2s)).get();
  }) == "warning: a function in a turn of key \"k\" took 2000 ms\n");
  auto slow = [&](transaction& t) {
    user.clock->advance(1500ms);
    t["b"] = 1;
  };
  CHECK(user.warning([&] { db.transact({"b"}, slow); })
        == "warning: a function in a turn of key \"b\" took 1500 ms\n");
  db.add_write_hook("slow", [&](const change&) { user.clock->advance(3s); });
  CHECK(user.warning([&] { db.assoc("hooked", 1); })
        == "warning: a function in a turn of key \"hooked\" took 3000 ms\n");
}

TEST_CASE("a slow turn is logged also if the function throws", "[actors]") {
  const slow_user user;
  auto fails = [&](const value&) -> value {
    user.clock->advance(1s);
    throw std::runtime_error("own failure");
  };
  CHECK(user.warning([&] {
    CHECK_THROWS_AS(user.db.update("k", fails), std::runtime_error);
  }) == "warning: a function in a turn of key \"k\" took 1000 ms\n");
}
