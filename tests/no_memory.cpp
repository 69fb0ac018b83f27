// SPDX-License-Identifier: MIT
#include "no_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace brine::test {

namespace {

std::atomic<std::size_t> refused{0};

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

} // namespace brine::test

// A sanitizer has its own of each, which may not be mixed with these; those for
// larger alignments stay as they are.

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
  std::free(memory);
}

void operator delete[](void* memory) noexcept {
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
