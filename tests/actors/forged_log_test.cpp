// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/backends/journal/record.hpp>

#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

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

struct store {
  scratch_directory folder;
  std::string path = folder / "data";
  std::string whole;

  config with_key() const {
    return "journal:" + path
           + "?fsync=never&encryption-key=" + std::string(64, 'a');
  }

  store() {
    auto db = create(with_key());
    db.assoc("alice", "was here");
    db.assoc("alice", "is there");
    db.assoc("bobby", "was here");
    db.multi_assoc({{"x", 1}, {"y", 2}, {"z", 3}});
    db.close();
    whole = bytes_of(path + segment);
  }

  /// What is said if somebody without the key does this to the log, and one
  /// with the key then reads it.
  std::string after(const std::function<void(std::vector<batch>&)>& forge) {
    auto all = read_batches(std::as_bytes(std::span(whole)));
    forge(all);
    put_bytes(path + segment,
              written(whole.substr(0, journal::segment_header_size), all));
    auto said = failure_of([&] {
      auto db = connect(with_key());
      (void)db.get("alice");
      (void)db.get("bobby");
      (void)db.get("x");
      db.close();
    });
    put_bytes(path + segment, whole);
    return said;
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
  SECTION("a commit taken out") {
    const auto said = after([](auto& all) { all.erase(all.begin() + 1); });
    CHECK_THAT(said, Catch::StartsWith("damaged: "));
  }
}
