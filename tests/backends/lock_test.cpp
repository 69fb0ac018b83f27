// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/lock.hpp>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

#include "../code_of.hpp"
#include "scratch_directory.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;
using namespace std::chrono_literals;

namespace {

durable_mark mark_of(revision last) {
  auto x = durable_mark{};
  x.log.bytes[0] = 0xaa;
  x.boot.bytes[15] = 0xbb;
  x.segment = {.first = last / 10 + 1, .generation = 2};
  x.offset = last * 64;
  x.last = last;
  x.frame = last * 32;
  x.synced = last - 1;
  x.pid = 4711;
  return x;
}

/// Runs `body` in a forked process; true if it returned true.
template <class Body>
bool in_child(Body body) {
  auto pid = ::fork();
  if (pid == 0)
    ::_exit(body() ? 0 : 1);
  int status = 0;
  return ::waitpid(pid, &status, 0) == pid && WIFEXITED(status)
         && WEXITSTATUS(status) == 0;
}

/// A page in memory that tests may write to.
struct raw_page {
  alignas(8) std::array<std::byte, lock_page::size> bytes{};
  lock_page page{bytes, true, "lock"};

  raw_page() {
    page.format().or_throw();
  }

  std::uint64_t& awaited() {
    return *reinterpret_cast<std::uint64_t*>(bytes.data() + 72);
  }
};

} // namespace

TEST_CASE("a second writer gets store_in_use, with the place and the holder",
          "[backends]") {
  auto scratch = scratch_directory{};
  auto path = scratch / "lock";
  auto first = lock_file::acquire(path).or_throw();
  CHECK(code_of(lock_file::acquire(path)) == "store_in_use");
  first->page().publish(mark_of(5));
  CHECK(lock_file::acquire(path).failure().message()
        == path + ": process 4711 has the store open to write");
  CHECK(in_child(
    [&] { return code_of(lock_file::acquire(path)) == "store_in_use"; }));
  first.reset();
  CHECK(code_of(lock_file::acquire(path)) == "ok");
}

TEST_CASE("the lock goes with the process that held it", "[backends]") {
  auto scratch = scratch_directory{};
  auto path = scratch / "lock";
  auto child = ::fork();
  if (child == 0) {
    auto held = lock_file::acquire(path);
    ::raise(SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(code_of(lock_file::acquire(path)) == "ok");
}

TEST_CASE("a lock file that was removed keeps nobody out", "[backends]") {
  auto scratch = scratch_directory{};
  auto path = scratch / "lock";
  auto first = lock_file::acquire(path).or_throw();
  REQUIRE(::unlink(path.c_str()) == 0);
  auto second = lock_file::acquire(path).or_throw();
  CHECK(code_of(lock_file::acquire(path)) == "store_in_use");
}

TEST_CASE("whoever has the lock has it alone, also while it is removed",
          "[backends]") {
  auto scratch = scratch_directory{};
  auto path = scratch / "lock";
  auto shared = std::atomic<int>{0};
  auto work = [&] {
    for (int taken = 0; taken < 500;) {
      auto held = lock_file::acquire(path);
      if (!held)
        continue;
      ++taken;
      if (lock_file::acquire(path))
        ++shared;
      ::unlink(path.c_str());
    }
  };
  auto workers =
    std::array{std::thread(work), std::thread(work), std::thread(work)};
  for (auto& x : workers)
    x.join();
  CHECK(shared == 0);
}

TEST_CASE("a lock that cannot be made says where", "[backends]") {
  auto scratch = scratch_directory{};
  CHECK(code_of(lock_file::acquire(scratch / "missing/lock")) == "not_found");
  CHECK(code_of(lock_file::acquire(scratch.path())) == "io_failed");
  CHECK(code_of(lock_file::observe(scratch / "lock")) == "not_found");
  auto empty = ::open((scratch / "empty").c_str(), O_CREAT | O_RDWR, 0644);
  CHECK(code_of(lock_file::observe(scratch / "empty")) == "not_found");
  ::close(empty);
}

TEST_CASE("a reader beside the writer sees each mark", "[backends]") {
  auto scratch = scratch_directory{};
  auto writer = lock_file::acquire(scratch / "lock").or_throw();
  auto reader = lock_file::observe(scratch / "lock").or_throw();
  CHECK(reader->page().read().or_throw() == std::nullopt);
  for (revision r = 1; r < 5; ++r) {
    writer->page().publish(mark_of(r));
    CHECK(reader->page().read().or_throw() == published_mark{mark_of(r), r});
  }
}

TEST_CASE("sequences go on when the next writer opens", "[backends]") {
  auto scratch = scratch_directory{};
  auto writer = lock_file::acquire(scratch / "lock").or_throw();
  writer->page().publish(mark_of(1));
  auto reader = lock_file::observe(scratch / "lock").or_throw();
  writer.reset();
  writer = lock_file::acquire(scratch / "lock").or_throw();
  CHECK(reader->page().read().or_throw()->mark == mark_of(1));
  auto closed = mark_of(2);
  closed.clean = true;
  writer->page().publish(closed);
  CHECK(reader->page().read().or_throw() == published_mark{closed, 2});
}

TEST_CASE("a process sleeps until another publishes", "[backends]") {
  auto scratch = scratch_directory{};
  auto writer = lock_file::acquire(scratch / "lock").or_throw();
  writer->page().publish(mark_of(1));
  auto ready = std::array<int, 2>{};
  REQUIRE(::pipe(ready.data()) == 0);
  auto child = ::fork();
  if (child == 0) {
    auto reader = lock_file::observe(scratch / "lock");
    auto last = revision{0};
    auto seen = (*reader)->page().read().or_throw()->sequence;
    static_cast<void>(::write(ready[1], "x", 1));
    while (last < 1000 && (*reader)->page().wait(seen, 10s)) {
      auto now = (*reader)->page().read().or_throw();
      last = now->mark.last;
      seen = now->sequence;
    }
    ::_exit(last == 1000 ? 0 : 1);
  }
  auto byte = char{};
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  for (revision r = 2; r <= 1000; ++r)
    writer->page().publish(mark_of(r));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("waiting ends by itself", "[backends]") {
  auto page = raw_page{};
  CHECK_FALSE(page.page.wait(0, 1ms));
  CHECK_FALSE(page.page.wait(0, 0ms));
  page.page.publish(mark_of(1));
  CHECK(page.page.wait(0, 0ms));
  CHECK_FALSE(page.page.wait(1, 1ms));
}

TEST_CASE("a waiter that died costs one wake and stalls nobody", "[backends]") {
  auto page = raw_page{};
  CHECK_FALSE(page.page.wait(0, 1ms));
  CHECK(page.awaited() == 1);
  page.page.publish(mark_of(1));
  CHECK(page.awaited() == 0);
  // One that asks for the mark after the one being published is not forgotten.
  page.awaited() = 3;
  page.page.publish(mark_of(2));
  CHECK(page.awaited() == 3);
  page.page.publish(mark_of(3));
  CHECK(page.awaited() == 0);
  page.awaited() = ~std::uint64_t{0};
  page.page.publish(mark_of(4));
  CHECK(page.awaited() == 0);
}

TEST_CASE("a writer that died while publishing leaves the mark before",
          "[backends]") {
  auto page = raw_page{};
  page.page.publish(mark_of(1));
  page.page.publish(mark_of(2));
  for (std::size_t i = 0; i < 44; ++i)
    page.bytes[256 + i] = std::byte{0x5a};
  CHECK(page.page.read().or_throw() == published_mark{mark_of(2), 2});
}

TEST_CASE("readers never see a torn mark", "[backends]") {
  constexpr int reads = 200'000;
  auto page = raw_page{};
  auto busy = std::atomic<int>{2};
  auto torn = std::atomic<int>{0};
  auto read_on = [&] {
    auto last = revision{0};
    for (int i = 0; i < reads; ++i) {
      auto now = page.page.read();
      // A reader that never gets a turn between two marks may say busy.
      if (!now && now.failure().code() == errc::busy)
        continue;
      if (!now || (*now && (*now)->mark != mark_of((*now)->mark.last))
          || (*now && (*now)->mark.last < last))
        ++torn;
      else if (*now)
        last = (*now)->mark.last;
    }
    --busy;
  };
  auto readers = std::array{std::thread(read_on), std::thread(read_on)};
  for (revision r = 1; busy > 0; ++r)
    page.page.publish(mark_of(r));
  for (auto& x : readers)
    x.join();
  CHECK(torn == 0);
}

TEST_CASE("threads that wait miss no mark", "[backends]") {
  auto page = raw_page{};
  auto waiters = std::vector<std::thread>{};
  auto late = std::atomic<int>{0};
  for (int i = 0; i < 4; ++i)
    waiters.emplace_back([&] {
      auto seen = std::uint64_t{0};
      while (seen < 200) {
        if (!page.page.wait(seen, 10s))
          ++late;
        seen = page.page.read().or_throw()->sequence;
      }
    });
  for (revision r = 1; r <= 200; ++r)
    page.page.publish(mark_of(r));
  for (auto& x : waiters)
    x.join();
  CHECK(late == 0);
}

TEST_CASE("each changed byte of a mark is found", "[backends]") {
  auto page = raw_page{};
  page.page.publish(mark_of(1));
  auto whole = page.bytes;
  auto unnoticed = std::vector<std::size_t>{};
  auto check = [&](std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i)
      for (int bit = 0; bit < 8; ++bit) {
        page.bytes = whole;
        page.bytes[i] ^= std::byte(1 << bit);
        auto found = page.page.read();
        if (found && *found == published_mark{mark_of(1), 1})
          unnoticed.push_back(i);
      }
  };
  check(0, 72);
  check(256, 344);
  CHECK(unnoticed == std::vector<std::size_t>{});
  page.bytes = whole;
  CHECK(page.page.read().or_throw() == published_mark{mark_of(1), 1});
}

TEST_CASE("a writer makes a new page of a damaged one, not of a newer one",
          "[backends]") {
  auto page = raw_page{};
  page.page.publish(mark_of(1));
  page.bytes[20] = std::byte{1};
  REQUIRE_FALSE(page.page.read().ok());
  REQUIRE(page.page.format().ok());
  CHECK(page.page.read().or_throw() == std::nullopt);
  seal_head(std::span(page.bytes).first(64), {"brinelck", "lock page", 2});
  CHECK(page.page.format().failure().code() == errc::newer_format);
  page.page.publish(mark_of(1));
  CHECK(page.page.read().failure().code() == errc::newer_format);
}

TEST_CASE("a reader that may not write the lock sees the marks and polls",
          "[backends]") {
  if (::getuid() != 0)
    return; // Only root can become somebody else.
  auto scratch = scratch_directory{};
  REQUIRE(::chmod(scratch.path().c_str(), 0755) == 0);
  auto writer = lock_file::acquire(scratch / "lock").or_throw();
  writer->page().publish(mark_of(1));
  auto told = std::array<int, 2>{};
  REQUIRE(::pipe(told.data()) == 0);
  auto child = ::fork();
  if (child == 0) {
    if (::setuid(65534) != 0)
      ::_exit(2);
    auto reader = lock_file::observe(scratch / "lock");
    auto refused = lock_file::acquire(scratch / "lock");
    auto sound = reader && (*reader)->page().read().or_throw()->mark.last == 1
                 && refused.failure().code() == errc::no_permission;
    static_cast<void>(::write(told[1], "x", 1));
    sound = sound && (*reader)->page().wait(1, 10s)
            && (*reader)->page().read().or_throw()->mark.last == 2;
    ::_exit(sound ? 0 : 1);
  }
  auto byte = char{};
  REQUIRE(::read(told[0], &byte, 1) == 1);
  writer->page().publish(mark_of(2));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

// ThreadSanitizer's own thread would outlive the child's.
#if !defined(__SANITIZE_THREAD__)
TEST_CASE("publishing makes no system call while nobody waits", "[backends]") {
  // A child that may only read, write and exit is killed for any other call.
  auto publish_locked_up = [](bool somebody_waits) {
    auto page = raw_page{};
    page.awaited() = somebody_waits ? 1 : 0;
    auto child = ::fork();
    if (child == 0) {
      if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
        ::_exit(2);
      for (revision r = 1; r <= 1000; ++r)
        page.page.publish(mark_of(r));
      ::syscall(SYS_exit, 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  };
  auto status = publish_locked_up(false);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
    return; // This kernel does not lock up.
  CHECK(status == 0);
  CHECK(WIFSIGNALED(publish_locked_up(true)));
}
#endif
