// SPDX-License-Identifier: MIT
#include <brine/bench/child.hpp>
#include <brine/bench/lab.hpp>

#include <unistd.h>

#include <atomic>
#include <stdexcept>

namespace brine::bench {

namespace {

/// `hold FOLDER`: writes something, and waits to be killed.
int hold(const std::vector<std::string>& task) {
  const auto db = open_journal(task.at(1), durability::synced);
  db.assoc("child", 1);
  if (::write(STDOUT_FILENO, "r", 1) != 1)
    return 1;
  for (;;)
    ::pause();
}

/// `write FOLDER COUNT SUBSCRIBER`: so many writes beside a subscriber that is
/// `none`, `idle` (wants none of them) or `stuck` (wants all, takes one).
int write(const std::vector<std::string>& task) {
  const auto db = open_journal(task.at(1), durability::unsynced);
  const auto count = std::stoul(task.at(2));
  const auto load = make_workload(1000);
  std::atomic<bool> go_on{false};
  std::vector<subscription> subs;
  if (task.at(3) == "idle")
    subs.push_back(db.subscribe({key("another")}, [](const change&) {}));
  else if (task.at(3) == "stuck")
    subs.push_back(db.subscribe([&](const change&) { go_on.wait(false); }));
  for (std::size_t i = 0; i < count; ++i)
    db.assoc(load.keys[i % load.size()], load.documents[i % load.size()]);
  go_on = true;
  go_on.notify_all();
  return 0;
}

} // namespace

int run_child(const std::vector<std::string>& task) {
  if (task.size() == 2 && task[0] == "hold")
    return hold(task);
  if (task.size() == 4 && task[0] == "write")
    return write(task);
  throw std::invalid_argument("no such task of a child");
}

} // namespace brine::bench
