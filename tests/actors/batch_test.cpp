// SPDX-License-Identifier: MIT
#include <brine/actors/batch.hpp>

#include <catch2/catch.hpp>

#include <new>

using namespace brine;

TEST_CASE("a batch that cannot be released holds up none behind it",
          "[actors]") {
  auto chain = batch_chain(0, [](const ref<batch>& b) {
    if (b->last == 1)
      throw std::bad_alloc();
  });
  for (const revision r : {1, 2}) {
    auto b = make_ref<batch>();
    b->last = r;
    chain.append(b);
    chain.finish(*b);
    CHECK(chain.applied() == r);
    CHECK(chain.released() == r);
    CHECK(chain.missed() == 1);
  }
}
