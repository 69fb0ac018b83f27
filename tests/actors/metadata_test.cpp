// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include <optional>
#include <string>

#include "sim_stores.hpp"

using namespace brine;
using namespace brine::test;
using disk_call = sim_disk::call;

namespace {

const std::string log_path = "/db/segments/00000000000000000001-0.log";

/// A store without a cache, whose log is mapped or, where the disk cannot map,
/// read.
struct open_store {
  sim_stores stores;
  sim_place place;
  std::optional<store> db;

  explicit open_store(bool mapped) {
    place.cache_bytes = 0;
    place.options.segment_bytes = 4096;
    if (!mapped)
      for (int i = 0; i < 100; ++i) // each of the next calls
        place.disk.fail(disk_call::map, 1, errc::io_failed);
    db.emplace(stores.open(place).or_throw());
  }

  /// Where the newest record of a key lies in the log, and its head ends.
  struct record_place {
    std::size_t offset = 0;
    std::size_t head_end = 0;
    std::size_t end = 0;
  };

  [[nodiscard]] record_place find(const value& key) const {
    const auto text = place.disk.bytes(log_path);
    const auto bytes = std::as_bytes(std::span(text));
    journal::segment_header header;
    REQUIRE(journal::decode(bytes, header) == journal::verdict::good);
    auto cursor = journal::segment_cursor(bytes, header);
    record_place found;
    while (cursor.next() == journal::segment_cursor::step::commit)
      for (const auto& r : cursor.commit())
        if (r.what.key == encode_key(key).or_throw())
          found = {r.offset,
                   r.offset + journal::head_size(bytes.subspan(r.offset)),
                   r.offset + r.length};
    REQUIRE(found.end > 0);
    return found;
  }

  /// As damage does, also to what is mapped.
  void flip(std::size_t at) {
    const auto byte = static_cast<char>(place.disk.bytes(log_path)[at] ^ 0x10);
    place.disk.open(log_path, journal::open_mode::write)
      .or_throw()
      ->write_at(at, std::as_bytes(std::span(&byte, 1)))
      .or_throw();
  }

  /// The name of the only file beside the log.
  [[nodiscard]] std::string blob_path() {
    auto names = place.disk.list("/db/blobs").or_throw();
    REQUIRE(names.size() == 1);
    return "/db/blobs/" + names[0];
  }
};

template <class F>
std::string failure_of(F call) {
  try {
    call();
    return "none";
  } catch (const error& e) {
    return e.what();
  }
}

} // namespace

TEST_CASE("damage of a content is found by reading it, not by reading its "
          "metadata; damage before it by both",
          "[actors]") {
  const auto mapped = GENERATE(true, false);
  open_store x(mapped);
  const auto custom = value{{"by", "me"}};
  x.db->assoc("plain", {{"text", "some text"}});
  x.db->assoc("marked", vec(1, 2, 3), {.metadata = custom});
  for (std::string key : {"plain", "marked"}) {
    const auto place = x.find(key);
    const auto there = x.db->get_meta(key).value();
    for (auto at = place.offset; at < place.end; ++at) {
      INFO("byte " << at - place.offset << " of " << key);
      x.flip(at);
      const auto damage = "damaged: " + log_path + " is damaged at offset "
                          + std::to_string(place.offset) + ": ";
      CHECK_THAT(failure_of([&] { (void)x.db->get(key); }),
                 Catch::StartsWith(damage));
      if (at < place.head_end) {
        CHECK_THAT(failure_of([&] { (void)x.db->get_meta(key); }),
                   Catch::StartsWith(damage));
      } else {
        const auto found = x.db->get_meta(key).value();
        CHECK(found.rev == there.rev);
        CHECK(found.last_write == there.last_write);
        CHECK(found.custom == there.custom);
        CHECK(found.type == "edn");
      }
      x.flip(at);
    }
    CHECK(x.db->get(key));
    CHECK(x.db->get_meta("marked")->custom == custom);
  }
}

TEST_CASE("metadata is read without the content, however large that is",
          "[actors]") {
  const auto mapped = GENERATE(true, false);
  const auto mib = GENERATE(std::size_t{1}, std::size_t{64});
  open_store x(mapped);
  // With what is around it the smaller one still stands in the log.
  const auto size = mib == 1 ? (std::size_t{1} << 20) - 64 : mib << 20;
  x.db->assoc("large", value(std::vector<std::byte>(size, std::byte{7})),
              {.metadata = {{"by", "me"}}});
  const auto read = x.place.disk.bytes_read();
  const auto opened = x.place.disk.count(disk_call::open);
  const auto found = x.db->get_meta("large").value();
  CHECK(found.type == "binary");
  CHECK(found.custom == value{{"by", "me"}});
  CHECK(x.place.disk.bytes_read() - read <= (mapped ? 0 : 1024));
  CHECK(x.place.disk.count(disk_call::open) == opened);
  CHECK(x.db->get("large")->as_bytes({}).size() == size);
}

TEST_CASE("large metadata is read whole", "[actors]") {
  const auto mapped = GENERATE(true, false);
  open_store x(mapped);
  const auto custom = value{{"text", std::string(3 << 20, 'm')}};
  for (const auto& content :
       {value("small"), value(std::string(3 << 20, 'c'))}) {
    x.db->assoc("a", content, {.metadata = custom});
    CHECK(x.db->get_meta("a")->custom == custom);
    CHECK(x.db->get_meta("a")->type == "edn");
    CHECK(x.db->get("a") == content);
  }
}

TEST_CASE("metadata outlives a content whose file is gone", "[actors]") {
  open_store x(true);
  x.db->assoc("large", std::string(3 << 20, 'c'), {.metadata = {{"by", "me"}}});
  const auto path = x.blob_path();
  CHECK(x.place.disk.bytes(path).find("me") == std::string::npos);
  x.place.disk.remove(path).or_throw();
  CHECK(x.db->get_meta("large")->custom == value{{"by", "me"}});
  CHECK_THAT(failure_of([&] { (void)x.db->get("large"); }),
             Catch::StartsWith("damaged: " + path + " is missing"));
}

TEST_CASE("metadata stays through compaction and opening again", "[actors]") {
  open_store x(true);
  x.place.options.retention.revisions = 1;
  x.db.reset();
  x.db.emplace(x.stores.open(x.place).or_throw());
  const auto custom = value{{"by", "me"}};
  const auto bytes = value(std::vector<std::byte>(100, std::byte{7}));
  const auto large = value(std::vector<std::byte>(3 << 20, std::byte{7}));
  x.db->assoc("bytes", bytes, {.metadata = custom});
  x.db->assoc("large", large, {.metadata = custom});
  for (int i = 0; i < 100; ++i)
    x.db->assoc("often", i);
  static_cast<void>(x.db->compact());
  CHECK(x.place.disk.tree().find(log_path) == std::string::npos);
  for (auto again : {false, true}) {
    if (again) {
      x.db.reset();
      x.db.emplace(x.stores.open(x.place).or_throw());
    }
    for (std::string key : {"bytes", "large"}) {
      CHECK(x.db->get_meta(key)->custom == custom);
      CHECK(x.db->get_meta(key)->type == "binary");
    }
    CHECK(x.db->get_meta("often")->type == "edn");
    CHECK(x.db->get("bytes") == bytes);
    CHECK(x.db->get("large") == large);
  }
}
