// SPDX-License-Identifier: MIT
#include <brine/actors/hand_back.hpp>

namespace brine {

void hand_back(shared& store, const ref<batch>& b, caf::execution_unit* from) {
  b->heads.resize(store.ranges.size());
  std::uint32_t ranges = 0;
  // Backwards, so that each list comes out in revision order.
  for (auto c = b->calls.rbegin(); c != b->calls.rend(); ++c) {
    auto parts = (*c)->parts();
    for (auto i = parts.size(); i-- > 0;) {
      auto* p = parts[i];
      auto& head = b->heads[p->range];
      ranges += head == nullptr;
      p->next_in_range = head;
      head = p;
    }
    (*c)->parts_left.store(static_cast<std::uint32_t>(parts.size()),
                           std::memory_order_relaxed);
  }
  b->ranges_left.store(ranges, std::memory_order_relaxed);
  store.chain->append(b);
  for (std::size_t i = 0; i < b->heads.size(); ++i)
    if (b->heads[i])
      post(from, store.ranges[i], batch_written{b});
}

} // namespace brine
