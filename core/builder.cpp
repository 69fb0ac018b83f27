// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/error.hpp>

#include <algorithm>
#include <cstring>
#include <limits>

namespace brine {

namespace {

constexpr std::size_t insertion_limit = 16;

bool before(const value& a, const value& b) {
  return compare(a, b) < 0;
}

const value& key_of(const value& v) {
  return v;
}

const value& key_of(const entry& e) {
  return e.key;
}

// Sorts by key, the last of equal keys surviving; returns the new count.
template <class T>
std::size_t sort_unique(T* first, std::size_t n, value* twice) {
  auto less = [](const T& a, const T& b) {
    return before(key_of(a), key_of(b));
  };
  std::size_t sorted = 1;
  while (sorted < n && less(first[sorted - 1], first[sorted]))
    ++sorted;
  if (sorted >= n)
    return n;
  if (n <= insertion_limit) {
    for (auto* p = first + sorted; p != first + n; ++p)
      std::rotate(std::upper_bound(first, p, *p, less), p, p + 1);
  } else {
    std::stable_sort(first, first + n, less);
  }
  std::size_t kept = 0;
  for (std::size_t i = 1; i < n; ++i) {
    if (less(first[kept], first[i]))
      ++kept;
    else if (twice != nullptr)
      *twice = key_of(first[i]);
    if (kept != i)
      first[kept] = std::move(first[i]);
  }
  return kept + 1;
}

detail::tree_node* allocate(std::size_t room) {
  if (room > std::numeric_limits<std::uint32_t>::max())
    throw error(errc::too_large,
                "a collection of " + std::to_string(room) + " values");
  auto* memory =
    ::operator new(sizeof(detail::tree_node) + room * sizeof(value));
  return new (memory) detail::tree_node();
}

void deallocate(detail::tree_node* n) {
  n->~tree_node();
  ::operator delete(n);
}

} // namespace

builder::~builder() {
  if (node_ == nullptr)
    return;
  std::destroy_n(slots(), count_);
  deallocate(node_);
}

void builder::grow(std::size_t room) {
  auto* old = node_;
  auto* from = old == nullptr ? nullptr : slots();
  auto* fresh = allocate(room);
  node_ = fresh;
  if (old != nullptr) {
    std::uninitialized_move_n(from, count_, slots());
    std::destroy_n(from, count_);
    deallocate(old);
  }
  room_ = room;
}

value builder::finish(brine::kind k) {
  if (count_ == 0)
    return detail::access::make(k, nullptr);
  if (room_ > count_ + count_ / 4 + 8)
    grow(count_);
  std::uint64_t memory = sizeof(detail::tree_node);
  for (std::size_t i = 0; i < count_; ++i)
    memory +=
      std::min<std::uint64_t>(slots()[i].memory(), std::uint64_t{1} << 62);
  node_->memory = std::min(memory, std::uint64_t{1} << 62);
  node_->size = static_cast<std::uint32_t>(count_);
  count_ = 0;
  room_ = 0;
  return detail::access::make(k, std::exchange(node_, nullptr));
}

value builder::list() {
  return finish(kind::list);
}

value builder::vector() {
  return finish(kind::vector);
}

value builder::set(value* twice) {
  if (count_ > 1) {
    auto n = sort_unique(slots(), count_, twice);
    std::destroy_n(slots() + n, count_ - n);
    count_ = n;
  }
  return finish(kind::set);
}

value builder::map(value* twice) {
  assert(count_ % 2 == 0);
  if (count_ > 2) {
    auto* entries = reinterpret_cast<entry*>(slots());
    auto n = 2 * sort_unique(entries, count_ / 2, twice);
    std::destroy_n(slots() + n, count_ - n);
    count_ = n;
  }
  return finish(kind::map);
}

value builder::tagged() {
  assert(count_ == 2 && slots()[0].is_symbol());
  return finish(kind::tagged);
}

} // namespace brine
