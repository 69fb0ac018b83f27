// SPDX-License-Identifier: MIT
#include <brine/brine.hpp>

#include <iostream>

int main() {
  auto db = brine::open("data"); // a journal in ./data, made if missing
  db.assoc("alice", {{"name", "Alice"}, {"age", 30}});
  db.update_in({"alice", "age"},
               [](const brine::value& age) { return age.as_int(0) + 1; });
  std::cout << "alice is " << *db.get_in<int>({"alice", "age"}) << '\n';
  for (const auto& change : db.changes({.from = brine::beginning}))
    std::cout << change.rev << ": " << to_string(change.after()) << '\n';
}
