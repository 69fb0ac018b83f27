// SPDX-License-Identifier: MIT
#include "no_memory.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <new>

#include "freed_memory.hpp"
#include "own_new.hpp"

namespace brine::test {

namespace {

std::atomic<std::size_t> refused{0};

std::atomic<const void*> watched{nullptr};
std::size_t watched_size = 0;
std::array<char, 256> held{};
std::atomic<bool> freed{false};

[[maybe_unused]] void note_freed(const void* memory) noexcept {
  if (memory == nullptr || watched.load(std::memory_order_relaxed) != memory)
    return;
  std::copy_n(static_cast<const char*>(memory), watched_size, held.begin());
  watched.store(nullptr);
  freed.store(true);
}

} // namespace

no_memory::no_memory(std::size_t size) noexcept {
  refused.store(size);
}

no_memory::~no_memory() {
  refused.store(0);
}

bool no_memory::met() noexcept {
  return refused.load() == 0;
}

freed_memory::freed_memory(const void* block, std::size_t size) noexcept {
  watched_size = std::min(size, held.size());
  freed.store(false);
  watched.store(block);
}

freed_memory::~freed_memory() {
  watched.store(nullptr);
}

std::string freed_memory::bytes() const {
  return freed ? std::string(held.data(), watched_size) : std::string();
}

} // namespace brine::test

// A sanitizer has its own of each, which may not be mixed with these; those for
// larger alignments stay as they are.
#if BRINE_OWN_NEW

void* operator new(std::size_t size) {
  using brine::test::refused;
  if (auto wanted = size; size != 0
                          && refused.load(std::memory_order_relaxed) == size
                          && refused.compare_exchange_strong(wanted, 0))
    throw std::bad_alloc();
  if (auto* memory = std::malloc(size == 0 ? 1 : size))
    return memory;
  throw std::bad_alloc();
}

void* operator new[](std::size_t size) {
  return operator new(size);
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (...) {
    return nullptr;
  }
}

void* operator new[](std::size_t size, const std::nothrow_t& t) noexcept {
  return operator new(size, t);
}

void operator delete(void* memory) noexcept {
  brine::test::note_freed(memory);
  std::free(memory);
}

void operator delete[](void* memory) noexcept {
  brine::test::note_freed(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  brine::test::note_freed(memory);
  std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
  brine::test::note_freed(memory);
  std::free(memory);
}

void operator delete(void* memory, const std::nothrow_t&) noexcept {
  brine::test::note_freed(memory);
  std::free(memory);
}

void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  brine::test::note_freed(memory);
  std::free(memory);
}

#endif // BRINE_OWN_NEW
