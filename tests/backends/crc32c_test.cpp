// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>

#include <catch2/catch.hpp>

#include <vector>

#include "dice.hpp"

using namespace brine::journal;
using brine::test::dice;

TEST_CASE("crc32c gives the published check values", "[backends]") {
  // RFC 3720, B.4.
  auto zeros = std::vector<std::byte>(32, std::byte{0});
  auto ones = std::vector<std::byte>(32, std::byte{0xff});
  std::vector<std::byte> ascending;
  for (unsigned i = 0; i < 32; ++i)
    ascending.push_back(static_cast<std::byte>(i));
  for (auto* crc : {crc32c, crc32c_portable}) {
    CHECK(crc(zeros, 0) == 0x8a9136aa);
    CHECK(crc(ones, 0) == 0x62a8ab43);
    CHECK(crc(ascending, 0) == 0x46dd794e);
    CHECK(crc({}, 0) == 0);
  }
}

TEST_CASE("crc32c of parts is that of the whole, with and without the "
          "instruction",
          "[backends]") {
  auto roll = dice(1);
  std::vector<std::byte> bytes;
  for (int i = 0; i < 300; ++i)
    bytes.push_back(static_cast<std::byte>(roll()));
  auto all = bytes_view(bytes);
  for (std::size_t n = 0; n <= all.size(); ++n) {
    CHECK(crc32c(all.first(n)) == crc32c_portable(all.first(n)));
    CHECK(crc32c(all.subspan(n), crc32c(all.first(n))) == crc32c(all));
  }
}
