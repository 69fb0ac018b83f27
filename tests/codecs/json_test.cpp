// SPDX-License-Identifier: MIT
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <cmath>

#include "../core/generate.hpp"

using namespace brine;

namespace {

// What was read, as edn; or the error.
std::string read(std::string_view text) {
  auto v = parse_json(text);
  return v ? to_string(*v) : v.failure().message();
}

// What an edn text is as JSON; or the error.
std::string written(std::string_view edn) {
  auto json = to_json(parse_edn(edn).or_throw());
  return json ? *json : json.failure().message();
}

} // namespace

TEST_CASE("JSON is read as the values it has", "[codecs]") {
  CHECK(read(R"( {"a": [1, -2, 1.5, 1e3], "b": {"c": null}} )")
        == R"({"a" [1 -2 1.5 1000.0], "b" {"c" nil}})");
  CHECK(read("[true,false,[],{}]") == "[true false [] {}]");
  CHECK(read(R"("a\"\\\n\u00e4\ud83d\ude00")")
        == "\"a\\\"\\\\\\n\xc3\xa4\xf0\x9f\x98\x80\"");
}

TEST_CASE("integers of JSON stay exact", "[codecs]") {
  CHECK(parse_json("9223372036854775807")->is_int());
  CHECK(read("[9223372036854775807, -9223372036854775808]")
        == "[9223372036854775807 -9223372036854775808]");
  CHECK(read("[9223372036854775808, 18446744073709551616]")
        == "[9223372036854775808N 18446744073709551616N]");
  CHECK(read("-9223372036854775809") == "-9223372036854775809N");
  const auto digits = "1" + std::string(2000, '0') + "7";
  CHECK(read(digits) == digits + "N");
  CHECK(read("[-0, -0.0, 1e-400, -1e-400]") == "[0 -0.0 0.0 -0.0]");
  CHECK(read("0.1") == "0.1");
  CHECK(read("4.9406564584124654e-324") == "5e-324");
  CHECK(read("[1e-99999999999999999999, 0.0e99999999999999999999]")
        == "[0.0 0.0]");
  CHECK(read("\xef\xbb\xbf[1]") == "[1]"); // Behind a byte order mark.
}

TEST_CASE("what is not JSON is an error with line and column", "[codecs]") {
  CHECK(read("{\"a\": 1,\n  x}")
        == "line 2, column 3: expected a name in quotes, found 'x'");
  CHECK(read("{\"\xc3\xa4\" 12345}")
        == "line 1, column 6: expected ':', found '12345'");
  CHECK(read("")
        == "line 1, column 1: expected a value, found the end of text");
  CHECK(read("[1,")
        == "line 1, column 4: expected a value, found the end of text");
  CHECK(read("[1,]") == "line 1, column 4: expected a value, found ']'");
  CHECK(read("[1 2]") == "line 1, column 4: expected ',' or ']', found '2'");
  CHECK(read("{\"a\":1]")
        == "line 1, column 7: expected ',' or '}', found ']'");
  CHECK(read("1 2") == "line 1, column 3: expected the end of text, found '2'");
  CHECK(read("[\"abc")
        == "line 1, column 6: end of text inside a string that begins at line "
           "1, column 2");
  CHECK(read("\"a\tb\"")
        == "line 1, column 3: a control character inside a string");
  CHECK(read("\"a\\x\"") == "line 1, column 3: no such escape: \\x");
  CHECK(read("\"\\ud83d\"") == "line 1, column 2: half of a surrogate pair");
  CHECK(read("[01]") == "line 1, column 2: not a number: 01");
  CHECK(read("[1.]") == "line 1, column 2: not a number: 1.");
  CHECK(read("[-]") == "line 1, column 2: not a number: -");
  CHECK(read("\x01") == "line 1, column 1: expected a value, found byte 01");
  CHECK(read("[1,\n 1e400]")
        == "line 2, column 2: out of the range of a double: 1e400");
  CHECK(read("\"\xff\"") == "line 1, column 2: bytes that are not UTF-8");
  CHECK(read("nul") == "line 1, column 1: expected a value, found 'nul'");
}

TEST_CASE("no text does the JSON reader harm", "[codecs]") {
  const auto letters = std::string("[]{},:\"\\0123.eE-+truefalsn \n\t\xc3\xff");
  const auto text =
    rc::gen::container<std::string>(rc::gen::elementOf(letters));
  CHECK(rc::check([&] {
    if (const auto v = parse_json(*text); !v)
      RC_ASSERT(v.failure().message().find("line ") == 0U);
  }));
}

TEST_CASE("an object that has a name twice is refused", "[codecs]") {
  CHECK(read("{\"a\": 1,\n \"a\": 2}")
        == "line 1, column 1: an object with the name \"a\" twice");
}

TEST_CASE("an error in a part of a text names its place in the whole",
          "[codecs]") {
  CHECK(parse_json("[}", {7, 3}).failure().message().find("line 7, column 4: ")
        == 0);
  CHECK(parse_json("[\n}", {7, 3}).failure().message().find("line 8, column 1")
        == 0);
}

TEST_CASE("JSON may be nested so deep and no deeper", "[codecs]") {
  const auto nested = [](std::size_t n) {
    return std::string(n, '[') + std::string(n, ']');
  };
  CHECK(read(nested(max_json_depth)) == nested(max_json_depth));
  CHECK(read(nested(max_json_depth + 1))
        == "line 1, column 10001: nested deeper than 10000");
}

TEST_CASE("every kind is written as the page says", "[codecs]") {
  CHECK(written("[nil true 1 123456789012345678901234567890N -1.5 1e300 2.0]")
        == "[null,true,1,123456789012345678901234567890,-1.5,1e+300,2.0]");
  CHECK(written("[##NaN ##Inf ##-Inf 1.50M 1E-9M 1/3]")
        == R"(["NaN","Infinity","-Infinity",1.50,1E-9,"1/3"])");
  CHECK(written(R"(["a\"b\n" \c :k :ns/k sym])")
        == R"(["a\"b\n","c","k","ns/k","sym"])");
  CHECK(written("[#inst \"2024-02-29T23:59:59.999-00:00\" "
                "#uuid \"3997818b-5bf3-42f0-890b-59bfac2fc54e\"]")
        == R"(["2024-02-29T23:59:59.999Z",)"
           R"("3997818b-5bf3-42f0-890b-59bfac2fc54e"])");
  CHECK(written(R"([#bytes "" #bytes "00" #bytes "0001" #bytes "fbefff"])")
        == R"(["","AA==","AAE=","++//"])");
  CHECK(written("[(1 2) #{1 2} [] {}]") == "[[1,2],[1,2],[],{}]");
  CHECK(written("{:a 1, 2 :b, [1 2] nil}")
        == R"({"2":"b","a":1,"[1 2]":null})");
  CHECK(written("#money [3 \"EUR\"]") == R"({"#money":[3,"EUR"]})");
}

TEST_CASE("two keys with one name are an error that names them", "[codecs]") {
  CHECK(written("[{:a 1, \"a\" 2}]")
        == "no JSON for a map in which two keys have the name \"a\", one of "
           "them :a");
  CHECK(!to_json(map({{"\xff", 1}, {"\xfe", 2}})));
}

TEST_CASE("what is written is UTF-8 whatever a string holds", "[codecs]") {
  CHECK(to_json(std::string("a\xff\xc3")).or_throw()
        == "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  CHECK(to_json(std::string("\x01\x7f\xc3\xa4\x80")).or_throw()
        == "\"\\u0001\\u007f\xc3\xa4\xef\xbf\xbd\"");
  CHECK(rc::check([](const std::string& bytes) {
    RC_ASSERT(parse_json(to_json(bytes).or_throw()).or_throw().is_string());
  }));
}

namespace {

// The same with what JSON has only one kind for in that kind.
value as_json_has_it(const value& v) {
  if (v.is_decimal() || v.is_bytes() || v.is_tagged())
    return {};
  if (v.is_map()) {
    std::vector<entry> out;
    for (const auto& e : v.entries())
      out.emplace_back(to_string(e.key), as_json_has_it(e.val));
    return value::map_of(out);
  }
  if (v.is_list() || v.is_vector() || v.is_set()) {
    std::vector<value> out;
    for (const auto& item : v.items())
      out.push_back(as_json_has_it(item));
    return value::vector_of(out);
  }
  if (v.is_nil() || v.is_bool() || v.is_int() || v.is_big_integer()
      || (v.is_double() && std::isfinite(v.as_double())))
    return v;
  return parse_json(to_json(v).or_throw()).or_throw();
}

} // namespace

TEST_CASE("what JSON has reads back as it was written", "[codecs]") {
  CHECK(rc::check([](const value& any) {
    const auto v = as_json_has_it(any);
    const auto json = to_json(v).or_throw();
    RC_ASSERT(to_string(parse_json(json).or_throw()) == to_string(v));
  }));
}
