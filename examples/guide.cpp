// SPDX-License-Identifier: MIT
// What docs/guide.md, async.md, consumers.md and user-types.md show, as one
// program. Run it in an empty folder.
#include <brine/brine.hpp>

#include <chrono>
#include <coroutine>
#include <exception>
#include <fstream>
#include <iostream>
#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

void write_orders(brine::store& db) {
  // listing: many
  db.multi_assoc({{"stock", {{"tea", 5}, {"salt", 2}}}, {"sold", 0}});
  db.transact({"stock", "sold"}, [](brine::transaction& t) {
    auto& stock = *t["stock"];
    stock = assoc_in(stock, {"tea"}, stock["tea"].as_int() - 1);
    t["sold"] = t["sold"]->as_int() + 1;
  });
  // end
}

void change_only_what_was_seen(brine::store& db) {
  // listing: expected
  const auto info = db.get_meta("stock");
  db.assoc("stock", {{"tea", 9}}, {.expected = info->rev});
  try {
    db.assoc("stock", {{"tea", 0}}, {.expected = info->rev});
  } catch (const brine::error& e) {
    if (e.code() != brine::errc::conflict)
      throw;
    std::cout << e.what() << '\n'; // it has changed since: read it again
  }
  // end
}

void resume(brine::store& db, const std::string& place) {
  // listing: resume
  auto from = brine::beginning;
  std::string line;
  if (std::ifstream in(place); std::getline(in, line))
    from = brine::parse_cursor(line).or_throw();
  auto stream = db.changes({.where = brine::key("stock"), .from = from});
  for (const auto& change : stream)
    std::cout << change.rev << ": tea " << change.after()["tea"] << '\n';
  std::ofstream(place) << to_string(stream.position()) << '\n';
  // end
}

void wait_for(const brine::subscription& sub, const brine::store& db) {
  while (sub.position().rev < db.last_revision())
    std::this_thread::yield();
}

void follow(brine::store& db) {
  // listing: follow
  brine::subscribe_options options;
  options.where =
    brine::prefix("stock") && !brine::op(brine::operation::dissoc);
  options.snapshot = true;
  auto sub = db.subscribe(options, [](const brine::change& c) {
    switch (c.event) {
    case brine::event::state: // a document as it was at one revision
    case brine::event::commit:
      for (const auto& edit : c.edits)
        std::cout << to_string(edit.key) + " is " + to_string(edit.after)
                       + '\n';
      break;
    case brine::event::mark: // the state is complete, the stream follows
      std::cout << "from revision " + std::to_string(c.rev) + " on\n";
    }
  });
  // end
  wait_for(sub, db);
  db.assoc_in({"stock", "salt"}, 3);
  wait_for(sub, db);
}

void hook(brine::store& db) {
  // listing: hook
  db.add_write_hook("sold out", [](const brine::change& c) {
    for (const auto& edit : c.edits)
      if (edit.key == "stock" && edit.after["tea"].as_int(0) == 0)
        std::cout << "no tea at revision " << c.rev << '\n';
  });
  db.multi_assoc({{"stock", {{"tea", 0}, {"salt", 3}}}, {"sold", 10}});
  // the hook has run
  // end
}

/// A coroutine that starts at once and that nobody waits for.
struct task {
  struct promise_type {
    task get_return_object() {
      return {};
    }

    std::suspend_never initial_suspend() noexcept {
      return {};
    }

    std::suspend_never final_suspend() noexcept {
      return {};
    }

    void return_void() {}

    void unhandled_exception() {
      std::terminate();
    }
  };
};

task write_alice(brine::store& db, std::latch& written) {
  // listing: await
  auto op = db.async().assoc("alice", {{"age", 32}});
  co_await op;
  // end
  written.count_down();
}

void audit(const brine::change& c) {
  std::cout << "audit: " << c.rev << ' ' << name(c.what) << '\n';
}

void consume(brine::store& db) {
  // listing: consume
  auto from = brine::beginning;
  for (const auto& known : db.consumers())
    if (known.name == "audit")
      from = known.seen;
  auto stream = db.changes({.from = from});
  for (const auto& change : stream)
    audit(change);
  db.acknowledge("audit", stream.position(), std::chrono::hours(24));
  // end
}

// listing: type
struct dish {
  std::string name;
  std::optional<std::string> sauce;
  std::vector<int> prices;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(name), CEREAL_NVP(sauce), CEREAL_NVP(prices));
  }
};

// end

void serve(brine::store& db) {
  // listing: types
  db.assoc("soup", dish{"Tomato soup", {}, {4, 6}});
  db.update<dish>("soup", [](dish d) {
    d.prices.push_back(8);
    return d;
  });
  const auto soup = db.get<dish>("soup");
  std::cout << soup->prices.size() << " sizes of " << *db.get("soup") << '\n';
  db.assoc_in({"soup", "prices", 1}, "six");
  try {
    (void)db.get<dish>("soup");
  } catch (const brine::error& e) {
    std::cout << e.what() << '\n';
  }
  // end
}

} // namespace

int main() {
  auto written = std::latch(1);
  auto db = brine::open("shop");
  write_orders(db);
  change_only_what_was_seen(db);
  resume(db, "read");
  follow(db);
  hook(db);
  resume(db, "read");
  consume(db);
  write_alice(db, written);
  written.wait();
  consume(db);
  auto menu = brine::open("menu");
  serve(menu);
}
