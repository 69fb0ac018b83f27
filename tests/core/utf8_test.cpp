// SPDX-License-Identifier: MIT
#include <brine/core/utf8.hpp>

#include <catch2/catch.hpp>

using namespace brine::detail;

TEST_CASE("what is UTF-8 is told from what is not", "[core]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain text, of more than eight bytes"));
  CHECK(is_utf8("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80"));
  CHECK(is_utf8("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"));
  CHECK(utf8_prefix("eight by\xff") == 8);
  CHECK(utf8_prefix("a\x80") == 1);                 // Continues nothing.
  CHECK(utf8_prefix("a\xc3") == 1);                 // Cut off.
  CHECK(utf8_prefix("a\xc0\xaf") == 1);             // Longer than needed.
  CHECK(utf8_prefix("a\xe0\x9f\xbf") == 1);         // Likewise.
  CHECK(utf8_prefix("a\xf0\x8f\xbf\xbf") == 1);     // Likewise.
  CHECK(utf8_prefix("a\xed\xa0\x80") == 1);         // A surrogate.
  CHECK(utf8_prefix("a\xf4\x90\x80\x80") == 1);     // Beyond the last.
  CHECK(utf8_prefix("\xe2\x82\xac\xe2\x82z") == 3); // Cut off inside.
}

TEST_CASE("one bad byte is found in text of any length", "[core]") {
  for (std::size_t n = 0; n < 40; ++n) {
    auto text = std::string(n, 'x');
    CHECK(is_utf8(text));
    for (auto& c : text) {
      c = '\xff';
      CHECK(!is_utf8(text));
      c = 'x';
    }
  }
}
