// SPDX-License-Identifier: MIT
#include <brine/backends/journal/sealed_record.hpp>

#include <catch2/catch.hpp>

#include <string_view>
#include <vector>

#include "../code_of.hpp"
#include "../codecs/keyring_of.hpp"
#include "full_record.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

sealing with(std::string_view letters) {
  return {codecs_with(keyring_of(letters)), true};
}

const auto fields = field_with(field_tag::expires);

record some_record() {
  auto r = full_record();
  r.flags = in_group | group_start;
  r.key = "alice";
  r.path = "age";
  r.blob = "headthe value, which is long";
  r.head = 4;
  r.fields = fields;
  return r;
}

std::string_view value_of(const record& r) {
  return r.blob.substr(r.head);
}

const log_id some_log{{5}};

segment_header in_log(const log_id& log, bool plain = false) {
  auto x = segment_header();
  x.log = log;
  x.sealed = !plain;
  return x;
}

/// As it is written and read again.
record sealed_one(const sealing& how, std::string& room) {
  auto r = some_record();
  seal_record(r, {some_log, 1, 2}, value_of(r), *how.writes(), room).or_throw();
  return r;
}

} // namespace

TEST_CASE("a sealed record gives key and path to who has the key",
          "[backends]") {
  const auto how = with("k");
  std::string room;
  std::string plain;
  const auto r = sealed_one(how, room);
  const auto bytes = encoded(r);
  const auto text =
    std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  CHECK(text.find("alice") == std::string::npos);
  CHECK(text.find("age") == std::string::npos);
  record read;
  std::uint32_t length = 0;
  REQUIRE(decode(bytes, read, length) == verdict::good);
  CHECK(read == r);
  auto opened = open_record(read, in_log(some_log), how, plain).or_throw();
  CHECK(opened.what.key == "alice");
  CHECK(opened.what.path == "age");
  CHECK(is_value_of(opened, value_of(r)));
  CHECK(opened.place == 1);
  CHECK(opened.count == 2);
  REQUIRE(decode_head(bytes, read, length) == verdict::good);
  CHECK(open_record(read, in_log(some_log), how, plain)->what.key == "alice");
}

TEST_CASE("a record that is not sealed is open", "[backends]") {
  std::string room;
  auto opened =
    open_record(some_record(), in_log({}, true), {}, room).or_throw();
  CHECK(opened.what == some_record());
  CHECK(is_value_of(opened, "any"));
}

TEST_CASE("a sealed record needs its key", "[backends]") {
  std::string room;
  std::string plain;
  const auto r = sealed_one(with("k"), room);
  for (const auto& how : {with("x"), sealing()})
    CHECK(code_of(open_record(r, in_log(some_log), how, plain))
          == "wrong_secret");
}

TEST_CASE("a sealed record vouches for all that it says", "[backends]") {
  const auto how = with("k");
  std::string room;
  std::string plain;
  const auto good = sealed_one(how, room);
  const auto opens = [&](auto change) {
    auto r = good;
    change(r);
    return open_record(r, in_log(some_log), how, plain);
  };
  CHECK(opens([](record&) {}).ok());
  auto damaged = std::vector<result<opened_record>>{
    opens([](record& r) { r.rev = 8; }),
    opens([](record& r) { r.previous = 4; }),
    opens([](record& r) { r.time += 1; }),
    opens([](record& r) { r.origin = 0; }),
    opens([](record& r) { r.id.bytes[15] = 1; }),
    opens([](record& r) { r.what = operation::assoc; }),
    opens([](record& r) { r.flags |= tombstone; }),
    opens([](record& r) { r.flags = sealed; }),
    opens([](record& r) { r.flags |= binary; }),
    opens([](record& r) { r.blob = "hold"; }),
    opens([](record& r) { r.head = 3; }),
    opens([](record& r) { r.fields = {}; }),
    opens([](record& r) { r.key.remove_suffix(1); }),
    opens([](record& r) { r.key = "alice"; })};
  for (std::size_t i = 0; i < damaged.size(); ++i) {
    INFO(i);
    CHECK(code_of(damaged[i]) == "damaged");
  }
  CHECK(code_of(open_record(good, in_log({{6}}), how, plain)) == "damaged");
  // Sealed segments have sealed records, others have none.
  CHECK(code_of(open_record(good, in_log(some_log, true), how, plain))
        == "damaged");
  CHECK(code_of(open_record(some_record(), in_log(some_log), how, plain))
        == "damaged");
}

TEST_CASE("a sealed record knows its value", "[backends]") {
  const auto how = with("k");
  const auto opened_with = [&](std::string_view value, std::string_view other) {
    auto r = some_record();
    std::string room;
    std::string plain;
    seal_record(r, {some_log, 0, 1}, value, *how.writes(), room).or_throw();
    return is_value_of(*open_record(r, in_log(some_log), how, plain), other);
  };
  const auto text = std::string(40, 'v');
  CHECK(opened_with(text, text));
  CHECK_FALSE(opened_with(text, text + 'w'));
  CHECK_FALSE(opened_with(text, std::string(39, 'v') + 'w'));
  CHECK(opened_with("short", "short"));
  CHECK_FALSE(opened_with("short", "shirt"));
  CHECK_FALSE(opened_with("short", ""));
  CHECK(opened_with("", ""));
}
