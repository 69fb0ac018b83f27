// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <new>

#include "../backends/scratch_directory.hpp"
#include "../log_lines.hpp"
#include "failures.hpp"
#include "faulty_backend.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE("a reader beside the writer sees what is durable, and what follows",
          "[actors]") {
  scratch_directory folder;
  auto db = open(folder / "data");
  db.assoc("a", 1);
  auto beside = connect("journal:" + (folder / "data") + "?mode=read");
  CHECK(beside.get<int>("a") == 1);
  changes_options o;
  o.snapshot = true;
  o.follow = true;
  auto stream = beside.changes(o);
  CHECK(stream.next()->key() == value("a"));
  CHECK(stream.next()->event == event::mark);
  for (int i = 2; i < 100; ++i)
    db.assoc("a", i);
  db.multi_assoc({{"b", 1}, {"c", 2}});
  db.dissoc("a");
  for (int i = 2; i < 100; ++i)
    CHECK(stream.next()->after() == value(i));
  CHECK(stream.next()->edits.size() == 2);
  CHECK(stream.next()->only().removed);
  CHECK(!beside.exists("a"));
  CHECK(beside.get<int>("c") == 2);
  CHECK(code_of([&] { beside.assoc("x", 1); }) == errc::read_only);
}

TEST_CASE("a reader's write hooks run as it takes in what the writer wrote",
          "[actors]") {
  scratch_directory folder;
  auto db = open(folder / "data");
  db.assoc("a", 1);
  auto beside = connect("journal:" + (folder / "data") + "?mode=read");
  log_lines lines;
  std::string seen; // by hooks; the stream comes behind them
  beside.add_write_hook("all", [&](const change& c) {
    seen += std::to_string(c.rev) + ' ' + to_string(c.only().before) + " to "
            + to_string(c.after()) + "; ";
    throw std::bad_alloc();
  });
  changes_options o;
  o.follow = true;
  auto stream = beside.changes(o);
  db.assoc("a", 2);
  db.update("a", [](const value& v) { return value(v.as_int() + 1); });
  db.dissoc("a");
  for (revision r = 2; r <= 4; ++r)
    CHECK(stream.next()->rev == r);
  CHECK(seen == "2 1 to 2; 3 2 to 3; 4 3 to nil; ");
  CHECK(beside.write_hook_failures() == 3);
}

TEST_CASE("a reader follows the writer into new segments", "[actors]") {
  scratch_directory folder;
  const auto where = "journal:" + (folder / "data") + "?fsync=never";
  auto db = create(where + "&segment-size=64KiB");
  auto beside = connect(where + "&mode=read");
  changes_options o;
  o.from = beginning;
  o.follow = true;
  auto stream = beside.changes(o);
  const auto text = std::string(1000, 'x');
  for (int i = 0; i < 500; ++i)
    db.assoc(i, text);
  for (revision r = 1; r <= 500; ++r)
    CHECK(stream.next()->rev == r);
  CHECK(beside.keys().size() == 500);
}

TEST_CASE("a reader opens a store that nobody writes", "[actors]") {
  scratch_directory folder;
  {
    auto db = open(folder / "data");
    db.assoc("a", 1);
  }
  auto beside = connect("journal:" + (folder / "data") + "?mode=read");
  CHECK(beside.get<int>("a") == 1);
  auto db = open(folder / "data");
  changes_options o;
  o.follow = true;
  auto stream = beside.changes(o);
  db.assoc("b", 2);
  CHECK(stream.next()->key() == value("b"));
}

TEST_CASE("a reader that cannot follow any more tells its subscriptions",
          "[actors]") {
  const auto throws = GENERATE(false, true);
  std::promise<void> lose;
  auto lost = lose.get_future();
  auto f = std::make_shared<faults>();
  f->on_follow = [&]() -> result<bool> {
    lost.wait();
    if (throws)
      throw std::bad_alloc();
    return error(errc::history_lost, "the log is gone");
  };
  std::promise<errc> early;
  std::promise<errc> late;
  auto db = faulty_store(f);
  subscribe_options o;
  o.on_error = [&](const error& e) { early.set_value(e.code()); };
  auto one = db.subscribe(o, [](const change&) {});
  lose.set_value();
  const auto code = throws ? errc::io_failed : errc::history_lost;
  CHECK(early.get_future().get() == code);
  o.on_error = [&](const error& e) { late.set_value(e.code()); };
  auto other = db.subscribe(o, [](const change&) {});
  CHECK(late.get_future().get() == code);
  CHECK(code_of([&] { static_cast<void>(db.get("a")); }) == code);
}
