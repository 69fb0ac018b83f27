// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>
#include <brine/actors/connect.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/record.hpp>
#include <brine/backends/journal/verify.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

namespace {

using journal::bytes_view;

constexpr auto segment = "/segments/00000000000000000001-0.log";

/// A frame and its records, which look into the bytes that were read.
struct batch {
  journal::frame_header header;
  std::vector<journal::record> records;
};

/// What stands in a segment that was closed.
std::vector<batch> read_batches(bytes_view bytes) {
  auto all = std::vector<batch>();
  bytes = bytes.subspan(journal::segment_header_size);
  while (!bytes.empty()) {
    auto x = batch();
    REQUIRE(decode(bytes, x.header) == journal::verdict::good);
    bytes = bytes.subspan(journal::frame_header_size);
    for (std::uint32_t i = 0; i < x.header.count; ++i) {
      auto& r = x.records.emplace_back();
      auto length = std::uint32_t{0};
      REQUIRE(decode(bytes, r, length) == journal::verdict::good);
      bytes = bytes.subspan(length);
    }
    all.push_back(std::move(x));
  }
  return all;
}

/// With lengths, counts and checksums as they should be.
std::string written(const std::string& header, std::vector<batch> all) {
  auto text = header;
  const auto grow = [&](std::uint64_t n) {
    text.resize(text.size() + n);
    return reinterpret_cast<std::byte*>(text.data() + text.size() - n);
  };
  for (auto& x : all) {
    x.header.count = static_cast<std::uint32_t>(x.records.size());
    x.header.length = 0;
    for (const auto& r : x.records)
      x.header.length += encoded_size(r);
    encode(x.header, grow(journal::frame_header_size));
    for (const auto& r : x.records)
      encode(r, grow(encoded_size(r)));
  }
  return text;
}

/// Puts zeros where what was taken out leaves room.
std::string padded(std::string text, std::size_t size) {
  text.resize(std::max(text.size(), size));
  return text;
}

const auto key_a = std::string(64, 'a');

struct store {
  scratch_directory folder;
  std::string path = folder / "data";
  std::string whole;

  config with_key() const {
    return "journal:" + path + "?fsync=never&encryption-key=" + key_a;
  }

  static void fill(const brine::store& db) {
    db.assoc("alice", "was here");
    db.assoc("alice", "is there");
    db.assoc("bobby", "was here");
    db.multi_assoc({{"w", 0}, {"x", 1}, {"y", 2}, {"z", 3}});
  }

  store() {
    auto db = create(with_key());
    fill(db);
    db.close();
    whole = bytes_of(path + segment);
  }

  /// What is said by who reads it.
  std::string said() const {
    return failure_of([&] {
      auto db = connect(with_key());
      (void)db.get("alice");
      (void)db.get("bobby");
      (void)db.get("x");
      db.close();
    });
  }

  /// Whether `verify` finds nothing.
  bool verified() const {
    return journal::verify_store(journal::posix_disk(), path,
                                 codecs_of(with_key()).known)
      .or_throw()
      .damage.empty();
  }

  /// What is said if somebody without the key does this to the log, and one
  /// with the key then reads it.
  std::string after(const std::function<void(std::vector<batch>&)>& forge) {
    auto all = read_batches(std::as_bytes(std::span(whole)));
    forge(all);
    put_bytes(path + segment,
              padded(written(whole.substr(0, journal::segment_header_size),
                             std::move(all)),
                     whole.size()));
    auto text = said();
    // Who reads all of it finds the same.
    CHECK((text == "nothing") == verified());
    put_bytes(path + segment, whole);
    return text;
  }
};

/// One whose first segment has a successor.
struct closed_store : store {
  closed_store() {
    auto db = connect(with_key());
    db.compact();
    db.assoc("later", 1);
    db.close();
    whole = bytes_of(path + segment);
  }

  void forget_indexes() const {
    for (const auto* name : {"/segments", "/checkpoints"})
      for (const auto& x : fs::directory_iterator(path + name))
        if (x.path().extension() != ".log")
          fs::remove(x.path());
  }
};

/// The record that was written as the `n`th of a store.
journal::record& nth(std::vector<batch>& all, std::size_t n) {
  for (auto& x : all) {
    if (n < x.records.size())
      return x.records[n];
    n -= x.records.size();
  }
  throw std::out_of_range("no such record");
}

} // namespace

TEST_CASE_METHOD(store, "what is forged in a sealed log is found when read",
                 "[actors]") {
  const auto is_damage = [&](const std::string& said) {
    CHECK_THAT(said, Catch::StartsWith("damaged: " + path + segment
                                       + " is damaged at offset "));
    CHECK_THAT(said, Catch::Contains("aes-gcm"));
  };
  SECTION("nothing") {
    CHECK(after([](auto&) {}) == "nothing");
  }
  SECTION("a time") {
    is_damage(after([](auto& all) { nth(all, 0).time += 1; }));
  }
  SECTION("the revision before") {
    is_damage(after([](auto& all) { nth(all, 1).previous = 0; }));
  }
  SECTION("an operation") {
    is_damage(after([](auto& all) { nth(all, 1).what = operation::update; }));
  }
  SECTION("a removal") {
    is_damage(after([](auto& all) {
      auto& r = nth(all, 1);
      r.flags |= journal::tombstone;
      r.blob = {};
      r.head = 0;
    }));
  }
  SECTION("another key") {
    is_damage(after([](auto& all) { nth(all, 1).key = nth(all, 2).key; }));
  }
  SECTION("two records in each other's place") {
    is_damage(after([](auto& all) {
      auto& a = nth(all, 0);
      auto& b = nth(all, 2);
      std::swap(a, b);
      std::swap(a.rev, b.rev);
    }));
  }
  SECTION("an older record, written again") {
    is_damage(after([](auto& all) {
      auto& r = nth(all, 1);
      const auto rev = r.rev;
      r = nth(all, 0);
      r.rev = rev;
    }));
  }
  SECTION("an older value of the same key") {
    const auto said =
      after([](auto& all) { nth(all, 1).blob = nth(all, 0).blob; });
    CHECK_THAT(said, Catch::StartsWith("damaged: ")
                       && Catch::Contains("the value of another record"));
  }
  SECTION("a group without one of its records") {
    const auto said = after([](auto& all) {
      for (auto& x : all)
        if (x.records.size() > 1)
          x.records.erase(x.records.end() - 2);
    });
    CHECK_THAT(said, Catch::Contains("a commit of which records are missing"));
  }
  SECTION("a record of a group in the place of another") {
    const auto said = after([](auto& all) {
      for (auto& x : all)
        if (x.records.size() > 1)
          x.records[2] = x.records[1];
    });
    CHECK_THAT(said, Catch::Contains("a commit of which records are missing"));
  }
  SECTION("a record that is not sealed") {
    const auto said = after([](auto& all) {
      auto& r = nth(all, 1);
      r.flags = 0;
      r.key = "alice";
    });
    CHECK_THAT(said, Catch::StartsWith("damaged: " + path + segment
                                       + " is damaged at offset ")
                       && Catch::Contains("a record that is not sealed"));
  }
  SECTION("a record of another log") {
    const auto other = folder / "other";
    {
      auto db = create("journal:" + other + "?encryption-key=" + key_a);
      fill(db);
    }
    const auto bytes = bytes_of(other + segment);
    const auto from = read_batches(std::as_bytes(std::span(bytes)));
    is_damage(after([&](auto& all) {
      auto copy = from;
      nth(all, 1) = nth(copy, 1);
    }));
  }
  SECTION("a commit taken out") {
    const auto said = after([](auto& all) { all.erase(all.begin() + 1); });
    CHECK_THAT(said, Catch::StartsWith("damaged: "));
  }
}

TEST_CASE_METHOD(store, "a sealed segment cannot be made a plain one",
                 "[actors]") {
  auto header = journal::segment_header();
  REQUIRE(decode(std::as_bytes(std::span(whole)), header)
          == journal::verdict::good);
  const auto forged = [&](auto change) {
    auto x = header;
    change(x);
    auto bytes = whole;
    encode(x, reinterpret_cast<std::byte*>(bytes.data()));
    put_bytes(path + segment, bytes);
    return said();
  };
  const auto is_found = Catch::Equals(
    "damaged: " + path + segment
    + " is damaged at offset 0: its header is not that of the segment in "
      "MANIFEST");
  CHECK(forged([](auto&) {}) == "nothing");
  whole = bytes_of(path + segment);
  CHECK_THAT(forged([](auto& x) { x.sealed = false; }), is_found);
  CHECK_THAT(forged([](auto& x) { x.log.bytes[0] ^= 1; }), is_found);
}

TEST_CASE_METHOD(closed_store, "a segment cannot be taken off a sealed list",
                 "[actors]") {
  auto& disk = journal::posix_disk();
  const auto listed = journal::read_manifest(disk, path).or_throw();
  REQUIRE(listed->segments.size() == 2);
  const auto list = path + "/MANIFEST";
  const auto bytes = bytes_of(list);
  CHECK(said() == "nothing");
  CHECK(verified());
  SECTION("by one that is not sealed") {
    auto x = *listed;
    x.segments.erase(x.segments.begin());
    write_manifest(disk, path, x).or_throw();
    CHECK(said()
          == "damaged: " + list
               + ": lists a sealed segment, and is not sealed");
    for (auto& s : x.segments)
      s.sealed = false;
    write_manifest(disk, path, x).or_throw();
    CHECK(said()
          == "damaged: " + list
               + ": is not sealed, though the store has a key");
  }
  SECTION("with checksums computed anew") {
    auto forged = bytes;
    forged.erase(64, 80);
    const auto at = std::as_writable_bytes(std::span(forged));
    journal::store_le<std::uint32_t>(at.data() + 24, 1);
    journal::store_le<std::uint64_t>(
      at.data() + 64 + 80,
      journal::crc32c(std::as_bytes(std::span(forged)).subspan(64, 80)));
    journal::seal_head(at.first(64), {"brineman", "manifest", 1, 2}, true);
    put_bytes(list, forged);
    REQUIRE(journal::read_manifest(disk, path)->has_value());
    CHECK_THAT(said(), Catch::StartsWith("damaged: " + list + ": aes-gcm"));
    CHECK_FALSE(verified());
  }
  SECTION("by removing the list") {
    fs::remove(list);
    CHECK_THAT(said(), Catch::StartsWith("damaged: " + list + " is missing"));
    CHECK_THAT(failure_of([&] {
                 connect("journal:" + path
                         + "?mode=read&encryption-key=" + key_a)
                   .close();
               }),
               Catch::StartsWith("damaged: " + list + " is missing"));
  }
  SECTION("by removing the list, and what says that it was sealed") {
    fs::remove(list);
    const auto who = bytes_of(path + "/store.edn");
    auto forged = who.substr(0, who.rfind("; crc32c"));
    const auto at = forged.find(":sealed true");
    REQUIRE(at != std::string::npos);
    forged.replace(at, 12, ":sealed false");
    put_bytes(path + "/store.edn", forged);
    CHECK_THAT(said(), Catch::StartsWith("damaged: " + list + " is missing"));
    CHECK_FALSE(fs::exists(list));
    put_bytes(path + "/store.edn", who);
  }
  put_bytes(list, bytes);
}

TEST_CASE_METHOD(closed_store,
                 "an older record in the place of a newer one is "
                 "found by who reads it alone",
                 "[actors]") {
  const auto said = after([](auto& all) {
    REQUIRE(encoded_size(nth(all, 0)) == encoded_size(nth(all, 1)));
    nth(all, 1) = nth(all, 0);
  });
  CHECK_THAT(said, Catch::StartsWith("damaged: " + path + segment
                                     + " is damaged at offset ")
                     && Catch::Contains("another revision's record"));
}

TEST_CASE_METHOD(closed_store, "the end of a closed segment cannot be taken",
                 "[actors]") {
  const auto forge = [](auto& all) {
    auto group = std::find_if(all.begin(), all.end(), [](const auto& x) {
      return x.records.size() == 4;
    });
    REQUIRE(group != all.end());
    for (auto x = all.erase(group); x != all.end(); ++x) {
      x->header.first -= 1;
      x->header.last -= 1;
      x->header.synced = std::min(x->header.synced, x->header.last);
    }
    auto number = std::uint64_t{0};
    for (auto& x : all)
      x.header.number = ++number;
  };
  SECTION("if it is read at opening") {
    forget_indexes();
    CHECK_THAT(after(forge), Catch::StartsWith("damaged: revisions 4 to 4 are "
                                               "missing: "));
  }
  SECTION("if it is read as history") {
    auto all = read_batches(std::as_bytes(std::span(whole)));
    forge(all);
    put_bytes(path + segment,
              padded(written(whole.substr(0, journal::segment_header_size),
                             std::move(all)),
                     whole.size()));
    auto db = connect(with_key());
    CHECK_THAT(failure_of([&] {
                 for (const auto& c : db.changes({.from = beginning}))
                   (void)c;
               }),
               Catch::Contains("records before its end are missing"));
  }
}

TEST_CASE_METHOD(closed_store, "a forged group is not vouched for anew",
                 "[actors]") {
  const auto forge = GENERATE(0, 1);
  auto all = read_batches(std::as_bytes(std::span(whole)));
  const auto group = std::find_if(all.begin(), all.end(), [](const auto& x) {
    return x.records.size() == 4;
  });
  REQUIRE(group != all.end());
  if (forge == 0)
    group->records.erase(group->records.end() - 2);
  else
    group->records[2] = group->records[1];
  put_bytes(path + segment,
            padded(written(whole.substr(0, journal::segment_header_size),
                           std::move(all)),
                   whole.size()));
  const auto is_found = [&](const std::string& said) {
    CHECK_THAT(said, Catch::StartsWith("damaged: " + path + segment)
                       && Catch::Contains("a commit of which records are "
                                          "missing"));
  };
  SECTION("by rekey") {
    auto db = connect("journal:" + path + "?encryption-key="
                      + std::string(64, 'b') + "&former-keys=" + key_a);
    is_found(failure_of([&] { db.rekey(); }));
  }
  SECTION("by compaction") {
    auto db = connect("journal:" + path
                      + "?retention-revisions=1&encryption-key=" + key_a);
    is_found(failure_of([&] { db.compact(); }));
  }
}

TEST_CASE_METHOD(store, "records cannot be taken out of a compacted segment",
                 "[actors]") {
  const auto before = whole;
  const auto compacted = path + "/segments/00000000000000000001-1.log";
  const auto where = config("journal:" + path
                            + "?fsync=never&retention-revisions=1&"
                              "encryption-key="
                            + key_a);
  {
    auto db = connect(where);
    db.compact();
    db.assoc("later", 1);
    db.close();
  }
  whole = bytes_of(compacted);
  const auto after =
    [&](const std::function<void(std::vector<batch>&)>& forge) {
      for (const auto* name : {"/segments", "/checkpoints"})
        for (const auto& x : fs::directory_iterator(path + name))
          if (x.path().extension() != ".log")
            fs::remove(x.path());
      auto all = read_batches(std::as_bytes(std::span(whole)));
      forge(all);
      put_bytes(compacted,
                padded(written(whole.substr(0, journal::segment_header_size),
                               std::move(all)),
                       whole.size()));
      auto text = said();
      CHECK((text == "nothing") == verified());
      return text;
    };
  const auto is_found = [&](const std::string& told) {
    CHECK_THAT(
      told,
      Catch::StartsWith("damaged: " + compacted + " is damaged at offset ")
        && Catch::Contains("records before its end are missing"));
  };
  SECTION("nothing") {
    CHECK(after([](auto&) {}) == "nothing");
  }
  SECTION("one") {
    is_found(after([](auto& all) {
      auto& x = all.front();
      x.records.erase(x.records.begin());
      x.header.first = x.records.front().rev;
    }));
  }
  SECTION("all") {
    is_found(after([](auto& all) {
      all.erase(all.begin(), all.end() - 1);
      all.front().header.number = 1;
    }));
  }
  SECTION("one for an older one") {
    auto old = read_batches(std::as_bytes(std::span(before)));
    is_found(after([&](auto& all) {
      auto& x = all.front();
      REQUIRE(x.records.front().rev == 2);
      x.records.front() = nth(old, 0);
      x.header.first = 1;
    }));
  }
}
