// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/bench/lab.hpp>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace brine::bench {

lab::lab(options asked) : how(std::move(asked)), folder_(how.folder) {
  folder_ = std::filesystem::absolute(how.folder) / "brine-bench-XXXXXX";
  if (!::mkdtemp(folder_.data()))
    throw std::system_error(errno, std::generic_category(), how.folder);
  load = make_workload(static_cast<std::size_t>(how.scaled(100'000)));
}

lab::~lab() {
  std::error_code ignored; // what is left lies where the user put it
  std::filesystem::remove_all(folder_, ignored);
}

void lab::remove(const std::string& name) const {
  std::filesystem::remove_all(place(name));
}

store open_journal(const std::string& folder, durability how) {
  const auto where =
    value{{"backend", "journal"},
          {"path", folder},
          {"fsync", how == durability::synced ? "always" : "never"}};
  return exists(where) ? connect(where) : create(where);
}

void fill(const store& to, const workload& load) {
  for (std::size_t i = 0; i < load.size(); ++i)
    to.assoc(load.keys[i], load.documents[i]);
}

} // namespace brine::bench
