// SPDX-License-Identifier: MIT
#include <brine/core/hex.hpp>

#include <catch2/catch.hpp>

#include <sstream>
#include <string>
#include <string_view>

#include "../codecs/keyring_of.hpp"
#include "../log_lines.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// A journal on a simulated disk, opened with keys that are named by a letter.
struct keyed_store {
  log_lines lines;
  sim_disk disk;
  small_store store{small_options(disk)};
  std::string large = std::string(1'100'000, 'x');

  result<void> open(char current, std::string_view former = {}) {
    store.use_keys(current + std::string(former));
    return store.open();
  }

  void commit(const std::vector<std::string>& all) {
    for (const auto& text : all)
      store.commit(text).or_throw();
  }

  /// Without the large value, which Catch takes minutes to show.
  [[nodiscard]] std::string brief(std::string text) const {
    for (auto at = text.find(large); at != text.npos; at = text.find(large))
      text.replace(at, large.size(), "large");
    return text;
  }

  /// Documents, changes, and an old version.
  [[nodiscard]] std::string all() const {
    return brief(store.state() + " | " + store.history(store.oldest() - 1)
                 + " | " + store.version("a", 3));
  }

  /// The files in which anything is sealed with a key, or that name it.
  [[nodiscard]] std::string files_with(char key) const {
    const auto id = *keyring_of({&key, 1})->current();
    const auto bytes = std::string(id.bytes.begin(), id.bytes.end());
    std::string found;
    auto tree = std::istringstream(disk.tree());
    for (std::string path, size; tree >> path >> size;) {
      const auto content = disk.bytes("/" + path);
      if (content.find(bytes) != content.npos
          || content.find(to_string(id)) != content.npos)
        found += path + ' ';
    }
    return found;
  }

  /// A store of which a part is plain, and the rest sealed with `a`.
  void fill() {
    store.open().or_throw();
    commit({"plain=1", "a=1 other=2", "a=2"});
    open('a').or_throw();
    commit({"b=1 c=2", "c-", "large=" + large});
    for (int i = 0; i < 20; ++i)
      commit({"k" + std::to_string(i % 3) + "=" + std::to_string(i)});
    store.close().or_throw();
  }
};

constexpr std::uint64_t filled = 28; // records

} // namespace

TEST_CASE("rekey seals everything anew, and changes nothing else",
          "[backends]") {
  keyed_store x;
  x.fill();
  CHECK_FALSE(x.files_with('a').empty());
  x.open('b', "a").or_throw();
  x.commit({"a=3 b-", "d=4"});
  const auto all = x.all();
  const auto plain = x.store.where("plain");
  const auto report = x.store.rekey().or_throw();
  CHECK_FALSE(x.store.where("plain") == plain); // nor need it stay there
  CHECK(report.records == filled);
  CHECK(report.before > 0);
  CHECK(report.after > 0);
  CHECK(x.all() == all);
  CHECK(x.files_with('a') == "");
  x.store.kill();
  x.disk.crash(1);
  x.open('b').or_throw();
  CHECK(x.all() == all);
  x.commit({"e=5"});

  // There is nothing left to do.
  const auto again = x.store.rekey().or_throw();
  CHECK(again.records == 0);
  CHECK(again.before == 0);
  x.store.close().or_throw();
  CHECK(x.open('a').failure().code() == errc::wrong_secret);
  x.open('b').or_throw();
  CHECK(x.all().find("e=5@29") != std::string::npos);
}

TEST_CASE("rekey keeps what compaction left, and what it dropped stays lost",
          "[backends]") {
  keyed_store x;
  x.fill();
  x.store.options.retention.revisions = 5;
  x.open('a').or_throw();
  x.store.compact().or_throw();
  x.open('b', "a").or_throw();
  const auto oldest = x.store.oldest();
  REQUIRE(oldest > 1);
  const auto all = x.all();
  CHECK(x.store.rekey().or_throw().records > 0);
  CHECK(x.store.oldest() == oldest);
  CHECK(x.all() == all);
  CHECK(x.store.history(oldest - 2).find("history_lost") == 0);
  x.store.compact().or_throw();
  x.store.close().or_throw();
  CHECK(x.files_with('a') == "");
  x.open('b').or_throw();
  CHECK(x.all() == all);
}

TEST_CASE("rekey finds indexes and checkpoints of another key than the log",
          "[backends]") {
  keyed_store x;
  x.open('a').or_throw();
  x.commit({"a=1", "b=2"});
  x.store.journal().writer().roll().or_throw();
  x.store.kill();
  x.disk.kill();
  x.open('b', "a").or_throw();
  x.store.tend().or_throw();
  x.store.close().or_throw();
  REQUIRE(x.files_with('b').find(".idx") != std::string::npos);
  REQUIRE(x.files_with('b').find(".ckpt") != std::string::npos);
  x.open('a', "b").or_throw();
  CHECK(x.store.rekey().or_throw().records == 0);
  CHECK(x.files_with('b') == "");
  x.store.close().or_throw();
  x.open('a').or_throw();
  CHECK(x.store.state() == "a=1@1 b=2@2");
}

TEST_CASE("a rekey that is cut off anywhere loses nothing, and goes on",
          "[backends]") {
  auto done = false;
  auto spared = false;
  for (std::uint64_t n = 0; !done; ++n) {
    INFO("after " << n << " changes of the disk");
    keyed_store x;
    x.fill();
    x.open('b', "a").or_throw();
    x.commit({"a=3 b-"});
    const auto all = x.all();
    x.disk.stop_after(n);
    done = x.store.rekey().ok();
    x.store.kill();
    x.disk.crash(n);
    // With either as the current one.
    x.open('b', "a").or_throw();
    REQUIRE(x.all() == all);
    const auto report = x.store.rekey().or_throw();
    spared = spared || (!done && report.records < filled);
    REQUIRE(x.all() == all);
    x.store.close().or_throw();
    REQUIRE(x.files_with('a') == "");
    x.open('b').or_throw();
    REQUIRE(x.all() == all);
  }
  CHECK(spared);
}

TEST_CASE("a store that is closed in the middle of a rekey opens again",
          "[backends]") {
  auto done = false;
  for (int n = 1; !done; ++n) {
    INFO("after " << n << " steps");
    keyed_store x;
    x.fill();
    x.open('b', "a").or_throw();
    const auto all = x.all();
    x.store.journal().writer().roll().or_throw();
    auto& keeper = *x.store.journal().keeper();
    keeper.order_rekey().or_throw();
    for (int i = 0; i < n && keeper.ordered(); ++i)
      keeper.tend(x.store).or_throw();
    done = !keeper.ordered();
    x.store.close().or_throw();
    if (done)
      CHECK(x.files_with('a') == "");
    x.open('b', "a").or_throw();
    REQUIRE(x.all() == all);
    CHECK(x.store.rekey().or_throw().records <= filled);
    x.store.close().or_throw();
    REQUIRE(x.files_with('a') == "");
    x.open('b').or_throw();
    REQUIRE(x.all() == all);
  }
}

TEST_CASE("rekey without a key that is needed loses nothing", "[backends]") {
  keyed_store x;
  CHECK(x.store.open().ok());
  CHECK(x.store.rekey().failure().code() == errc::unsupported);
  x.store.close().or_throw();
  x.fill();
  x.open('b', "a").or_throw();
  x.store.journal().writer().roll().or_throw();
  x.commit({"d=4"});
  x.store.journal().writer().roll().or_throw();
  const auto history = x.brief(x.store.history());
  x.store.close().or_throw();
  // Its checkpoint and the end of its log need only the new one.
  x.open('b').or_throw();
  const auto failed = x.store.rekey().failure();
  CHECK(failed.code() == errc::wrong_secret);
  CHECK_THAT(failed.message(),
             Catch::StartsWith("/data/segments/")
               && Catch::Contains(".log, at offset ")
               && Catch::Contains(to_string(*keyring_of("a")->current())));
  x.commit({"e=5"});
  x.store.close().or_throw();
  x.open('b', "ac").or_throw();
  CHECK(x.brief(x.store.history()) == history + "; 28 e=5");
  // What was plain it had sealed before.
  CHECK(x.store.rekey().or_throw().records == filled - 4);
  x.store.close().or_throw();
  CHECK(x.files_with('a') == "");
  x.open('b').or_throw();
  CHECK(x.brief(x.store.history()) == history + "; 28 e=5");
}

TEST_CASE("rekey names what is damaged, and leaves it", "[backends]") {
  for (std::size_t i = 0; i < 3; ++i) {
    keyed_store x;
    x.fill();
    x.open('a').or_throw();
    x.commit({"p=" + x.large + " q=" + x.large});
    x.open('b', "a").or_throw();
    const auto all = x.all();
    const auto names = x.disk.list("/data/blobs").or_throw();
    REQUIRE(names.size() == 3);
    const auto path = "/data/blobs/" + names[i];
    const auto whole = x.disk.bytes(path);
    auto hurt = whole;
    hurt[500'000] ^= 1;
    x.disk.damage(path, hurt);
    const auto failed = x.store.rekey().failure();
    CHECK(failed.code() == errc::damaged);
    CHECK_THAT(failed.message(), Catch::Contains(path));
    CHECK(x.disk.list("/data/blobs")->size() == 3);
    x.disk.damage(path, whole);
    x.store.rekey().or_throw();
    CHECK(x.all() == all);
    x.store.close().or_throw();
    CHECK(x.files_with('a') == "");
  }
}

TEST_CASE("a rekey looks at one index in a step", "[backends]") {
  constexpr int segments = 20;
  keyed_store x;
  x.open('a').or_throw();
  for (int i = 0; i < segments; ++i) {
    x.commit({"a=" + std::to_string(i)});
    x.store.journal().writer().roll().or_throw();
  }
  x.store.rekey().or_throw();
  auto& keeper = *x.store.journal().keeper();
  keeper.order_rekey().or_throw();
  auto steps = 0;
  for (; keeper.ordered(); ++steps)
    keeper.tend(x.store).or_throw();
  // Each segment is read in one as well.
  CHECK(steps > 2 * segments);
}

TEST_CASE("a store that always had a key is never said to be plain",
          "[backends]") {
  auto done = false;
  for (std::uint64_t n = 0; !done; ++n) {
    INFO("after " << n << " changes of the disk");
    keyed_store x;
    x.disk.stop_after(n);
    done = x.open('a').ok();
    x.store.kill();
    x.disk.crash(n);
    x.open('a').or_throw();
    REQUIRE_FALSE(x.lines.have("was not sealed"));
  }
}
