// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <set>

#include "sim_disk.hpp"

using namespace brine;
using namespace brine::journal;
using brine::test::sim_disk;
using call = sim_disk::call;

namespace {

bytes_view bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

void write(file& to, std::uint64_t offset, std::string_view text) {
  to.write_at(offset, bytes_of(text)).or_throw();
}

/// A disk with the durable file `d/a` that holds "old old old".
struct fixture {
  sim_disk disk;
  std::unique_ptr<file> a;

  fixture() {
    disk.make_directory("d").or_throw();
    disk.sync_directory("").or_throw();
    a = disk.open("d/a", open_mode::create).or_throw();
    write(*a, 0, "old old old");
    a->sync().or_throw();
    disk.sync_directory("d").or_throw();
  }
};

/// What a crash may leave, over many seeds.
template <class Work>
std::set<std::string> outcomes(Work work) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    fixture f;
    work(f);
    f.disk.crash(seed);
    seen.insert(f.disk.tree()
                + (f.disk.look_up("d/a").or_throw() == disk::entry::file
                     ? f.disk.bytes("d/a")
                     : ""));
  }
  return seen;
}

} // namespace

TEST_CASE("a crash keeps what was synced", "[backends]") {
  auto seen = outcomes([](fixture&) {});
  CHECK(seen == std::set<std::string>{"d/a 11\nold old old"});
}

TEST_CASE("an unsynced write survives, is lost or is torn", "[backends]") {
  auto seen = outcomes([](fixture& f) { write(*f.a, 4, "new"); });
  for (auto text : {"old old old", "old new old", "old nld old", "old ned old",
                    "old oew old", "old olw old"})
    CHECK(seen.count("d/a 11\n" + std::string(text)) == 1);
  CHECK(seen.size() > 6); // Garbage too.
}

TEST_CASE("unsynced writes survive in any combination", "[backends]") {
  auto seen = outcomes([](fixture& f) {
    write(*f.a, 0, "1");
    write(*f.a, 4, "2");
    write(*f.a, 8, "3");
  });
  for (auto text : {"1ld old 3ld", "old 2ld old", "old old 3ld"})
    CHECK(seen.count("d/a 11\n" + std::string(text)) == 1);
}

TEST_CASE("sizes change only for sure once synced", "[backends]") {
  auto work = [](fixture& f) { f.a->preallocate(13).or_throw(); };
  CHECK(outcomes(work).size() == 2);
  CHECK(outcomes([&](fixture& f) {
          work(f);
          f.a->sync().or_throw();
        }).size()
        == 1);
  CHECK(outcomes([](fixture& f) { f.a->truncate(3).or_throw(); })
        == std::set<std::string>{"d/a 11\nold old old", "d/a 3\nold"});
}

TEST_CASE("a name is durable once its folder is synced", "[backends]") {
  auto create = [](fixture& f) {
    f.disk.open("d/b", open_mode::create).or_throw()->sync().or_throw();
  };
  CHECK(outcomes(create)
        == std::set<std::string>{"d/a 11\nold old old",
                                 "d/a 11\nd/b 0\nold old old"});
  CHECK(outcomes([&](fixture& f) {
          create(f);
          f.disk.sync_directory("d").or_throw();
        })
        == std::set<std::string>{"d/a 11\nd/b 0\nold old old"});
}

TEST_CASE("renames and removals survive one by one", "[backends]") {
  auto seen = outcomes([](fixture& f) {
    f.disk.link("d/a", "d/b").or_throw();
    f.disk.sync_directory("d").or_throw();
    f.disk.rename("d/b", "d/c").or_throw();
    f.disk.remove("d/a").or_throw();
  });
  CHECK(seen
        == std::set<std::string>{"d/a 11\nd/b 11\nold old old", "d/b 11\n",
                                 "d/a 11\nd/c 11\nold old old", "d/c 11\n"});
}

TEST_CASE("a killed process leaves what it wrote, still unsynced",
          "[backends]") {
  fixture f;
  write(*f.a, 0, "new");
  f.disk.kill();
  CHECK(f.disk.bytes("d/a") == "new old old");
  CHECK(!f.a->sync());
  auto seen = outcomes([](fixture& g) {
    write(*g.a, 0, "new");
    g.disk.kill();
  });
  CHECK(seen.size() > 1);
}

TEST_CASE("after a failed sync the next one does not help", "[backends]") {
  auto seen = outcomes([](fixture& f) {
    write(*f.a, 0, "new");
    f.disk.fail(call::sync, 1, errc::io_failed, 3);
    CHECK(!f.a->sync());
    CHECK(f.disk.bytes("d/a") == "new old old");
    f.a->sync().or_throw();
  });
  CHECK(seen.size() == 1);
  bool lost = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    fixture f;
    write(*f.a, 0, "new");
    f.disk.fail(call::sync, 1, errc::io_failed, seed);
    CHECK(!f.a->sync());
    f.a->sync().or_throw();
    f.disk.crash(seed);
    lost |= f.disk.bytes("d/a") == "old old old";
  }
  CHECK(lost);
}

TEST_CASE("a failing write writes a part", "[backends]") {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    fixture f;
    f.disk.fail(call::write, 2, errc::storage_full, seed);
    write(*f.a, 0, "n");
    auto failed = f.a->write_at(4, bytes_of("new"));
    REQUIRE(!failed);
    CHECK(failed.failure().code() == errc::storage_full);
    seen.insert(f.disk.bytes("d/a"));
  }
  CHECK(seen
        == std::set<std::string>{"nld old old", "nld nld old", "nld ned old",
                                 "nld new old"});
}

TEST_CASE("no call works once the power is out", "[backends]") {
  fixture f;
  f.disk.stop_after(1);
  write(*f.a, 0, "new");
  CHECK(!f.a->write_at(4, bytes_of("new")));
  CHECK(!f.disk.remove("d/a"));
  f.disk.kill();
  CHECK(f.disk.bytes("d/a") == "new old old");
}

TEST_CASE("a sync that lies is one that was forgotten", "[backends]") {
  auto seen = outcomes([](fixture& f) {
    f.disk.let_sync_lie(true, true);
    write(*f.a, 0, "new");
    f.a->sync().or_throw();
    f.disk.rename("d/a", "d/b").or_throw();
    f.disk.sync_directory("d").or_throw();
  });
  CHECK(seen.size() > 3);
}

TEST_CASE("a simulated mapping shows later writes until the size changes",
          "[backends]") {
  fixture f;
  auto m = f.a->map(11).or_throw();
  write(*f.a, 0, "new");
  f.a->preallocate(100).or_throw();
  write(*f.a, 0, "xxx");
  CHECK(std::string(reinterpret_cast<const char*>(m->bytes().data()), 11)
        == "new old old");
}
