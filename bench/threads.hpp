// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace brine::bench {

/// One operation, the `i`th one of its thread.
using work = std::function<void(int thread, std::uint64_t i)>;

/// Does the operation again and again on so many threads for so long; how many
/// a second all of them did. Rethrows what an operation threw.
[[nodiscard]] double
rate(int threads, std::chrono::milliseconds time, const work& f);

/// Seconds that `f` takes.
[[nodiscard]] double seconds(const std::function<void()>& f);

} // namespace brine::bench
