// SPDX-License-Identifier: MIT
#include <brine/bench/threads.hpp>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace brine::bench {

namespace {

/// What the threads of one run share.
struct race {
  std::atomic<bool> started{false};
  std::atomic<bool> stopped{false};
  std::atomic<std::uint64_t> done{0};
  std::mutex mutex;
  std::exception_ptr failure;
};

void take_part(race& r, int thread, const work& f) {
  r.started.wait(false);
  std::uint64_t i = 0;
  try {
    for (; !r.stopped.load(std::memory_order_relaxed); ++i)
      f(thread, i);
  } catch (...) {
    auto guard = std::lock_guard(r.mutex);
    r.failure = std::current_exception();
  }
  r.done += i;
}

} // namespace

double rate(int threads, std::chrono::milliseconds time, const work& f) {
  race r;
  std::vector<std::thread> all;
  all.reserve(static_cast<std::size_t>(threads));
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&r, &f, t] { take_part(r, t, f); });
  const auto took = seconds([&] {
    r.started = true;
    r.started.notify_all();
    std::this_thread::sleep_for(time);
    r.stopped = true;
    for (auto& t : all)
      t.join();
  });
  if (r.failure)
    std::rethrow_exception(r.failure);
  return static_cast<double>(r.done) / took;
}

double seconds(const std::function<void()>& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  const auto took = std::chrono::steady_clock::now() - start;
  return std::chrono::duration<double>(took).count();
}

} // namespace brine::bench
