// SPDX-License-Identifier: MIT
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/file_seal.hpp>
#include <brine/backends/journal/segment_index.hpp>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string_view>

#include "../code_of.hpp"
#include "../codecs/keyring_of.hpp"
#include "flipped_bytes.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

constexpr auto id = std::uint64_t{0x1122334455667788};
constexpr auto name_of_segment = segment_name{.first = 5, .generation = 1};

const std::string index_path = "/00000000000000000005-1.idx";
const std::string checkpoint_path = "/00000000000000000010.ckpt";

sealing with(std::string_view letters) {
  return {codecs_with(keyring_of(letters)), true};
}

/// Of a store that once had a key, and is opened without.
sealing without() {
  return with("");
}

/// More than one section.
void write_index(disk& where, const sealing& how) {
  const auto long_key = std::string(std::size_t{3} << 19, 'z');
  auto entries = std::vector<index_entry>{
    {.key = "secret-key", .rev = 6, .offset = 128, .length = 64},
    {.key = long_key, .rev = 8, .offset = 64, .length = 64},
    {.key = "another", .rev = 7, .offset = 192, .length = 60, .flags = 1}};
  write_segment_index(
    where, "", {.name = name_of_segment, .segment_id = id, .log_length = 4096},
    entries, how)
    .or_throw();
}

/// Small enough to damage each byte.
void write_small_index(disk& where, const sealing& how) {
  auto entries = std::vector<index_entry>{
    {.key = "secret-key", .rev = 6, .offset = 128, .length = 64}};
  write_segment_index(
    where, "", {.name = name_of_segment, .segment_id = id, .log_length = 4096},
    entries, how)
    .or_throw();
}

result<segment_index> open_index(disk& where, const sealing& how) {
  return open_segment_index(where, "", name_of_segment, id, how);
}

void write_checkpoint(disk& where, const sealing& how, revision newest = 3) {
  auto start = checkpoint_summary();
  start.covered = 10;
  start.tail = {.first = 10, .generation = 0};
  auto to = checkpoint_writer::begin(where, "", start, how).or_throw();
  to->add({1, 2},
          {.key = "secret-key", .rev = newest, .offset = 64, .length = 60})
    .or_throw();
  to->commit().or_throw();
}

result<checkpoint> open_checkpoint(disk& where, const sealing& how) {
  return journal::open_checkpoint(where, checkpoint_path, how);
}

template <class File>
std::string text(const File& x) {
  auto all = std::string();
  x.visit([&](const index_entry& e) {
     all += fmt::format("{} r{} ", e.key.substr(0, 10), e.rev);
   })
    .or_throw();
  return all;
}

bool holds_key(const std::string& bytes) {
  return bytes.find("secret") != std::string::npos
         || bytes.find("zzzzzzzz") != std::string::npos;
}

} // namespace

TEST_CASE("a sealed index shows no key, and gives back its entries",
          "[backends]") {
  auto where = sim_disk{};
  const auto how = with("k");
  write_index(where, how);
  CHECK_FALSE(holds_key(where.bytes(index_path)));
  CHECK(text(open_index(where, how).or_throw())
        == "another r7 secret-key r6 zzzzzzzzzz r8 ");
  CHECK(open_index(where, how)->summary().records == 3);
}

TEST_CASE("a sealed checkpoint shows no key, and gives back its entries",
          "[backends]") {
  auto where = sim_disk{};
  const auto how = with("k");
  write_checkpoint(where, how);
  CHECK_FALSE(holds_key(where.bytes(checkpoint_path)));
  auto x = open_checkpoint(where, how).or_throw();
  CHECK(text(x) == "secret-key r3 ");
  CHECK(x.segments() == std::vector<segment_name>{{1, 2}});
  CHECK(x.summary().newest == 3);
}

TEST_CASE("a sealed file needs its key", "[backends]") {
  auto where = sim_disk{};
  write_small_index(where, with("k"));
  write_checkpoint(where, with("k"));
  for (const auto& how : {with("x"), without(), sealing()}) {
    CHECK(code_of(open_index(where, how)) == "wrong_secret");
    CHECK(code_of(open_checkpoint(where, how)) == "wrong_secret");
  }
  const auto keys = keyring_of("");
  keys->add_key(secret(std::string(keyring::key_size, 'k')), key_use::former)
    .or_throw();
  const auto former = sealing{codecs_with(keys), true};
  CHECK(code_of(open_index(where, former)) == "ok");
  CHECK(code_of(open_checkpoint(where, former)) == "ok");
  CHECK_FALSE(former.writes());
}

TEST_CASE("a plain file is not believed where there is a key", "[backends]") {
  auto where = sim_disk{};
  write_small_index(where, {});
  write_checkpoint(where, {});
  for (const auto& how : {with("k"), without()}) {
    CHECK(open_index(where, how).failure().what()
          == "damaged: " + index_path
               + ": is not sealed, though the store has a key");
    CHECK(code_of(open_checkpoint(where, how)) == "damaged");
  }
}

TEST_CASE("each altered byte of a sealed file is found", "[backends]") {
  auto where = sim_disk{};
  const auto how = with("k");
  write_small_index(where, how);
  write_checkpoint(where, how);
  CHECK(unnoticed_damage(where, index_path,
                         [&](auto& x) { return open_index(x, how).ok(); })
        == std::vector<std::string>{});
  CHECK(unnoticed_damage(where, checkpoint_path,
                         [&](auto& x) { return open_checkpoint(x, how).ok(); })
        == std::vector<std::string>{});
}

TEST_CASE("who computes the checksums anew is found by the seal",
          "[backends]") {
  auto where = sim_disk{};
  const auto how = with("k");
  write_small_index(where, how);
  write_checkpoint(where, how);
  const auto forge = [&](const std::string& path, std::size_t head,
                         std::size_t at, const file_kind& kind) {
    const auto whole = where.bytes(path);
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    seal_head(std::as_writable_bytes(std::span(bytes)).first(head), kind, true);
    where.damage(path, bytes);
    const auto opens = path == index_path ? open_index(where, how).ok()
                                          : open_checkpoint(where, how).ok();
    where.damage(path, whole);
    return opens;
  };
  // Lengths, revisions, the tail of the log.
  for (const std::size_t at : {48, 56, 64, 80})
    CHECK_FALSE(forge(index_path, 96, at, {"brineidx", "index", 1, 2}));
  for (const std::size_t at : {16, 32, 40, 48, 56, 64, 100})
    CHECK_FALSE(
      forge(checkpoint_path, 128, at, {"brineckp", "checkpoint", 1, 2}));
}

TEST_CASE("a section of another sealed file is found", "[backends]") {
  auto where = sim_disk{};
  const auto how = with("k");
  constexpr std::size_t head = 128;
  write_checkpoint(where, how, 4);
  const auto other = where.bytes(checkpoint_path);
  write_checkpoint(where, how, 3);
  auto bytes = where.bytes(checkpoint_path);
  REQUIRE(other.size() == bytes.size());
  const auto section =
    bytes.size() - head - 16 - sizeof(std::uint64_t) - seal_size(how.writes());
  bytes.replace(head, section, other, head, section);
  where.damage(checkpoint_path, bytes);
  CHECK_THAT(open_checkpoint(where, how).failure().what(),
             Catch::StartsWith("damaged: " + checkpoint_path + ": aes-gcm"));
}
