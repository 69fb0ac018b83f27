// SPDX-License-Identifier: MIT
#include <brine/bench/many_keys.hpp>

#include <filesystem>

namespace brine::bench {

std::size_t many_keys(const lab& where) {
  return static_cast<std::size_t>(where.how.scaled(1'000'000));
}

std::string make_many_keys(const lab& where) {
  auto folder = where.place("many");
  if (std::filesystem::exists(folder))
    return folder;
  const auto db = open_journal(folder, durability::unsynced);
  for (std::size_t n = 0; n < many_keys(where); ++n)
    db.assoc(nth_key(n), nth_document(n));
  return folder;
}

} // namespace brine::bench
