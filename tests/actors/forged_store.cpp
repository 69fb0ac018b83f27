// SPDX-License-Identifier: MIT
#include "forged_store.hpp"

#include <brine/actors/codec_config.hpp>
#include <brine/backends/journal/verify.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <utility>

#include "encrypted_store.hpp"

namespace brine::test {

namespace fs = std::filesystem;

namespace {

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

} // namespace

std::vector<batch> batches_of(const std::string& segment) {
  auto all = std::vector<batch>();
  auto bytes =
    std::as_bytes(std::span(segment)).subspan(journal::segment_header_size);
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

journal::record& nth(std::vector<batch>& all, std::size_t n) {
  for (auto& x : all) {
    if (n < x.records.size())
      return x.records[n];
    n -= x.records.size();
  }
  throw std::out_of_range("no such record");
}

forged_store::forged_store() {
  auto db = create(with_key());
  fill(db);
  db.close();
  whole = bytes_of(segment);
}

config forged_store::with_key(const std::string& settings) const {
  return "journal:" + path + "?fsync=never&" + settings
         + "encryption-key=" + key_a;
}

void forged_store::fill(const store& db) {
  db.assoc("alice", "was here");
  db.assoc("alice", "is there");
  db.assoc("bobby", "was here");
  db.multi_assoc({{"w", 0}, {"x", 1}, {"y", 2}, {"z", 3}});
}

std::string forged_store::said() const {
  return failure_of([&] {
    auto db = connect(with_key());
    (void)db.get("alice");
    (void)db.get("bobby");
    (void)db.get("x");
    db.close();
  });
}

bool forged_store::verified() const {
  const auto found = journal::verify_store(journal::posix_disk(), path,
                                           codecs_of(with_key()).known)
                       .or_throw();
  return found.damage.empty() && !found.unchecked_list;
}

void forged_store::forge(const forgery& change) const {
  auto all = batches_of(whole);
  change(all);
  auto text =
    written(whole.substr(0, journal::segment_header_size), std::move(all));
  // Zeros where what was taken out leaves room.
  text.resize(std::max(text.size(), whole.size()));
  put_bytes(segment, text);
}

std::string forged_store::after(const forgery& change) const {
  forge(change);
  auto text = said();
  // Who reads all of it finds the same.
  CHECK((text == "nothing") == verified());
  put_bytes(segment, whole);
  return text;
}

void forged_store::forget_indexes() const {
  for (const auto* name : {"/segments", "/checkpoints"})
    for (const auto& x : fs::directory_iterator(path + name))
      if (x.path().extension() != ".log")
        fs::remove(x.path());
}

closed_segment_store::closed_segment_store() {
  auto db = connect(with_key());
  db.compact();
  db.assoc("later", 1);
  db.close();
  whole = bytes_of(segment);
}

} // namespace brine::test
