// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "failures.hpp"

using namespace brine;
using brine::test::failure_of;
using brine::test::scratch_directory;

namespace {

/// A store with an operation in flight that ends when it is told to.
class busy_store {
public:
  explicit busy_store(const std::string& where)
      : db(create(where)),
        slow_(db.async().update("slow",
                                [go = go_.get_future().share()](const value&) {
                                  go.wait();
                                  return value(1);
                                })) {}

  void end() {
    go_.set_value();
    CHECK(slow_.get().after == value(1));
  }

  store db;

private:
  std::promise<void> go_;
  async_result<updated> slow_;
};

/// What it fails with, of which `limit` is named.
template <class T>
bool is_busy(async_result<T> op, const std::string& limit) {
  return failure_of([&] { op.get(); })
         == "busy: too much in flight for " + limit
              + "; await what was started, or raise the limit";
}

const auto large = value(std::string(std::size_t{1} << 20, 'x'));

} // namespace

TEST_CASE("operations beyond the limits in flight are refused as busy",
          "[actors]") {
  scratch_directory folder;
  for (const auto& where :
       {std::string("memory:?"), "journal:" + (folder / "data") + "?"}) {
    INFO(where);
    SECTION("by their number") {
      busy_store s(where + "max-operations=2");
      auto behind = s.db.async().assoc("slow", 2);
      CHECK(is_busy(s.db.async().assoc("a", 1), "max-operations=2"));
      s.end();
      CHECK(behind.get() == 2);
    }
    SECTION("by their bytes") {
      busy_store s(where + "max-bytes=64KiB");
      auto small = s.db.async().assoc("a", 1);
      CHECK(is_busy(s.db.async().assoc("a", large), "max-bytes=65536"));
      CHECK(
        is_busy(s.db.async().assoc_in({"a", "b"}, large), "max-bytes=65536"));
      s.end();
      small.get();
      CHECK(s.db.get("a") == value(1));
    }
  }
}

TEST_CASE("an operation larger than the limit of bytes is admitted alone",
          "[actors]") {
  busy_store s("memory:?max-bytes=64KiB");
  CHECK(is_busy(s.db.async().assoc("a", large), "max-bytes=65536"));
  s.end();
  CHECK(s.db.async().assoc("a", large).get() == 2);
  CHECK(s.db.assoc("a", large) == 3);
}
