// SPDX-License-Identifier: MIT
#include "sim_node.hpp"

#include <algorithm>
#include <utility>

namespace brine::test {

namespace {

constexpr std::size_t sector = 512;

void replay(content& to, const file_change& change) {
  switch (change.what) {
  case file_change::kind::write:
    to.resize(
      std::max<std::size_t>(to.size(), change.offset + change.bytes.size()));
    std::copy(change.bytes.begin(), change.bytes.end(),
              to.begin() + static_cast<std::ptrdiff_t>(change.offset));
    break;
  case file_change::kind::cut:
    to.resize(change.offset);
    break;
  case file_change::kind::extend:
    to.resize(std::max<std::size_t>(to.size(), change.offset));
    break;
  }
}

/// Applies bytes `from` to `to` of a write, as they are or as garbage.
void replay_part(content& out, const file_change& write, std::size_t from,
                 std::size_t to, bool garbage, dice& roll) {
  file_change part;
  part.offset = write.offset + from;
  part.bytes.assign(write.bytes.begin() + static_cast<std::ptrdiff_t>(from),
                    write.bytes.begin() + static_cast<std::ptrdiff_t>(to));
  if (garbage)
    for (auto& b : part.bytes)
      b = static_cast<std::byte>(roll());
  replay(out, part);
}

/// What a crash leaves of one write.
void replay_torn(content& to, const file_change& write, dice& roll) {
  auto size = write.bytes.size();
  switch (roll.below(6)) {
  case 0: // Cut at any byte.
    replay_part(to, write, 0, roll.below(size + 1), false, roll);
    break;
  case 1: // The front is missing.
    replay_part(to, write, roll.below(size + 1), size, false, roll);
    break;
  case 2: { // Any sectors, some of them unreadable nonsense.
    std::size_t at = 0;
    while (at < size) {
      auto step = sector - (write.offset + at) % sector;
      auto end = std::min<std::size_t>(size, at + step);
      if (!roll.one_in(3))
        replay_part(to, write, at, end, roll.one_in(8), roll);
      at = end;
    }
    break;
  }
  default:
    replay(to, write);
  }
}

} // namespace

std::vector<std::size_t> survivors(std::size_t n, dice& roll) {
  std::vector<std::size_t> kept;
  auto mood = roll.below(4);
  for (std::size_t i = 0; i < n; ++i)
    if (mood == 0 || (mood > 1 && !roll.one_in(3)))
      kept.push_back(i);
  return kept;
}

void sim_node::change(file_change c) {
  auto needed =
    c.what == file_change::kind::write ? c.offset + c.bytes.size() : c.offset;
  if (needed > bytes->size()
      || (c.what == file_change::kind::cut && needed != bytes->size()))
    bytes = std::make_shared<content>(*bytes);
  replay(*bytes, c);
  unsynced.push_back(std::move(c));
}

void sim_node::crash(dice& roll) {
  if (!unsynced.empty()) {
    auto kept = survivors(unsynced.size(), roll);
    if (roll.one_in(3))
      for (auto i = kept.size(); i > 1; --i)
        std::swap(kept[i - 1], kept[roll.below(i)]);
    for (auto i : kept)
      if (unsynced[i].what == file_change::kind::write)
        replay_torn(durable_bytes, unsynced[i], roll);
      else
        replay(durable_bytes, unsynced[i]);
    unsynced.clear();
  }
  bytes = std::make_shared<content>(durable_bytes);
  names = durable_names;
  for (auto& [name, child] : names)
    child->crash(roll);
}

void sim_node::sync() {
  for (auto& c : unsynced)
    replay(durable_bytes, c);
  unsynced.clear();
}

void sim_node::fail_to_sync(dice& roll) {
  for (auto& c : unsynced)
    if (roll.one_in(2))
      replay(durable_bytes, c);
  unsynced.clear();
}

} // namespace brine::test
