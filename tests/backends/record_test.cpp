// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/frame_builder.hpp>
#include <brine/backends/journal/little_endian.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "full_record.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// Gives changed bytes the checksum they need to be looked at further.
void reseal(std::vector<std::byte>& bytes) {
  store_le(bytes.data(),
           crc32c(bytes_view(bytes).first(head_size(bytes)).subspan(4)));
}

/// Records whose heads end in all sorts of places.
std::vector<record> all_records(const std::string& fields) {
  std::vector<record> all;
  for (std::uint32_t head = 0; head <= 6; ++head)
    for (auto with : {std::string_view(), std::string_view(fields)}) {
      all.push_back(full_record());
      all.back().head = head;
      all.back().fields = with;
    }
  all.push_back(full_record());
  all.back().blob = {};
  all.back().head = 0;
  return all;
}

/// Runs `check` with each bit changed, one after the other.
template <class F>
void change_bits(std::vector<std::byte> bytes, F check) {
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      INFO("bit " << bit << " at " << at);
      bytes[at] ^= std::byte{1} << bit;
      check(bytes, at);
      bytes[at] ^= std::byte{1} << bit;
    }
}

verdict verdict_of(bytes_view bytes) {
  record x;
  std::uint32_t length = 0;
  return decode(bytes, x, length);
}

} // namespace

TEST_CASE("a record is decoded as it was encoded", "[backends]") {
  auto x = full_record();
  auto fields = field_with(field_tag::expires);
  append_field(fields, field_tag{99}, "odd");
  x.fields = fields;
  auto bytes = encoded(x);
  bytes.resize(bytes.size() + 100); // What follows does not matter.
  record y;
  std::uint32_t length = 0;
  REQUIRE(decode(bytes, y, length) == verdict::good);
  CHECK(y == x);
  CHECK(length == encoded_size(x));
  CHECK(find_field(y.fields, field_tag::expires) == "12345678");
  CHECK(find_field(y.fields, field_tag{99}) == "odd");
  CHECK(!find_field(y.fields, field_tag::cause));
}

TEST_CASE("every changed bit of a record is found", "[backends]") {
  const auto fields = field_with(field_tag::expires);
  for (const auto& x : all_records(fields)) {
    const auto bytes = encoded(x);
    REQUIRE(verdict_of(bytes) == verdict::good);
    change_bits(bytes, [](const auto& changed, std::size_t) {
      CHECK(verdict_of(changed) != verdict::good);
    });
    for (std::size_t size = 0; size < bytes.size(); ++size)
      CHECK(verdict_of(bytes_view(bytes).first(size)) == verdict::cut_short);
  }
}

TEST_CASE("a record's head is read without the rest", "[backends]") {
  const auto fields = field_with(field_tag::cause);
  for (const auto& x : all_records(fields)) {
    const auto bytes = encoded(x);
    const auto size = head_size(bytes);
    auto only_head = x;
    only_head.blob = x.blob.substr(0, x.head);
    record y;
    std::uint32_t length = 0;
    REQUIRE(decode_head(bytes_view(bytes).first(size), y, length)
            == verdict::good);
    CHECK(y == only_head);
    CHECK(length == bytes.size());
    for (std::size_t less = 0; less < size; ++less)
      CHECK(decode_head(bytes_view(bytes).first(less), y, length)
            == verdict::cut_short);
    change_bits(bytes, [&](const auto& changed, std::size_t at) {
      const auto v = decode_head(changed, y, length);
      CHECK((v == verdict::good) == (at >= size));
    });
  }
}

TEST_CASE("a record that needs a newer brine is refused", "[backends]") {
  auto x = full_record();
  const auto fields = field_with(
    field_tag{static_cast<std::uint32_t>(field_tag::required) | 99}, "");
  x.fields = fields;
  CHECK(verdict_of(encoded(x)) == verdict::newer_format);
  x = full_record();
  x.flags = 0x8000;
  CHECK(verdict_of(encoded(x)) == verdict::newer_format);
}

TEST_CASE("a record whose parts contradict each other is refused",
          "[backends]") {
  auto set = [](std::size_t at, std::uint32_t to) {
    auto bytes = encoded(full_record());
    store_le(bytes.data() + at, to);
    reseal(bytes);
    return verdict_of(bytes);
  };
  CHECK(set(60, 3) == verdict::good);
  CHECK(set(60, 100) == verdict::bad_layout);
  CHECK(set(60, 0xffffffff) == verdict::bad_layout);
  CHECK(set(64, 0xffffffff) == verdict::bad_layout);
  CHECK(set(68, 0xffffffff) == verdict::bad_layout);
  CHECK(set(72, 6) == verdict::bad_checksum); // Not that of this rest.
  CHECK(set(72, 7) == verdict::bad_layout);
  CHECK(set(72, 0xffffffff) == verdict::bad_layout);
  CHECK(set(8, 0) == verdict::bad_layout); // No revision.
  CHECK(set(4, 79) == verdict::bad_layout);
  CHECK(set(4, 0) == verdict::bad_layout);
  std::string fields(8, '\0');
  store_le(reinterpret_cast<std::byte*>(fields.data()) + 4,
           std::uint32_t{0xfffffff0});
  auto x = full_record();
  x.fields = fields;
  CHECK(verdict_of(encoded(x)) == verdict::bad_layout);
}

TEST_CASE("a reference to a file follows the first part of a blob",
          "[backends]") {
  blob_reference x;
  x.name = {0xab, 0xcd};
  x.length = std::uint64_t{1} << 33;
  x.crc = 0x12345678;
  auto blob = std::string(20, 'h');
  append_reference(blob, x);
  CHECK(blob.size() == 20 + blob_reference_size);
  CHECK(find_reference(blob) == x);
  CHECK(!find_reference("short"));
}

TEST_CASE("every changed bit of a header is found", "[backends]") {
  segment_header segment;
  segment.id = 7;
  segment.name = {5, 2};
  segment.capacity = 4096;
  std::vector<std::byte> bytes(segment_header_size);
  encode(segment, bytes.data());
  segment_header read;
  REQUIRE(decode(bytes, read) == verdict::good);
  CHECK(read == segment);
  for (auto& b : bytes) {
    b ^= std::byte{4};
    CHECK(decode(bytes, read) != verdict::good);
    b ^= std::byte{4};
  }
  auto newer = bytes;
  store_le(newer.data() + 8, format_version + 1);
  store_le(newer.data() + 12, crc32c(bytes_view(newer).subspan(16),
                                     crc32c(bytes_view(newer).first(12))));
  CHECK(decode(newer, read) == verdict::newer_format);

  frame_builder frame;
  frame.clear();
  frame.add(full_record());
  auto built = frame.finish(7, 1, 6);
  auto header = std::vector<std::byte>(built.begin(), built.end());
  frame_header found;
  REQUIRE(decode(header, found) == verdict::good);
  CHECK(found.first == 7);
  CHECK(found.synced == 6);
  CHECK(found.length + frame_header_size == built.size());
  for (std::size_t at = 0; at < frame_header_size; ++at) {
    header[at] ^= std::byte{4};
    CHECK(decode(header, found) != verdict::good);
    header[at] ^= std::byte{4};
  }
}

TEST_CASE("a frame builder is used again, also after a large batch",
          "[backends]") {
  frame_builder frame;
  auto x = full_record();
  auto huge = std::string(20 << 20, 'x');
  for (auto blob : {std::string_view("small"), std::string_view(huge),
                    std::string_view("small")}) {
    frame.clear();
    CHECK(frame.empty());
    x.blob = blob;
    auto at = frame.add(x);
    auto again = frame.add(x, in_group);
    auto bytes = frame.finish(1, 1, 0);
    record y;
    std::uint32_t length = 0;
    REQUIRE(decode(bytes.subspan(at), y, length) == verdict::good);
    CHECK(y == x);
    REQUIRE(decode(bytes.subspan(again), y, length) == verdict::good);
    CHECK(y.is(in_group));
  }
}
