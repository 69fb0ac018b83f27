// SPDX-License-Identifier: MIT
#include <brine/core/uri.hpp>

#include <catch2/catch.hpp>

using namespace brine;

namespace {

std::string shown(std::string_view text) {
  auto r = parse_uri(text);
  if (!r)
    return r.failure().message();
  auto out = r->scheme + "|" + r->user + "|" + r->password + "|" + r->host + "|"
             + (r->port ? std::to_string(*r->port) : "") + "|" + r->path;
  for (const auto& [name, value] : r->query)
    out += "|" + name + "=" + value;
  return out;
}

} // namespace

TEST_CASE("a URI comes apart into its decoded parts", "[core]") {
  CHECK(shown("journal:data?fsync=always") == "journal|||||data|fsync=always");
  CHECK(shown("memory:") == "memory|||||");
  CHECK(shown("journal:///var/a%20b") == "journal|||||/var/a b");
  CHECK(shown("REDIS://me:p%40ss@host:6379/0") == "redis|me|p@ss|host|6379|/0");
  CHECK(shown("redis://[::1]:7/0") == "redis|||::1|7|/0");
  CHECK(shown("s3://bucket/a/b?region=x&y=%26&flag")
        == "s3|||bucket||/a/b|region=x|y=&|flag=");
  CHECK(shown("x://a@b@c") == "x|a@b||c||");
}

TEST_CASE("what is no URI says which part is wrong", "[core]") {
  CHECK(shown("data") == "URI: scheme: expected a name and a colon");
  CHECK(shown("./a:b") == "URI: scheme: expected a name and a colon");
  for (auto text : {"a:%", "a:%4", "a:%4g", "a:x%"})
    CHECK(shown(text) == "URI: path: a % must be followed by two hex digits");
  CHECK(shown("a:%00") == "URI: path: %00 is not allowed");
  CHECK(shown("a://h:x") == "URI: port: expected a number up to 65535");
  CHECK(shown("a://h:65536") == "URI: port: expected a number up to 65535");
  CHECK(shown("a://[::1") == "URI: host: ] is missing");
  CHECK(shown("a:b#c") == "URI: fragment: not allowed here; write # as %23");
  CHECK(shown("a:b?=c") == "URI: query: a name is missing");
}

TEST_CASE("a path is not taken for a URI", "[core]") {
  CHECK(has_scheme("journal:data"));
  for (auto text : {"", ":", "data", "/a:b", "./a:b", "1a:b", "a/b:c"})
    CHECK(!has_scheme(text));
}
