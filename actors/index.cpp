// SPDX-License-Identifier: MIT
#include <brine/actors/index.hpp>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <new>

namespace brine {

namespace {

constexpr std::uint64_t pointer_mask = (std::uint64_t{1} << 48) - 1;

// The store takes the top bits of the hash to choose a range, the table takes
// the low ones; the tag comes from between.
std::uint64_t tag_of(std::uint64_t hash) noexcept {
  return (hash >> 24) << 48;
}

std::uint64_t tag_of(const key_entry& e) noexcept {
  return tag_of(std::uint64_t{e.hash});
}

key_entry* entry_of(std::uint64_t slot) noexcept {
  return std::bit_cast<key_entry*>(slot & pointer_mask);
}

bool before(const key_entry* a, const key_entry* b) noexcept {
  return a->key() < b->key();
}

} // namespace

index::~index() {
  for (auto* list : {&view_, &fresh_})
    for (auto* e : *list)
      if (e->has(key_entry::removed))
        destroy(e);
  for (auto s : slots_)
    if (s != 0)
      destroy(entry_of(s));
}

void index::destroy(key_entry* e) noexcept {
  e->~key_entry();
  ::operator delete(e);
}

key_entry* index::find(std::string_view key, std::uint64_t hash) noexcept {
  if (slots_.empty())
    return nullptr;
  const auto mask = slots_.size() - 1;
  const auto low = static_cast<std::uint32_t>(hash);
  const auto tag = tag_of(std::uint64_t{low});
  for (auto i = low & mask;; i = (i + 1) & mask) {
    const auto s = slots_[i];
    if (s == 0)
      return nullptr;
    if ((s & ~pointer_mask) != tag)
      continue;
    auto* e = entry_of(s);
    if (e->hash == low && e->key() == key)
      return e;
  }
}

key_entry& index::insert(std::string_view key, std::uint64_t hash) {
  if (auto* found = find(key, hash))
    return *found;
  if ((size_ + 1) * 4 > slots_.size() * 3)
    grow();
  auto* e = new (::operator new(sizeof(key_entry) + key.size())) key_entry;
  e->hash = static_cast<std::uint32_t>(hash);
  e->key_size = static_cast<std::uint16_t>(key.size());
  std::memcpy(reinterpret_cast<char*>(e + 1), key.data(), key.size());
  place(e);
  ++size_;
  key_bytes_ += key.size();
  if (view_wanted_)
    fresh_.push_back(e);
  return *e;
}

void index::place(key_entry* e) noexcept {
  const auto mask = slots_.size() - 1;
  auto i = e->hash & mask;
  while (slots_[i] != 0)
    i = (i + 1) & mask;
  slots_[i] = reinterpret_cast<std::uint64_t>(e) | tag_of(*e);
}

void index::grow() {
  // Made first: without memory for it, all stays as it is.
  auto old = std::vector<slot>(slots_.empty() ? 16 : slots_.size() * 2, 0);
  old.swap(slots_);
  hand_ = 0;
  for (auto s : old)
    if (s != 0)
      place(entry_of(s));
}

void index::erase(key_entry& e) {
  assert(e.idle());
  const auto mask = slots_.size() - 1;
  auto i = e.hash & mask;
  while (entry_of(slots_[i]) != &e)
    i = (i + 1) & mask;
  // Knuth 6.4, algorithm R: close the gap so that no probe ends early.
  for (auto j = i;;) {
    slots_[i] = 0;
    for (;;) {
      j = (j + 1) & mask;
      if (slots_[j] == 0)
        break;
      const auto home = entry_of(slots_[j])->hash & mask;
      if (((j - home) & mask) >= ((j - i) & mask))
        break;
    }
    if (slots_[j] == 0)
      break;
    slots_[i] = slots_[j];
    i = j;
  }
  --size_;
  key_bytes_ -= e.key_size;
  if (!view_wanted_) {
    destroy(&e);
    return;
  }
  e.set(key_entry::removed, true);
  e.document = value();
  e.home = nullptr;
  ++removed_;
}

const std::vector<key_entry*>& index::ordered() {
  if (!view_wanted_) {
    view_wanted_ = true;
    view_.reserve(size_);
    for (auto s : slots_)
      if (s != 0)
        view_.push_back(entry_of(s));
    std::sort(view_.begin(), view_.end(), before);
    return view_;
  }
  if (!fresh_.empty()) {
    std::sort(fresh_.begin(), fresh_.end(), before);
    const auto middle = static_cast<std::ptrdiff_t>(view_.size());
    view_.insert(view_.end(), fresh_.begin(), fresh_.end());
    std::inplace_merge(view_.begin(), view_.begin() + middle, view_.end(),
                       before);
    fresh_.clear();
  }
  if (removed_ > 0) {
    auto gone = [](key_entry* e) {
      if (!e->has(key_entry::removed))
        return false;
      destroy(e);
      return true;
    };
    view_.erase(std::remove_if(view_.begin(), view_.end(), gone), view_.end());
    removed_ = 0;
  }
  return view_;
}

std::size_t index::lower_bound(std::string_view key) {
  const auto& view = ordered();
  auto found = std::lower_bound(
    view.begin(), view.end(), key,
    [](const key_entry* e, std::string_view k) { return e->key() < k; });
  return static_cast<std::size_t>(found - view.begin());
}

bool index::walk(position& at, std::size_t limit,
                 const std::function<void(const key_entry&)>& show) const {
  // A table that has grown is in another order.
  if (at.slots != slots_.size())
    at = {slots_.size(), 0};
  // Pages end at an empty slot: no entry moves over one towards the beginning,
  // which is where those of a page were that has been shown.
  for (std::size_t shown = 0; at.next < slots_.size(); ++at.next) {
    const auto s = slots_[at.next];
    if (s == 0 && shown >= limit)
      return true;
    if (s != 0) {
      show(*entry_of(s));
      ++shown;
    }
  }
  return false;
}

key_entry* index::next_by_hand() noexcept {
  assert(!slots_.empty());
  hand_ = (hand_ + 1) & (slots_.size() - 1);
  const auto s = slots_[hand_];
  return s == 0 ? nullptr : entry_of(s);
}

std::size_t index::memory() const noexcept {
  // 16 covers what malloc adds to a block.
  return slots_.capacity() * sizeof(slot) + size_ * (sizeof(key_entry) + 16)
         + key_bytes_
         + (view_.capacity() + fresh_.capacity()) * sizeof(key_entry*);
}

} // namespace brine
