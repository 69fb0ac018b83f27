// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/manifest.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>

#include "encrypted_store.hpp"
#include "forged_store.hpp"

using namespace brine;
using namespace brine::test;
namespace fs = std::filesystem;

TEST_CASE_METHOD(forged_store, "a sealed segment cannot be made a plain one",
                 "[actors]") {
  auto header = journal::segment_header();
  REQUIRE(decode(std::as_bytes(std::span(whole)), header)
          == journal::verdict::good);
  const auto forged = [&](auto change) {
    auto x = header;
    change(x);
    auto bytes = whole;
    encode(x, reinterpret_cast<std::byte*>(bytes.data()));
    put_bytes(segment, bytes);
    return said();
  };
  const auto is_found = Catch::Equals(
    "damaged: " + segment
    + " is damaged at offset 0: its header is not that of the segment in "
      "MANIFEST");
  CHECK(forged([](auto&) {}) == "nothing");
  whole = bytes_of(segment);
  CHECK_THAT(forged([](auto& x) { x.sealed = false; }), is_found);
  CHECK_THAT(forged([](auto& x) { x.log.bytes[0] ^= 1; }), is_found);
}

TEST_CASE_METHOD(closed_segment_store,
                 "a segment cannot be taken off a sealed list", "[actors]") {
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
    CHECK_THAT(failure_of([&] { connect(with_key("mode=read&")).close(); }),
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

TEST_CASE_METHOD(closed_segment_store,
                 "the end of a closed segment cannot be taken", "[actors]") {
  const auto cut = [](auto& all) {
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
    CHECK_THAT(after(cut), Catch::StartsWith("damaged: revisions 4 to 4 are "
                                             "missing: "));
  }
  SECTION("if it is read as history") {
    forge(cut);
    auto db = connect(with_key());
    CHECK_THAT(failure_of([&] {
                 for (const auto& c : db.changes({.from = beginning}))
                   (void)c;
               }),
               Catch::Contains("records before its end are missing"));
  }
}

TEST_CASE_METHOD(forged_store,
                 "records cannot be taken out of a compacted segment",
                 "[actors]") {
  const auto before = whole;
  {
    auto db = connect(with_key("retention-revisions=1&"));
    db.compact();
    db.assoc("later", 1);
    db.close();
  }
  segment = path + "/segments/00000000000000000001-1.log";
  whole = bytes_of(segment);
  forget_indexes();
  const auto is_found = [&](const std::string& told) {
    CHECK_THAT(
      told, Catch::StartsWith("damaged: " + segment + " is damaged at offset ")
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
    auto old = batches_of(before);
    is_found(after([&](auto& all) {
      auto& x = all.front();
      REQUIRE(x.records.front().rev == 2);
      x.records.front() = nth(old, 0);
      x.header.first = 1;
    }));
  }
}

TEST_CASE_METHOD(closed_segment_store,
                 "verify tells of each changed byte of a sealed list",
                 "[actors]") {
  REQUIRE(verified());
  const auto list = path + "/MANIFEST";
  const auto bytes = bytes_of(list);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    put_bytes(list, changed);
    INFO("byte " << at << " of " << bytes.size());
    CHECK_FALSE(verified());
  }
}
