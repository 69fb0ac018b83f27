// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "../backends/dice.hpp"
#include "../backends/scratch_directory.hpp"
#include "../backends/seeds.hpp"

using namespace brine;
using namespace brine::test;

namespace {

constexpr std::uint32_t writers = 3;
constexpr std::uint64_t keys = 20;
constexpr int told_at = 3; // the child's end of the pipe
constexpr const char* child_name = "a child writes until it is killed";

/// What the child tells of each write, before and after it. Short enough for a
/// pipe to pass it on whole.
struct notice {
  std::uint32_t writer = 0;
  std::uint32_t number = 0; ///< Of the writer's writes.
  revision rev = 0;         ///< 0: it begins.
};

void tell(const notice& n) {
  if (::write(told_at, &n, sizeof(n)) != sizeof(n))
    std::_Exit(1); // the parent is gone
}

/// One key in most cases, else two at once.
revision write_one(const store& db, std::uint32_t writer, std::uint32_t n) {
  const value document{
    {"writer", writer}, {"number", n}, {"text", std::string(n % 700, 'x')}};
  if (n % 5 != 0)
    return db.assoc(vec(writer, n % keys), document);
  return db.multi_assoc(
    {{vec(writer, "left"), document}, {vec(writer, "right"), document}});
}

void write_until_killed(const std::string& where, std::uint32_t first) {
  auto db = connect(where);
  std::vector<std::thread> all;
  for (std::uint32_t w = 0; w < writers; ++w)
    all.emplace_back([&db, w, first] {
      for (auto n = first;; ++n) {
        tell({w, n, 0});
        tell({w, n, write_one(db, w, n)});
      }
    });
  for (auto& t : all)
    t.join();
}

/// A process of this very program that writes to a store.
class child {
public:
  child(const std::string& where, std::uint32_t first) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const auto number = std::to_string(first);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], told_at);
      ::setenv("BRINE_WRITE_TO", where.c_str(), 1);
      ::setenv("BRINE_WRITE_FROM", number.c_str(), 1);
      ::execl("/proc/self/exe", "child", child_name, nullptr);
      ::_exit(1);
    }
    ::close(ends[1]);
    from_ = ends[0];
  }

  ~child() {
    kill();
    ::close(from_);
  }

  child(const child&) = delete;
  child& operator=(const child&) = delete;

  /// The next notice; nothing once the child is gone and all was read.
  std::optional<notice> next() {
    notice n;
    const auto got = ::read(from_, &n, sizeof(n));
    return got == sizeof(n) ? std::optional(n) : std::nullopt;
  }

  void kill() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    pid_ = 0;
  }

private:
  pid_t pid_ = 0;
  int from_ = -1;
};

/// All that was ever told, and what of it must be found.
class witness {
public:
  void hear(const notice& n) {
    told_[{n.writer, n.number}] = n.rev;
  }

  void judge(const store& db) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> found;
    std::map<value, value, key_less> state;
    revision last = 0;
    changes_options o;
    o.from = beginning;
    for (const auto& c : db.changes(o)) {
      INFO("revision " << c.rev);
      REQUIRE(c.rev == ++last); // P5
      const auto by = author(c.after());
      REQUIRE(c.edits.size() == (by.second % 5 == 0 ? 2 : 1)); // P1
      for (const auto& e : c.edits) {
        REQUIRE(author(e.after) == by); // P4
        state[e.key] = e.after;
      }
      REQUIRE(found.insert(by).second);
      REQUIRE(told_.count(by) == 1);
      REQUIRE((told_[by] == 0 || told_[by] == c.rev)); // P3
    }
    for (const auto& [by, rev] : told_)
      if (rev != 0)
        REQUIRE(found.count(by) == 1); // P2
    // What was not found now is not found later.
    for (auto i = told_.begin(); i != told_.end();)
      i = found.count(i->first) == 0 ? told_.erase(i) : std::next(i);
    for (const auto& [key, document] : db.scan()) {
      REQUIRE(state[key] == document);
      state.erase(key);
    }
    REQUIRE(state.empty());
  }

private:
  static std::pair<std::uint32_t, std::uint32_t> author(const value& document) {
    const auto number = document["number"].to<std::uint32_t>();
    REQUIRE(document["text"].size() == number % 700);
    return {document["writer"].to<std::uint32_t>(), number};
  }

  std::map<std::pair<std::uint32_t, std::uint32_t>, revision> told_;
};

void survive_kills(const std::string& level) {
  scratch_directory folder;
  const auto where =
    "journal:" + (folder / "data") + "?segment-size=64KiB&fsync=" + level;
  create(where).close();
  witness all;
  const auto kills = static_cast<std::uint32_t>(2 + seed_count() * 15 / 2000);
  auto roll = dice(first_seed());
  for (std::uint32_t i = 0; i < kills; ++i) {
    INFO("kill " << i);
    child writing(where, i * 1'000'000);
    for (auto n = 1 + roll.below(500); n > 0; --n) {
      auto heard = writing.next();
      REQUIRE(heard);
      all.hear(*heard);
    }
    writing.kill();
    while (auto heard = writing.next())
      all.hear(*heard);
    auto db = connect(where);
    all.judge(db);
  }
}

} // namespace

TEST_CASE(child_name, "[.]") {
  const auto* where = std::getenv("BRINE_WRITE_TO");
  const auto* first = std::getenv("BRINE_WRITE_FROM");
  REQUIRE((where && first));
  write_until_killed(where, static_cast<std::uint32_t>(std::atoi(first)));
}

// A killed process costs nothing at any level: the system has what was written.

TEST_CASE("P1 P2 P3 P4 P5: killed at any moment, a store with fsync=always has "
          "all that it acknowledged",
          "[actors]") {
  survive_kills("always");
}

TEST_CASE("P1 P2 P3 P4 P5: killed at any moment, a store with fsync=interval "
          "has all that it acknowledged",
          "[actors]") {
  survive_kills("interval&sync-interval=5ms");
}

TEST_CASE("P1 P2 P3 P4 P5: killed at any moment, a store with fsync=never has "
          "all that it acknowledged",
          "[actors]") {
  survive_kills("never");
}
