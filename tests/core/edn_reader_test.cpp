// SPDX-License-Identifier: MIT
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace brine;

namespace {

// What was read, printed; or the error.
std::string read(std::string_view text) {
  auto v = parse_edn(text);
  return v ? to_string(*v) : v.failure().message();
}

} // namespace

TEST_CASE("numbers are read as Clojure reads them", "[core]") {
  CHECK(read("[0 -0 +7 -12 5N 0N]") == "[0 0 7 -12 5 0]");
  CHECK(read("9223372036854775807") == "9223372036854775807");
  CHECK(read("-9223372036854775808") == "-9223372036854775808");
  CHECK(parse_edn("-9223372036854775808")->is_int());
  CHECK(read("9223372036854775808") == "9223372036854775808N");
  CHECK(read("[017 0x1F -0xff 2r101 36rZ 0xFFFFFFFFFFFFFFFF]")
        == "[15 31 -255 5 35 18446744073709551615N]");
  CHECK(read("[1.5 1. 1e3 1E-2 -0.0 +1.5e+2]")
        == "[1.5 1.0 1000.0 0.01 -0.0 150.0]");
  CHECK(read("[1.5M 1M 1.50M -1E-9M 1e3M 0.000M]")
        == "[1.5M 1M 1.50M -1E-9M 1E+3M 0.000M]");
  CHECK(read("[1/3 -2/4 4/2 0/5]") == "[1/3 -1/2 2 0]");
  CHECK(read("[##Inf ##-Inf ##NaN]") == "[##Inf ##-Inf ##NaN]");
}

TEST_CASE("what begins like a number must be one", "[core]") {
  CHECK(read("12abc") == "line 1, column 1: not a number: 12abc");
  CHECK(read("08") == "line 1, column 1: not a number: 08");
  CHECK(read("1/0") == "line 1, column 1: a ratio with denominator zero: 1/0");
  CHECK(read("1/x") == "line 1, column 1: not a number: 1/x");
  CHECK(read("1e999")
        == "line 1, column 1: out of the range of a double: 1e999");
  CHECK(read("1e99999999999M")
        == "line 1, column 1: not a decimal: 1e99999999999M");
  CHECK(read("1.5N") == "line 1, column 1: not a number: 1.5N");
  CHECK(read("99r1") == "line 1, column 1: no such base: 99r1");
  CHECK(read("0x1FFFFFFFFFFFFFFFF")
        == "line 1, column 1: more than 64 bits in a base other than ten: "
           "0x1FFFFFFFFFFFFFFFF");
  CHECK(read("##Foo") == "line 1, column 1: no such number: ##Foo");
  CHECK(read("--1") == "--1");
}

TEST_CASE("names may have a namespace", "[core]") {
  CHECK(read("[:a :a/b a a/b / :/ :1 :1/a + - -a .b nil true false nilly "
             "clojure.core// a.b.c/d? x' a#]")
        == "[:a :a/b a a/b / :/ :1 :1/a + - -a .b nil true false nilly "
           "clojure.core// a.b.c/d? x' a#]");
  CHECK(read("::a") == "line 1, column 1: not a keyword: ::a");
  CHECK(read(":") == "line 1, column 1: not a keyword: :");
  CHECK(read(":a/") == "line 1, column 1: not a keyword: :a/");
  CHECK(read("a:") == "line 1, column 1: not a symbol: a:");
  CHECK(read("/a") == "line 1, column 1: not a symbol: /a");
  CHECK(read("^a") == "line 1, column 1: not a symbol: ^a");
}

TEST_CASE("characters are read by name, code and themselves", "[core]") {
  CHECK(read("[\\a \\newline \\space \\tab \\return \\backspace \\formfeed "
             "\\u03bb \\o101 \\u \\o \\\\ \\( \\) \\, \\\" \\; \\😀]")
        == "[\\a \\newline \\space \\tab \\return \\backspace \\formfeed "
           "\\u03bb \\A \\u \\o \\\\ \\( \\) \\, \\\" \\; \\😀]");
  CHECK(read("\\foo") == "line 1, column 1: no such character: \\foo");
  CHECK(read("\\u12g4") == "line 1, column 1: no such character: \\u12g4");
  CHECK(read("\\o400") == "line 1, column 1: no such character: \\o400");
  CHECK(read("\\ ") == "line 1, column 1: no character after the backslash");
  CHECK(read("\\") == "line 1, column 1: no character after the backslash");
  CHECK(read("\\\xff") == "line 1, column 1: a character that is not UTF-8");
}

TEST_CASE("strings are read with their escapes", "[core]") {
  CHECK(parse_edn(R"("\t\r\n\\\"\b\fA\u00e9\ud83d\ude00\101\0x")")->as_string()
        == std::string_view("\t\r\n\\\"\b\fA\u00e9\U0001f600A\0x", 17));
  CHECK(parse_edn("\"two\nlines\"")->as_string() == "two\nlines");
  CHECK(parse_edn("\"\xff\"")->as_string() == "\xff");
  CHECK(read(R"(["a" "\x"])") == "line 1, column 7: no such escape: \\x");
  CHECK(read(R"("\u12")")
        == "line 1, column 2: \\u needs four hexadecimal digits");
  CHECK(read(R"("\ud83d")") == "line 1, column 2: half of a surrogate pair");
  CHECK(read(R"("\ud83dA")") == "line 1, column 2: half of a surrogate pair");
  CHECK(read(R"("\ude00")") == "line 1, column 2: half of a surrogate pair");
  CHECK(read(R"("\477")") == "line 1, column 2: an octal escape above \\377");
  CHECK(read("[\n  \"abc")
        == "line 2, column 7: end of text inside a string that begins at line "
           "2, column 3");
}

TEST_CASE("blanks, comments and discarded forms are passed over", "[core]") {
  CHECK(read(" ,\t\r\n[1,2 ; three ]\n 3] ; end") == "[1 2 3]");
  CHECK(read("[1 #_2 3 #_ [4 5]]") == "[1 3]");
  CHECK(read("[#_ #_ a b c]") == "[c]");
  CHECK(read("[#_ #foo #_ a b c]") == "[c]");
  CHECK(read("#_a b #_c") == "b");
  CHECK(read("{:a #_x 1}") == "{:a 1}");
  CHECK(read("[#foo #_x 1]") == "[#foo 1]");
  CHECK(read("[1 #_]") == "line 1, column 6: nothing to discard before ]");
  CHECK(read("#_") == "line 1, column 3: end of text behind #_");
}

TEST_CASE("tags make instants, uuids, bytes and tagged values", "[core]") {
  CHECK(read("#inst \"2024\"") == "#inst \"2024-01-01T00:00:00.000-00:00\"");
  CHECK(read("#uuid \"3997818b-5bf3-42f0-890b-59bfac2fc54e\"")
        == "#uuid \"3997818b-5bf3-42f0-890b-59bfac2fc54e\"");
  CHECK(read("#bytes \"00FF\"") == "#bytes \"00ff\"");
  CHECK(read("#a/b #c {1 2}") == "#a/b #c {1 2}");
  CHECK(read("#inst 5") == "line 1, column 1: #inst needs a string, not 5");
  CHECK(read("[#inst \"2024-13\"]")
        == "line 1, column 2: not an instant: \"2024-13\": month 13 is out of "
           "range");
  CHECK(read("#inst \"2024-01-01T00:00:00.0000001Z\"")
        == "line 1, column 1: not an instant: \"2024-01-01T00:00:00.0000001Z\""
           ": finer than microseconds");
  CHECK(read("#uuid \"x\"") == "line 1, column 1: not a uuid: \"x\"");
  CHECK(read("#bytes \"0\"")
        == "line 1, column 1: #bytes needs pairs of hexadecimal digits, not "
           "\"0\"");
  CHECK(read("#bytes \"0g\"")
        == "line 1, column 1: #bytes needs pairs of hexadecimal digits, not "
           "\"0g\"");
  CHECK(read("[#foo]")
        == "line 1, column 6: nothing behind the tag #foo before ]");
  CHECK(read("#foo") == "line 1, column 5: end of text behind the tag #foo");
  CHECK(read("#\"re\"") == "line 1, column 1: not a tag: #");
  CHECK(read("#=(+ 1 2)") == "line 1, column 1: not a tag: #=");
}

TEST_CASE("what would make much of little text is refused", "[core]") {
  CHECK(read("#:" + std::string(256, 'n') + "{:a 1}")
        == "line 1, column 1: a map with a namespace of more than 255 bytes");
  CHECK(read("[" + std::string(20'101, '7') + "]")
        == "line 1, column 2: a number of more than 20100 characters: "
             + std::string(40, '7') + "...");
  CHECK(read("1e-999999999M") == "1E-999999999M");
}

TEST_CASE("a map may give its keys a namespace", "[core]") {
  CHECK(read("#:n{:a 1 b 2 :_/c 3 :d/e 4 \"f\" 5}")
        == "{\"f\" 5, n/b 2, :c 3, :d/e 4, :n/a 1}");
  CHECK(read("#:n {}") == "{}");
  CHECK(read("#:n{:a 1 :n/a 2}")
        == "line 1, column 1: a map with two keys :n/a");
  CHECK(read("#::n{}")
        == "line 1, column 1: a map with a namespace is written #:name{...}");
  CHECK(read("#:n[]")
        == "line 1, column 1: a map with a namespace is written #:name{...}");
}

TEST_CASE("brackets must match and keys be single", "[core]") {
  CHECK(read("{:a 1, :b 2, :a 3}")
        == "line 1, column 1: a map with two keys :a");
  CHECK(read("[#{1 [2] (2)}]") == "line 1, column 2: a set with two items (2)");
  CHECK(read("{:a}") == "line 1, column 4: the key :a has no value");
  CHECK(read("[1\n 2)")
        == "line 2, column 3: ) closes a vector that begins at line 1, column "
           "1");
  CHECK(read("]") == "line 1, column 1: unexpected ]");
  CHECK(read("[\"é\" (1")
        == "line 1, column 8: end of text inside a list that begins at line 1, "
           "column 6");
  CHECK(read("") == "line 1, column 1: no value");
  CHECK(read("1 2") == "line 1, column 3: more than one value");
  CHECK(parse_edn("]").failure().code() == errc::bad_text);
}

TEST_CASE("nesting has a limit that costs no stack", "[core]") {
  auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_edn(nested(max_edn_depth)).ok());
  CHECK(read(nested(max_edn_depth + 1))
        == "line 1, column 10001: nested deeper than 10000");
  CHECK(read(std::string(1'000'000, '[')).ends_with("deeper than 10000"));
  std::string discards;
  for (int i = 0; i < 1'000'000; ++i)
    discards += "#_";
  CHECK(read(discards).ends_with("deeper than 10000"));
}

TEST_CASE("a reader gives the values of a text one by one", "[core]") {
  auto reader = edn_reader("1 ; one\n {:a 2} #_3\n");
  CHECK(to_string(**reader.next()) == "1");
  CHECK(reader.position() == 1);
  CHECK(to_string(**reader.next()) == "{:a 2}");
  CHECK(!*reader.next());
  CHECK(!*reader.next());
  auto broken = edn_reader("1\n ) 2");
  CHECK(broken.next().ok());
  CHECK(broken.next().failure().message() == "line 2, column 2: unexpected )");
  CHECK(broken.next().failure().message() == "line 2, column 2: unexpected )");
}

TEST_CASE("any beginning of a text gives a value or an error", "[core]") {
  const std::string all =
    "[1 2.5M {:a #{\\u03bb \"x\\ud83d\\ude00\"} #inst \"2024-02\" :b #_ b} "
    "#:n{:k 1/2} #t (##Inf 5N -0x1F) ; c\n]";
  REQUIRE(parse_edn(all).ok());
  for (std::size_t n = 0; n < all.size(); ++n)
    CHECK(!parse_edn(all.substr(0, n)).ok());
}

TEST_CASE("a text that is part of a larger one has its places there",
          "[core]") {
  const auto place = [](std::string_view text) {
    auto reader = edn_reader(text, {7, 3});
    return reader.next().failure().message().substr(0, 16);
  };
  CHECK(place(")") == "line 7, column 3");
  CHECK(place("[\n  }") == "line 8, column 3");
}

TEST_CASE("a reader that was cut off has looked at all of the text", "[core]") {
  const std::string_view whole = R"({:a "b\u00e4" #inst "2024" [\c 1.5]})";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    INFO(whole.substr(0, size));
    auto reader = edn_reader(whole.substr(0, size));
    CHECK(!reader.next());
    CHECK(reader.position() == size);
  }
}
