// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "../backends/sealed_pair.hpp"

using namespace brine;
using namespace brine::test;

// A reader's callers are many threads; these tests run under ThreadSanitizer.

TEST_CASE_METHOD(sealed_pair,
                 "many threads find large values at once that were sealed anew",
                 "[actors]") {
  constexpr int values = 8;
  std::vector<std::string> texts;
  for (int i = 0; i < values; ++i) {
    texts.push_back("big=" + large);
    texts.push_back("pad=" + std::string(60'000, 'x')); // a segment for each
  }
  open_after(texts);
  REQUIRE(writer.rekey().or_throw().records == texts.size());
  constexpr int callers = 4;
  for (revision rev = 1; rev <= texts.size(); rev += 2) {
    // One call each: what they share besides would put one behind the other.
    std::atomic<int> ready{0};
    std::atomic<int> found{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i)
      threads.emplace_back([&] {
        ++ready;
        while (ready < callers)
          std::this_thread::yield();
        if (reader.version("big", rev) == large)
          ++found;
      });
    for (auto& t : threads)
      t.join();
    CHECK(found == callers);
  }
}
