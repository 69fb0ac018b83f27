// SPDX-License-Identifier: MIT
#include <brine/actors/gate.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include <new>
#include <vector>

using namespace brine;

namespace {

/// A batch of one mutation of "k".
ref<batch> released(revision rev, std::size_t bytes = 0) {
  auto c = make_ref<write_call>();
  c->mine.key = encode_key("k").or_throw();
  c->mine.content = std::string(bytes, 'x');
  auto b = make_ref<batch>();
  b->last = rev;
  b->calls.push_back(courier<write_call>(std::move(c)).as<commit_call>());
  return b;
}

gate::demand all_of_it() {
  gate::demand d;
  d.add(filter());
  return d;
}

struct passed {
  revision last; ///< 0: that batches were missed.
  std::size_t weight;
  bool here;
};

/// A gate into a list.
struct gate_fixture {
  std::vector<passed> seen;
  bool full = false;
  gate door{[this](batch_released b, bool here) {
    if (full)
      throw std::bad_alloc();
    seen.push_back({b.what ? b.what->last : 0, b.weight, here});
  }};
};

} // namespace

TEST_CASE("what is on the way to the publisher is bounded; what does not fit "
          "is missed, and told once until the publisher looks",
          "[actors]") {
  gate_fixture f;
  f.door.set(all_of_it());
  const auto half = gate::most_on_way / 2;
  for (const revision r : {1, 2, 3, 4})
    f.door.release(released(r, half));
  REQUIRE(f.seen.size() == 3);
  CHECK(f.seen[1].last == 2);
  CHECK(f.seen[2].last == 0);
  CHECK(f.door.missed() == 4);
  f.door.taken(f.seen[0].weight);
  f.door.taken(f.seen[1].weight);
  CHECK(f.door.look_missed() == 4);
  for (const revision r : {5, 6, 7})
    f.door.release(released(r, half));
  REQUIRE(f.seen.size() == 6);
  CHECK(f.seen[4].last == 6);
  CHECK(f.seen[5].last == 0);
  CHECK(f.door.missed() == 7);
}

TEST_CASE("a batch for which no memory is left is missed, and told with the "
          "next",
          "[actors]") {
  gate_fixture f;
  f.door.set(all_of_it());
  f.full = true;
  f.door.release(released(1));
  CHECK(f.door.missed() == 1);
  CHECK(f.seen.empty());
  f.full = false;
  f.door.release(released(2));
  REQUIRE(f.seen.size() == 1);
  CHECK(f.seen[0].last == 2);
  CHECK(f.door.missed() == 1);
}

TEST_CASE("a batch that no live subscription wants stays at the gate",
          "[actors]") {
  gate_fixture f;
  f.door.release(released(1));
  gate::demand other;
  other.add(key("other"));
  f.door.set(std::move(other));
  f.door.release(released(2));
  CHECK(f.seen.empty());
  CHECK(f.door.missed() == 0);
}

TEST_CASE("only a batch that is little work goes on on a writer's thread",
          "[actors]") {
  gate_fixture f;
  auto d = all_of_it();
  d.near = 1;
  f.door.set(std::move(d));
  f.door.release(released(1));
  auto two = released(3);
  two->calls.push_back(std::move(released(2)->calls.front()));
  f.door.release(two);
  REQUIRE(f.seen.size() == 2);
  CHECK(f.seen[0].here);
  CHECK_FALSE(f.seen[1].here);
}
