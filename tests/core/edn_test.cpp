// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "generate.hpp"

using namespace brine;

namespace {

std::string contents(const std::filesystem::path& p) {
  auto in = std::ifstream(p, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool same_after_printing(const value& v) {
  auto text = to_string(v);
  auto read = parse_edn(text);
  // A list is equal to a vector, but must come back as a list.
  return read && *read == v && to_string(*read) == text
         && std::is_eq(key_compare(*read, v));
}

} // namespace

TEST_CASE("every kind has its text", "[core]") {
  CHECK(to_string({}) == "nil");
  CHECK(to_string(-5) == "-5");
  CHECK(to_string(big_integer("123456789012345678901234567890"))
        == "123456789012345678901234567890N");
  CHECK(to_string(1.0) == "1.0");
  CHECK(to_string(0.1) == "0.1");
  CHECK(to_string(-0.0) == "-0.0");
  CHECK(to_string(1e100) == "1e+100");
  CHECK(to_string(5e-324) == "5e-324");
  CHECK(to_string(std::numeric_limits<double>::infinity()) == "##Inf");
  CHECK(to_string(-std::numeric_limits<double>::infinity()) == "##-Inf");
  CHECK(to_string(std::nan("")) == "##NaN");
  CHECK(to_string(decimal("1.50")) == "1.50M");
  CHECK(to_string(ratio(-2, 6)) == "-1/3");
  CHECK(to_string(ratio(4, -2)) == "-2");
  CHECK(to_string("a\"\\\n\t\r\x01\x7fé") == R"("a\"\\\n\t\r\u0001\u007fé")");
  CHECK(to_string(std::string_view("\0", 1)) == R"("\u0000")");
  CHECK(to_string(vec('a', ' ', '\n', U'\0', U'é', U'\u2028', U'\U0001f600'))
        == "[\\a \\space \\newline \\u0000 \\u00e9 \\u2028 \\😀]");
  CHECK(to_string(keyword("ns/name")) == ":ns/name");
  CHECK(to_string("ns/name"_kw) == ":ns/name");
  CHECK(to_string(symbol("ns/name")) == "ns/name");
  CHECK(to_string(instant("2024-02-29T23:59:59.123Z"))
        == "#inst \"2024-02-29T23:59:59.123-00:00\"");
  CHECK(to_string(uuid("3997818B-5bf3-42f0-890b-59bfac2fc54e"))
        == "#uuid \"3997818b-5bf3-42f0-890b-59bfac2fc54e\"");
  CHECK(to_string(bytes{std::byte{0}, std::byte{255}}) == "#bytes \"00ff\"");
  CHECK(to_string(tagged("geo/point", vec(1, 2))) == "#geo/point [1 2]");
  CHECK(to_string(list(map({{1, set(2)}, {3, list()}}))) == "({1 #{2}, 3 ()})");
}

TEST_CASE("a value printed and read is the same", "[core]") {
  CHECK(rc::check("edn round trip",
                  [](const value& v) { RC_ASSERT(same_after_printing(v)); }));
}

TEST_CASE("any name comes back, also one that edn cannot spell", "[core]") {
  CHECK(to_string(vec(keyword("a b"), symbol("nil"), tagged("inst", 1)))
        == "[#brine/keyword \"a b\" #brine/symbol \"nil\" "
           "#brine/tagged [\"inst\" 1]]");
  CHECK(rc::check([](const std::string& name) {
    RC_ASSERT(same_after_printing(
      vec(keyword(name), symbol(name), tagged(name, 1), name)));
  }));
}

TEST_CASE("every code point is read as it was printed", "[core]") {
  auto c = char32_t{0};
  while (c <= 0x10ffff && same_after_printing(c))
    ++c;
  CHECK(static_cast<std::uint32_t>(c) == 0x110000);
}

TEST_CASE("a message shows the beginning of a value", "[core]") {
  CHECK(brief(vec(1, 2)) == "[1 2]");
  CHECK(brief(std::string(100, 'x'), 10) == "\"xxxxxxxxx...");
  CHECK(brief("éééé", 4) == "\"é...");
  CHECK(brief(vec(1, 2, 3, 4, 5), 5) == "[1 2 ...");
  CHECK(brief(bytes(1000), 12) == "#bytes \"0000...");
  CHECK(brief(keyword(std::string(100, 'k')), 5) == ":kkkk...");
}

TEST_CASE("konserve's own edn is read and printed without loss", "[core]") {
  auto files = 0;
  auto root = std::filesystem::path(BRINE_SOURCE_DIR) / "tests/data/konserve";
  for (const auto& found :
       std::filesystem::recursive_directory_iterator(root)) {
    if (found.path().filename() != "expected.edn")
      continue;
    INFO(found.path());
    auto v = parse_edn(contents(found.path()));
    REQUIRE(v.ok());
    CHECK(v->is_vector());
    CHECK(same_after_printing(*v));
    ++files;
  }
  CHECK(files == 28);
}
