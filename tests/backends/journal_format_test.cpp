// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "log_fixture.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

/// The bytes of the example in docs/journal-format.md. A line is `offset bytes
/// ; what`; what no line gives is zero, and the last offset is the length.
std::string example() {
  auto page = std::ifstream(BRINE_SOURCE_DIR "/docs/journal-format.md");
  std::string line;
  while (std::getline(page, line) && line != "```")
    continue;
  std::string bytes;
  while (std::getline(page, line) && line != "```") {
    auto words = std::istringstream(line.substr(0, line.find(';')));
    std::string word;
    words >> word;
    bytes.resize(std::stoul(word, nullptr, 16));
    while (words >> word)
      bytes += static_cast<char>(std::stoul(word, nullptr, 16));
  }
  return bytes;
}

/// Writes what the example shows: a put, then a group of a put and a removal
/// in the same batch, and a clean close.
void write_example(log_fixture& log) {
  log.options.new_id = [] { return std::uint64_t{0x1122334455667788}; };
  for (std::size_t i = 0; i < 16; ++i)
    log.options.log.bytes[i] = static_cast<std::uint8_t>(i);
  auto opened = log.open().or_throw();
  record put;
  put.rev = 1;
  put.time = 0x65533b00;
  put.key = "alice";
  put.path = "age";
  put.blob = "{}31";
  put.head = 2;
  put.what = operation::assoc_in;
  put.id.bytes = {0xaa, 0xbb};
  std::string fields;
  append_field(fields, field_tag::expires, std::string(8, '\x7f'));
  put.fields = fields;
  record moved;
  moved.rev = 2;
  moved.time = 0x65533b01;
  moved.key = "bob";
  moved.blob = "ok";
  moved.what = operation::transact;
  auto gone = moved;
  gone.key = "alice";
  gone.blob = {};
  gone.previous = 1;
  gone.flags = tombstone;
  auto batch = std::vector{put, moved, gone};
  opened.append(batch).or_throw();
  opened.close().or_throw();
}

/// A listing as in the document, without the words.
std::string listing(const std::string& bytes) {
  std::ostringstream out;
  out << std::hex;
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    auto row = std::string_view(bytes).substr(at, 8);
    if (row.find_first_not_of('\0') == std::string_view::npos)
      continue;
    out.width(4);
    out.fill('0');
    out << at << " ";
    for (unsigned char c : row) {
      out << ' ';
      out.width(2);
      out << unsigned{c};
    }
    out << '\n';
  }
  return out.str();
}

} // namespace

TEST_CASE("the documented segment is what is written", "[backends]") {
  log_fixture log;
  write_example(log);
  auto written = log.disk.bytes(log.newest());
  INFO(listing(written));
  CHECK(listing(written) == listing(example()));
  CHECK(written.size() == example().size());
}

TEST_CASE("the documented segment is read as documented", "[backends]") {
  log_fixture log;
  auto path = std::string("log/00000000000000000001-0.log");
  log.disk.open(path, open_mode::create).or_throw();
  log.disk.damage(path, example());
  auto seen = log.look().or_throw();
  CHECK(to_string(log.found) == "1 alice={}31; 2 {bob=ok alice-}");
  CHECK(seen.report.clean);
  CHECK(seen.end.frames == 2);
  REQUIRE(seen.segments.size() == 1);
  CHECK(seen.segments[0]->header().id == 0x1122334455667788);
  std::vector<std::byte> scratch;
  auto read = seen.segments[0]->read_record(144, 112, scratch).or_throw();
  CHECK(read.path == "age");
  CHECK(read.head == 2);
  CHECK(find_field(read.fields, field_tag::expires) == std::string(8, '\x7f'));
}
