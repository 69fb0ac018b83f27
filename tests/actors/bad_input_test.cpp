// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

namespace {

std::string failure_to_open(const std::string& path) {
  return failure_of([&] { auto db = brine::open(path); });
}

/// What `f` gives in a process of a user who owns nothing: no bits bind root.
std::string as_nobody(const std::function<std::string()>& f) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const auto child = ::fork();
  if (child == 0) {
    constexpr uid_t nobody = 65534;
    if (::geteuid() == 0
        && (::setgroups(0, nullptr) != 0
            || ::setresgid(nobody, nobody, nobody) != 0
            || ::setresuid(nobody, nobody, nobody) != 0))
      ::_exit(1);
    const auto text = f();
    ::_exit(::write(ends[1], text.data(), text.size())
                == static_cast<ssize_t>(text.size())
              ? 0
              : 1);
  }
  ::close(ends[1]);
  std::string text(4096, '\0');
  const auto got = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  text.resize(static_cast<std::size_t>(got));
  return text;
}

} // namespace

TEST_CASE("a folder without permission is named, and left as it is",
          "[actors]") {
  namespace fs = std::filesystem;
  scratch_directory folder;
  { brine::open(folder / "data").assoc("a", 1); }
  auto bits = [&](const std::string& name, unsigned mode) {
    fs::permissions(folder / name, static_cast<fs::perms>(mode));
  };
  auto open = [&](const std::string& name) {
    return as_nobody([&] { return failure_to_open(folder / name); });
  };
  bits("", 0555);
  CHECK_THAT(open("new"), Catch::StartsWith("no_permission: ")
                            && Catch::Contains(folder / "new"));
  bits("data", 0);
  CHECK_THAT(open("data"), Catch::StartsWith("no_permission: ")
                             && Catch::Contains(folder / "data"));
  bits("data", 0555); // readable, not writable
  CHECK_THAT(open("data"), Catch::StartsWith("no_permission: ")
                             && Catch::Contains(folder / "data"));
  bits("data", 0777);
  bits("data/store.edn", 0);
  bits("data/lock", 0666);
  CHECK_THAT(open("data"), Catch::StartsWith("no_permission: ")
                             && Catch::Contains("store.edn"));
  bits("data/store.edn", 0644);
  bits("", 0755);
  CHECK(brine::open(folder / "data").get<int>("a") == 1);
}

TEST_CASE("what is no store is named, and left as it is", "[actors]") {
  scratch_directory folder;
  std::ofstream(folder / "file") << "text";
  std::filesystem::create_directory(folder / "other");
  std::ofstream(folder / "other/notes.txt") << "text";
  CHECK_THAT(failure_to_open(folder / "file"),
             Catch::StartsWith("not_a_store: ")
               && Catch::Contains(folder / "file"));
  CHECK_THAT(failure_to_open(folder / "other"),
             Catch::StartsWith("not_a_store: ")
               && Catch::Contains("notes.txt"));
  CHECK_THAT(failure_to_open(folder / "none/deeper"),
             Catch::Contains(folder / "none"));
  CHECK(bytes_of(folder / "file") == "text");
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "other"), {})
        == 1);
}

TEST_CASE("a store of a newer format is refused and not touched", "[actors]") {
  scratch_directory folder;
  const auto path = folder / "data";
  { brine::open(path).assoc("a", 1); }
  auto text = bytes_of(path + "/store.edn");
  const auto old = text;
  text.replace(text.find(":format 1"), 9, ":format 3");
  text.resize(text.find("; crc32c")); // as somebody who edited it
  std::ofstream(path + "/store.edn") << text;
  CHECK_THAT(failure_to_open(path), Catch::StartsWith("newer_format: ")
                                      && Catch::Contains("store.edn"));
  CHECK(bytes_of(path + "/store.edn") == text);
  std::ofstream(path + "/store.edn") << old;
  CHECK(brine::open(path).get<int>("a") == 1);
}

TEST_CASE("a second opener is told who has the store", "[actors]") {
  scratch_directory folder;
  auto db = brine::open(folder / "data");
  CHECK_THAT(failure_to_open(folder / "data"),
             Catch::StartsWith("store_in_use: ")
               && Catch::Contains(folder / "data")
               && Catch::Contains(std::to_string(::getpid())));
  CHECK_THAT(failure_of([&] { destroy(folder / "data"); }),
             Catch::StartsWith("store_in_use: "));
  CHECK(db.assoc("a", 1) == 1);
}

TEST_CASE("who finds no store is told what makes one", "[actors]") {
  scratch_directory folder;
  const auto where = folder / "none";
  for (const auto* mode : {"", "?mode=read"}) {
    INFO(mode);
    CHECK(failure_of([&] { auto db = connect("journal:" + where + mode); })
          == "store_missing: there is no store at " + where
               + " (`open` and `create` make one)");
  }
}

TEST_CASE("what a config gets wrong is named", "[actors]") {
  auto failure = [](const std::string& where) {
    return failure_of([&] { auto db = connect(where); });
  };
  CHECK_THAT(failure("jurnal:x"), Catch::StartsWith("unknown_backend: ")
                                    && Catch::Contains("jurnal")
                                    && Catch::Contains("journal"));
  CHECK_THAT(failure("memory:?historry=5"),
             Catch::StartsWith("bad_config: ") && Catch::Contains("historry"));
  CHECK_THAT(failure("memory:?colour=red"),
             Catch::StartsWith("bad_config: unknown config key \"colour\"; "
                               "there are backend, cache, callback-threads, ")
               && Catch::Contains(", history, io-threads, max-bytes, ")
               && Catch::EndsWith(", ranges, serializer"));
  CHECK_THAT(failure("memory:?history=many"),
             Catch::StartsWith("bad_config: ") && Catch::Contains("history"));
  CHECK(failure("memory:?ranges=0")
        == "bad_config: config key \"ranges\" must be an integer from 1 to "
           "4096, not \"0\"");
  CHECK_THAT(failure("memory:?ranges=3"),
             Catch::StartsWith("bad_config: ") && Catch::Contains("ranges"));
  CHECK_THAT(failure("journal:"),
             Catch::StartsWith("bad_config: ") && Catch::Contains("path"));
}

TEST_CASE("a call that cannot be is refused, and changes nothing", "[actors]") {
  scratch_directory folder;
  for (const auto& where : {std::string("memory:"), folder / "data"}) {
    INFO(where);
    auto db = where == "memory:" ? connect(where) : brine::open(where);
    db.assoc("n", {{"a", 5}});
    const path below{"n", "a", "b"};
    const auto add = [](const value& v) { return v.as_int(0) + 1; };
    const auto deep = "wrong_kind: ";
    for (const auto& failure :
         {failure_of([&] { db.assoc_in(below, 1); }),
          failure_of([&] { db.update_in(below, add); }),
          failure_of([&] { db.async().assoc_in(below, 1).get(); }),
          failure_of([&] { db.async().update_in(below, add).get(); })})
      CHECK_THAT(failure, Catch::StartsWith(deep) && Catch::Contains("\"n\"")
                            && Catch::Contains("integer"));
    const auto huge = std::string(40'000, 'k');
    for (const auto& failure :
         {failure_of([&] { db.assoc(huge, 1); }),
          failure_of([&] { (void)db.get(huge); }), failure_of([&] {
            db.multi_assoc({{"x", 1}, {huge, 1}});
          }),
          failure_of([&] {
            db.transact({"x", huge}, [](transaction&) {});
          })})
      CHECK_THAT(failure, Catch::StartsWith("too_large: "));
    CHECK(db.last_revision() == 1);
    CHECK(db.keys() == std::vector<value>{"n"});
    CHECK(db.get("n") == value{{"a", 5}});
  }
}

TEST_CASE("a cursor that nothing follows is told why", "[actors]") {
  scratch_directory folder;
  auto db = brine::open(folder / "data");
  const auto other = brine::open(folder / "other");
  db.assoc("a", 1);
  other.assoc("a", 1);
  const auto from = [&](const cursor& c) {
    return failure_of([&] { (void)db.changes({.from = c}); });
  };
  CHECK_THAT(from({other.changes({}).position().log, 1}),
             Catch::StartsWith("history_lost: ")
               && Catch::EndsWith("the cursor is of another store"));
  CHECK_THAT(from({db.changes({}).position().log, 7}),
             Catch::StartsWith("history_lost: ")
               && Catch::Contains("revision 7 is above the last one"));
}

TEST_CASE("how deep a document may nest is the journal's limit, not memory's",
          "[actors]") {
  scratch_directory folder;
  const auto nested = [](int depth) {
    value v = 1;
    for (int i = 0; i < depth; ++i)
      v = vec(v);
    return v;
  };
  auto db = brine::open(folder / "data");
  db.assoc("deep", nested(1024));
  CHECK_THAT(failure_of([&] { db.assoc("deep", nested(1025)); }),
             Catch::StartsWith("too_large: ") && Catch::Contains("1024")
               && Catch::Contains("\"deep\""));
  CHECK_THAT(failure_of([&] {
               db.assoc_in({"deep", 0}, nested(1024));
             }),
             Catch::StartsWith("too_large: "));
  CHECK(db.get("deep") == nested(1024));
  auto memory = connect("memory:");
  memory.assoc("deep", nested(1025));
  CHECK(memory.get("deep") == nested(1025));
}
