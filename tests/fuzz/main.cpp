// SPDX-License-Identifier: MIT
#include <sanitizer/allocator_interface.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "targets.hpp"

// libFuzzer's door to the target BRINE_FUZZ_TARGET. What a run allocates is
// held against its input.

namespace {

/// A byte can be an empty collection, which takes a node and a slot.
constexpr std::size_t most_by_byte = 256;

std::atomic<std::ptrdiff_t> in_use{0};
std::atomic<std::ptrdiff_t> most{0};

void on_malloc(const volatile void*, std::size_t size) {
  const auto n = static_cast<std::ptrdiff_t>(size);
  const auto now = in_use.fetch_add(n) + n;
  if (now > most.load())
    most.store(now);
}

void on_free(const volatile void* p) {
  if (p != nullptr)
    in_use.fetch_sub(
      static_cast<std::ptrdiff_t>(__sanitizer_get_allocated_size(p)));
}

const brine::test::fuzz_target& target() {
  for (const auto& x : brine::test::fuzz_targets())
    if (x.name == BRINE_FUZZ_TARGET)
      return x;
  std::abort();
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto hooked =
    __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
  static const auto& fed = target();
  if (hooked == 0)
    std::abort();
  const auto before = in_use.load();
  most.store(before);
  fed.run({reinterpret_cast<const char*>(data), size});
  const auto used = static_cast<std::size_t>(most.load() - before);
  if (used > fed.fixed + most_by_byte * size) {
    std::fprintf(stderr, "%zu bytes allocated for %zu bytes of input\n", used,
                 size);
    std::abort();
  }
  return 0;
}
