// SPDX-License-Identifier: MIT
#include <brine/bench/groups.hpp>

namespace brine::bench {

namespace {

constexpr group all[] = {
  {"put", "writes, not synced, by 1, 8 and 64 threads", put},
  {"put-synced", "the same, each durable when it returns", put_synced, true},
  {"get", "reads of decoded documents by 1 and 8 threads", get},
  {"get-p99", "reads while 64 threads write, synced", get_beside_writers, true},
  {"update", "a change of one field", update},
  {"delivery", "from a write's return to a subscriber", delivery},
  {"fan-out", "one writer and 100 subscribers", fan_out},
  {"subscriber", "instructions that subscribers cost a write", idle_subscriber},
  {"replay", "all changes from the journal", replay},
  {"open", "opening a store of a million keys", opening},
  {"memory", "memory for each key", memory},
  {"compaction", "what is left of a log that was overwritten", compaction},
  {"serializers", "documents to bytes and back", serializers},
  {"segments", "what seals and compresses them", segments},
};

} // namespace

std::span<const group> groups() noexcept {
  return all;
}

} // namespace brine::bench
