// SPDX-License-Identifier: MIT
#include <brine/actors/snapshot_view.hpp>
#include <brine/core/document.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "../backends/scratch_directory.hpp"
#include "../codecs/keyring_of.hpp"
#include "../log_lines.hpp"
#include "documents.hpp"
#include "encrypted_store.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// Every change of a store, with all that a reader can see of it.
std::string changes_of(const store& db, revision upto) {
  std::string all;
  changes_options o;
  o.from = beginning;
  o.old_values = true;
  for (const auto& c : db.changes(o)) {
    if (c.rev > upto)
      break;
    all += to_string(to_value(c)) + '\n';
  }
  return all;
}

/// Whether any file has something that this key sealed.
bool names_key(const std::string& folder, char digit) {
  const auto id = *keyring_of(digit == 'a' ? "\xaa" : "\xbb")->current();
  const auto bytes = std::string(id.bytes.begin(), id.bytes.end());
  const auto all = all_bytes(folder);
  return holds(all, bytes) || holds(all, to_string(id));
}

void write(const store& db, int i) {
  const auto key = vec("doc", i % 50);
  write_options o;
  o.metadata = {{"n", i}};
  if (i % 11 == 3)
    db.dissoc(key);
  else if (i % 11 == 5)
    db.multi_assoc({{key, i}, {vec("other", i % 7), i}}, o);
  else
    db.assoc(key, std::string(300, static_cast<char>('a' + i % 26)), o);
}

} // namespace

TEST_CASE("a store is rekeyed while it is read and written", "[actors]") {
  scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  {
    auto db = create(at(path, "encryption-key=" + key_a));
    for (int i = 0; i < 2000; ++i)
      write(db, i);
    db.assoc("large", std::string(2'500'000, 'x'));
  }
  const auto both =
    at(path, "encryption-key=" + key_b + "&former-keys=" + key_a);
  std::string before;
  document_map at_end;
  revision rekeyed = 0;
  {
    auto db = connect(both);
    rekeyed = db.last_revision();
    before = changes_of(db, rekeyed);
    std::atomic<bool> stop{false};
    auto writer = std::thread([&] {
      for (int i = 0; !stop; ++i)
        write(db, i);
    });
    auto reader = std::thread([&] {
      while (!stop)
        for (const auto& [key, document] : db.scan())
          if (document.is_nil())
            stop = true;
    });
    const auto first = db.last_revision();
    const auto report = db.rekey();
    CHECK(report.records >= 2000);
    // The writer was not shut out.
    while (db.last_revision() == first)
      std::this_thread::yield();
    CHECK_FALSE(stop);
    stop = true;
    writer.join();
    reader.join();
    CHECK(changes_of(db, rekeyed) == before);
    at_end = all_of(db);
    CHECK(replayed(db) == at_end);
  }
  CHECK_FALSE(names_key(path, 'a'));
  CHECK(names_key(path, 'b'));
  auto db = connect(at(path, "encryption-key=" + key_b));
  CHECK(changes_of(db, rekeyed) == before);
  CHECK(all_of(db) == at_end);
  CHECK(db.get("large") == value(std::string(2'500'000, 'x')));
}

TEST_CASE("a store is read by many beside the writer that rekeys it",
          "[actors]") {
  scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  const auto large = std::string(1'600'000, 'x');
  constexpr int documents = 4;
  {
    auto db = create(at(path, "encryption-key=" + key_a));
    for (int i = 0; i < documents; ++i) {
      db.assoc(i, large);
      db.assoc("next segment", std::string(70'000, 'x'));
    }
  }
  const auto both = "encryption-key=" + key_b + "&former-keys=" + key_a;
  auto db = connect(at(path, both));
  auto beside = connect(at(path, both + "&cache=0&mode=read"));
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::atomic<int> rounds{0};
  // What the writer replaces at that moment may be asked for once more.
  const auto until_stopped = [&](const std::function<bool()>& as_expected) {
    return std::thread([&, as_expected] {
      for (; !stop; rounds.fetch_add(1, std::memory_order_relaxed)) {
        try {
          if (!as_expected())
            ++wrong;
        } catch (const error& e) {
          if (e.code() != errc::busy)
            ++wrong;
        }
      }
    });
  };
  const auto is_there = [&] {
    for (int i = 0; i < documents; ++i)
      if (beside.get(i) != value(large))
        return false;
    return true;
  };
  // Its places are those that the values had.
  const auto in_snapshot = [&] {
    return [&, before = std::make_shared<snapshot>(beside.snapshot())] {
      for (int i = 0; i < documents; ++i)
        if (before->get(i) != value(large))
          return false;
      return true;
    };
  };
  const auto was_there = [&] {
    changes_options o;
    o.from = beginning;
    o.old_values = true;
    int seen = 0;
    for (const auto& c : beside.changes(o))
      if (c.after() == value(large))
        ++seen;
    return seen == documents;
  };
  std::thread readers[] = {
    until_stopped(is_there), until_stopped(in_snapshot()),
    until_stopped(in_snapshot()), until_stopped(was_there)};
  CHECK(db.rekey().records == std::uint64_t{2} * documents);
  for (int i = 0; i < 100; ++i)
    write(db, i);
  const auto reached = rounds.load();
  while (beside.last_revision() < db.last_revision() || rounds < reached + 6)
    std::this_thread::yield();
  stop = true;
  for (auto& reader : readers)
    reader.join();
  CHECK(wrong == 0);
  CHECK(is_there());
  CHECK(was_there());
}

TEST_CASE("rekey replaces a passphrase", "[actors]") {
  scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  create(at(path, "passphrase=first")).assoc("a", 1);
  {
    auto db = connect(at(path, "passphrase=second&former-passphrases=first"));
    CHECK(db.rekey().records == 1);
  }
  CHECK(connect(at(path, "passphrase=second")).get("a") == value(1));
  CHECK(code_of([&] { connect(at(path, "passphrase=first")).close(); })
        == errc::wrong_secret);
}

TEST_CASE("a rekey that nobody waits for says how it ended", "[actors]") {
  scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  {
    auto db = create(at(path, "encryption-key=" + key_a));
    for (int i = 0; i < 3000; ++i)
      write(db, i);
  }
  {
    auto db =
      connect(at(path, "encryption-key=" + key_b + "&former-keys=" + key_a));
    CHECK_THROWS_AS(
      db.rekey([](const compaction_progress&) { throw std::exception(); }),
      std::exception);
  }
  // It goes on until the store is closed.
  const auto done = lines.have("all is sealed with the present key");
  CHECK(lines.have("the former keys are still needed") != done);
  CHECK(names_key(path, 'a') != done);
}

TEST_CASE("only a store that encrypts can be rekeyed", "[actors]") {
  scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  const auto rekey = [](const config& where) {
    return code_of([&] { open(where).rekey(); });
  };
  CHECK(rekey("memory:") == errc::unsupported);
  CHECK(rekey(at(path, "")) == errc::unsupported);
  CHECK(rekey(at(path, "encryption-key=" + key_a)) == errc{});
  CHECK_THAT(failure_of([&] {
               open(at(path, "encryptor=none&encryption-key=" + key_a)).rekey();
             }),
             Catch::StartsWith("unsupported: ")
               && Catch::Contains("\"encryptor\" is another"));
  CHECK(rekey(at(path, "mode=read&encryption-key=" + key_a))
        == errc::read_only);
}
