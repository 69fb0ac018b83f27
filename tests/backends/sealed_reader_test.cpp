// SPDX-License-Identifier: MIT
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/backends/journal/segment_index.hpp>
#include <brine/backends/journal/segment_writer.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "../file_bytes.hpp"
#include "sealed_pair.hpp"

using namespace brine;
using namespace brine::test;

TEST_CASE_METHOD(sealed_pair,
                 "a segment that is closed and replaced between two looks of "
                 "a reader is read on",
                 "[backends]") {
  open_after({"a=1"});
  auto history = reader.journal().reader().history(0, {}).or_throw();
  CHECK(history->next().or_throw()->rev == 1);
  CHECK_FALSE(history->next().or_throw().has_value());
  writer.commit("b=2").or_throw();
  CHECK(writer.rekey().or_throw().records > 0);
  CHECK(follow());
  CHECK(history->next().or_throw()->rev == 2);
  CHECK_FALSE(history->next().or_throw().has_value());
}

TEST_CASE_METHOD(sealed_pair,
                 "a plain index or checkpoint beside sealed segments is not "
                 "believed, whatever is said of the store",
                 "[backends]") {
  auto& disk = journal::posix_disk();
  open(writer, "ab", false);
  writer.commit("a=1").or_throw();
  writer.journal().writer().roll().or_throw();
  writer.commit("b=2").or_throw();
  writer.close().or_throw();
  const auto list = journal::read_manifest(disk, folder).or_throw();
  REQUIRE(list->segments.size() == 2);
  auto who = journal::read_identity(disk, folder).or_throw();
  who.encryption.reset();
  journal::write_identity(disk, folder, who).or_throw();
  SECTION("index") {
    for (const auto& x :
         std::filesystem::directory_iterator(folder + "/checkpoints"))
      std::filesystem::remove(x.path());
    const auto& first = list->segments.front();
    write_segment_index(
      disk, folder + "/segments",
      {.name = first.name, .segment_id = first.id, .log_length = first.length},
      {})
      .or_throw();
  }
  SECTION("checkpoint") {
    auto start = journal::checkpoint_summary();
    start.log = who.log;
    start.covered = 2;
    start.tail = list->segments.back().name;
    auto to =
      journal::checkpoint_writer::begin(disk, folder + "/checkpoints", start)
        .or_throw();
    to->commit().or_throw();
  }
  open(reader, "ab", true);
  CHECK(reader.state() == "a=1@1 b=2@2");
}

TEST_CASE_METHOD(sealed_pair,
                 "zeros in the place of a closed segment's end are damage to a "
                 "reader without its index",
                 "[backends]") {
  open(writer, "ab", false);
  writer.commit("a=1").or_throw();
  writer.commit("b=2").or_throw();
  writer.journal().writer().roll().or_throw();
  writer.commit("c=3").or_throw();
  writer.close().or_throw();
  for (const auto* name : {"/segments", "/checkpoints"})
    for (const auto& x : std::filesystem::directory_iterator(folder + name))
      if (x.path().extension() != ".log")
        std::filesystem::remove(x.path());
  open(reader, "ab", true);
  CHECK(reader.state() == "a=1@1 b=2@2 c=3@3");
  reader.kill();
  auto buffer = std::vector<std::byte>();
  const auto name = journal::segment_name{1, 0};
  const auto image = journal::load_segment(journal::posix_disk(),
                                           folder + "/segments", name, buffer)
                       .or_throw();
  auto cursor = journal::segment_cursor(image.bytes, image.header);
  REQUIRE(cursor.next() == journal::segment_cursor::step::commit);
  auto bytes = bytes_of(image.path);
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(cursor.offset()),
            bytes.end(), '\0');
  put_bytes(image.path, bytes);
  CHECK(reader.open().failure().message()
        == image.path + " is damaged at offset "
             + std::to_string(cursor.offset())
             + ": records before its end are missing, or are not those that "
               "were written");
}

TEST_CASE_METHOD(sealed_pair,
                 "a reader finds large values again that were sealed anew",
                 "[backends]") {
  open_after({"big=" + large, "a=1"});
  const auto before = reader.state();
  CHECK((before == "a=1@2 big=" + large + "@1"));
  auto history = reader.journal().reader().history(0, {}).or_throw();
  const auto old =
    std::filesystem::directory_iterator(folder + "/blobs")->path();
  CHECK(writer.rekey().or_throw().records == 2);
  REQUIRE_FALSE(std::filesystem::exists(old));
  // Before it looked, and when it knows the new segments.
  CHECK((reader.state() == before));
  CHECK((reader.version("big", 1) == large));
  CHECK((history->next().or_throw()->edits.front().content == value(large)));
  CHECK(follow());
  CHECK((reader.state() == before));
  CHECK((reader.version("big", 1) == large));
}

TEST_CASE_METHOD(sealed_pair,
                 "an empty segment that is being made anew is read as empty",
                 "[backends]") {
  open(writer, "ab", false);
  writer.close().or_throw();
  auto& disk = journal::posix_disk();
  auto header = journal::segment_header();
  header.id = 7;
  header.name = {1, 0};
  header.capacity = 4096;
  header.log = journal::read_identity(disk, folder)->log;
  header.sealed = true;
  journal::segment_writer::create(disk, folder + "/segments", header)
    .or_throw();
  open(reader, "ab", true);
  CHECK(reader.state() == "");
}

namespace {

/// An encrypted store of which nothing is written, whose writer and reader are
/// open; its empty segment said for a while that it was plain.
struct forged_empty_segment : sealed_pair {
  std::string path;
  std::string header;

  forged_empty_segment() {
    auto& disk = journal::posix_disk();
    open(writer, "ab", false);
    const auto name = journal::segment_name{1, 0};
    path = journal::segment_path(folder + "/segments", name);
    auto forged = journal::open_segment(disk, folder + "/segments", name)
                    .or_throw()
                    ->header();
    REQUIRE(forged.sealed);
    header = bytes_of(path).substr(0, journal::segment_header_size);
    forged.sealed = false;
    auto bytes = std::vector<std::byte>(journal::segment_header_size);
    journal::encode(forged, bytes.data());
    put(bytes);
    open(reader, "ab", true);
  }

  void put(journal::bytes_view bytes) const {
    journal::posix_disk()
      .open(path, journal::open_mode::write)
      .or_throw()
      ->write_at(0, bytes)
      .or_throw();
  }
};

} // namespace

TEST_CASE_METHOD(forged_empty_segment,
                 "what is written to an empty segment that says it is plain is "
                 "not believed",
                 "[backends]") {
  writer.commit("a=1").or_throw();
  auto seen = reader.journal().reader().follow(std::chrono::milliseconds(0));
  REQUIRE_FALSE(seen);
  CHECK(seen.failure().message()
        == path
             + " is damaged at offset 0: its header is not that of the segment "
               "in MANIFEST");
}

TEST_CASE_METHOD(forged_empty_segment,
                 "a reader takes a header that was put right for what it is",
                 "[backends]") {
  put(std::as_bytes(std::span(header)));
  writer.commit("a=1").or_throw();
  CHECK(follow());
  CHECK(reader.history() == "1 a=1");
}

TEST_CASE_METHOD(forged_empty_segment,
                 "a copy lists no segment that nobody checked", "[backends]") {
  const auto copy = scratch / "copy";
  CHECK(reader.back_up(copy).or_throw().last == 0);
  const auto list = journal::read_manifest(journal::posix_disk(), copy);
  REQUIRE(list);
  CHECK(list->value().segments.empty());
  small_store copied{journal::options()};
  copied.options.folder = copy;
  copied.use_keys("ab");
  copied.open().or_throw();
  CHECK(copied.commit("a=1").or_throw() == 1);
}
