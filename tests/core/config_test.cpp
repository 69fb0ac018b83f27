// SPDX-License-Identifier: MIT
#include <brine/core/config.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

using namespace brine;
using namespace brine::literals;
using namespace std::chrono_literals;

namespace {

std::string parsed(std::string_view text) {
  auto r = parse_config(text);
  return r ? to_string(*r) : r.failure().message();
}

std::string outcome(const config_reader& r) {
  auto done = r.finish();
  if (done)
    return "fine";
  CHECK(done.failure().code() == errc::bad_config);
  return done.failure().message();
}

enum class level { never, interval, always };

level level_of(config_reader& r) {
  return r.choice("fsync", level::always,
                  {{"never", level::never},
                   {"interval", level::interval},
                   {"always", level::always}});
}

} // namespace

TEST_CASE("a config comes from a URI or a path", "[core]") {
  CHECK(parsed("data") == R"({"backend" "journal", "path" "data"})");
  CHECK(parsed("/a b%20?c") == R"({"backend" "journal", "path" "/a b%20?c"})");
  CHECK(parsed("journal:data?fsync=always")
        == R"({"backend" "journal", "fsync" "always", "path" "data"})");
  CHECK(parsed("memory:") == R"({"backend" "memory"})");
  CHECK(parsed("memory:?id=a%26b") == R"({"backend" "memory", "id" "a&b"})");
  CHECK(parsed("redis://me@host:6379/0")
        == R"({"backend" "redis", "host" "host", "path" "0", )"
           R"("port" 6379, "user" "me"})");
  CHECK(parsed("s3://bucket/a/b?region=x")
        == R"({"backend" "s3", "host" "bucket", "path" "a/b", "region" "x"})");
  CHECK(parsed("journal:///var/data")
        == R"({"backend" "journal", "path" "/var/data"})");
}

TEST_CASE("a config that cannot be read says why", "[core]") {
  CHECK(parsed("") == "a config must not be empty");
  CHECK(parsed("some/data?passphrase=hush")
        == "some/data has settings behind it, which need a URI: "
           "journal:some/data?...");
  CHECK(parsed("data?Encryption-k%65y=hush").find("hush") == std::string::npos);
  CHECK(parsed("data&passphrase=hush")
        == "data has settings behind it, which need a URI: journal:data?...");
  CHECK(parsed("journal:data&passphrase=hush?fsync=never")
        == "journal:data has settings behind it, which begin with a question "
           "mark: journal:data?...");
  CHECK(parsed(R"( {"backend" "journal", "passphrase" "hush"})")
        == "a map is no path and no URI, such as journal:data?fsync=never; the "
           "path of a folder with such a name begins with ./");
  CHECK(parsed("./{a}") == R"({"backend" "journal", "path" "./{a}"})");
  CHECK(parsed("journal:a%26b=c")
        == R"({"backend" "journal", "path" "a&b=c"})");
  for (const auto* text : {"x:?hush", "x:?key:hush", "x:?passphrase=a&hush"})
    CHECK(parsed(text)
          == "URI: query: a setting has no value: NAME=VALUE is expected, and "
             "& in a value is written %26");
  CHECK(parsed("data?=1") == R"({"backend" "journal", "path" "data?=1"})");
  CHECK(parsed("what? a=b") == R"({"backend" "journal", "path" "what? a=b"})");
  CHECK(parsed("journal:data?a=1&a=2") == "URI: query: \"a\" is given twice");
  CHECK(parsed("journal:data?path=b") == "URI: query: \"path\" is given twice");
  CHECK(parsed("journal:%zz")
        == "URI: path: a % must be followed by two hex digits");
}

TEST_CASE("a config is read by type", "[core]") {
  auto r = config_reader({{"path", "data"},
                          {"ranges"_kw, 8},
                          {"port", "-6379"},
                          {"fsync"_kw, "interval"_kw},
                          {"create", false},
                          {"history", "true"},
                          {"segment", "64MiB"},
                          {"cache", 4096},
                          {"lease", "2h"},
                          {"none", value()}});
  CHECK(r.required("path") == "data");
  CHECK(r.integer("ranges", 1, 1, 1024) == 8);
  CHECK(r.integer("port", 0) == -6379);
  CHECK(level_of(r) == level::interval);
  CHECK(r.boolean("create", true) == false);
  CHECK(r.boolean("history", false) == true);
  CHECK(r.bytes("segment", 0) == 64 << 20);
  CHECK(r.bytes("cache", 0) == 4096);
  CHECK(r.duration("lease", 0ms) == 2h);
  CHECK(r.string("none", "x") == "x");
  CHECK(r.integer("absent", 7) == 7);
  CHECK(outcome(r) == "fine");
}

TEST_CASE("sizes and time spans have units", "[core]") {
  auto r = config_reader({{"a", "7"},
                          {"b", "7B"},
                          {"c", "7 KiB"},
                          {"d", "2GiB"},
                          {"e", "10ms"},
                          {"f", "10s"},
                          {"g", "10min"},
                          {"h", "7d"},
                          {"i", 0}});
  CHECK(r.bytes("a", 0) == 7);
  CHECK(r.bytes("b", 0) == 7);
  CHECK(r.bytes("c", 0) == 7168);
  CHECK(r.bytes("d", 0) == 2147483648);
  CHECK(r.duration("e", 0ms) == 10ms);
  CHECK(r.duration("f", 0ms) == 10s);
  CHECK(r.duration("g", 0ms) == 10min);
  CHECK(r.duration("h", 0ms) == 168h);
  CHECK(r.duration("i", 1ms) == 0ms);
  CHECK(outcome(r) == "fine");
}

TEST_CASE("a bad config value is named with its key", "[core]") {
  auto fault = [](const value& found, auto ask) {
    auto r = config_reader(value{{"k", found}});
    ask(r);
    return outcome(r);
  };
  CHECK(fault(9, [](auto& r) { r.integer("k", 1, 1, 8); })
        == "config key \"k\" must be an integer from 1 to 8, not 9");
  CHECK(fault("1x", [](auto& r) { r.integer("k", 1, 1, 8); })
        == "config key \"k\" must be an integer from 1 to 8, not \"1x\"");
  CHECK(fault(1, [](auto& r) { r.string("k"); })
        == "config key \"k\" must be text, not 1");
  CHECK(fault(1, [](auto& r) { r.boolean("k", true); })
        == "config key \"k\" must be true or false, not 1");
  CHECK(fault("99999999999GiB", [](auto& r) { r.bytes("k", 0, 0, 9); })
        == "config key \"k\" must be a size, such as 64MiB, from 0 to 9 "
           "bytes, not \"99999999999GiB\"");
  CHECK(fault(-1, [](auto& r) { r.bytes("k", 0, 0, 9); })
        == "config key \"k\" must be a size, such as 64MiB, from 0 to 9 "
           "bytes, not -1");
  for (auto text : {"10", "-1s", "s", "1.5s", "10 weeks", ""})
    CHECK(fault(text, [](auto& r) { r.duration("k", 0ms); })
          == "config key \"k\" must be a time span with ms, s, min, h or d, "
             "such as 10s, not "
               + to_string(text));
  auto r = config_reader({{"fsync", "sometimes"}});
  CHECK(level_of(r) == level::always);
  CHECK(outcome(r)
        == "config key \"fsync\" must be one of never, interval, always, not "
           "\"sometimes\"");
  auto empty = config_reader(map());
  empty.required("path");
  CHECK(outcome(empty) == "config key \"path\" is missing");
  CHECK(outcome(config_reader(7)) == "a config is a map, not a integer");
  CHECK(outcome(config_reader({{"a", 1}, {"a"_kw, 2}}))
        == "config key \"a\" is given twice");
}

TEST_CASE("a config key that nobody asked for is named, with what was meant",
          "[core]") {
  auto r = config_reader({{"fsnyc", 1}, {"path", "x"}, {"zebra"_kw, 2}});
  CHECK(r.string("path") == "x");
  level_of(r);
  CHECK(outcome(r)
        == "unknown config key \"fsnyc\" (did you mean \"fsync\"?), "
           "\"zebra\"; there are fsync, path");
}

TEST_CASE("a config key that may be a secret is not repeated", "[core]") {
  const auto digits = std::string(64, 'a');
  auto r = config_reader({{"Hush!", 1}, {digits, 2}});
  CHECK(outcome(r) == R"(unknown config key "***", "***"; there are none)");
}

TEST_CASE("a nested config names its keys with their place", "[core]") {
  auto r = config_reader({{"codec", {{"level", "x"}, {"other", 1}}}});
  auto inner = r.nested("codec");
  CHECK(inner.integer("level", 3, 0, 9) == 3);
  CHECK(outcome(r) == "fine");
  CHECK(outcome(inner)
        == "config key \"codec.level\" must be an integer from 0 to 9, not "
           "\"x\"");
  CHECK(outcome(r.nested("absent")) == "fine");
  CHECK(outcome(r.nested("codec"))
        == "unknown config key \"codec.level\", \"codec.other\"; there are "
           "none");
}

TEST_CASE("a printed config shows no secret at any depth", "[core]") {
  auto config =
    value{{"backend", "s3"},
          {"secret-access-key"_kw, "hush"},
          {"Password", 12345},
          {"apiKey", vec("hush")},
          {"key", "shown"},
          {"encryptor"_kw, {{"type", "aes"}, {"key"_kw, "hush"}}},
          {"peers", vec(value{{"token", "hush"}}, "redis://me:hush@host/0?x=1",
                        "redis://h/?password=hush&db=1")}};
  CHECK(to_string(redacted(config))
        == R"({"Password" "***", "apiKey" "***", "backend" "s3", )"
           R"("key" "shown", )"
           R"("peers" [{"token" "***"} "redis://***@host/0?x=1" )"
           R"("redis://h/?password=***&db=1"], )"
           R"(:encryptor {"type" "aes", :key "***"}, )"
           R"(:secret-access-key "***"})");
  CHECK(redacted_uri("redis://:p@ss/w@host") == "redis://***@host");
  CHECK(redacted_uri("data/a@b") == "data/a@b");
  CHECK(redacted_uri("data?x=1&passphrase=hush") == "data?x=1&passphrase=***");
  CHECK(redacted_uri("data&passphrase=hush") == "data&passphrase=***");
  CHECK(redacted_uri("x:?token=hush") == "x:?token=***");
  CHECK(redacted_uri("x:?to%6ben=hush&former-%6")
        == "x:?to%6ben=***&former-%6");
  CHECK(redacted_uri("x:?encryption-key=hush&former-keys=hush,hush"
                     "&former-passphrases=hush&passphrase-file=shown")
        == "x:?encryption-key=***&former-keys=***&former-passphrases=***"
           "&passphrase-file=shown");
}

TEST_CASE("a name that there is not is told with those there are", "[core]") {
  using names = std::vector<std::string_view>;
  CHECK(no_such("part", "x", names{}) == "there is no part x, and no other");
  CHECK(no_such("part", "x", names{"a"}) == "there is no part x: choose a");
  CHECK(no_such("part", "x", names{"a", "b", "c"})
        == "there is no part x: choose a, b or c");
}

TEST_CASE("a message shows no secret", "[core]") {
  CHECK(redacted_text("a,passphrase=hush, or b") == "a,passphrase=***");
  CHECK(redacted_text("a?passphrase=hush&b=1 fails")
        == "a?passphrase=***&b=1 fails");
  CHECK(redacted_text("passphrase=*** is gone") == "passphrase=*** is gone");
  CHECK(redacted_text("--encryption-key=hush") == "--encryption-key=***");
  CHECK(redacted_text("=a key=hush") == "=a key=***");
  CHECK(redacted_text("data/key=5/x") == "data/key=5/x");
  CHECK(redacted_text("a=b passphrase-file=c") == "a=b passphrase-file=c");
  for (const auto* text :
       {"journal:x;passphrase=hush", "x;passphrase=hush", "x,Pass-phrase=hush",
        "x passphrase=hush", "journal:x%3Bpassphrase=hush",
        "journal:passphrase=hush", "passphrase=hush"}) {
    CHECK(parsed(text).find(" has settings behind it") != std::string::npos);
    CHECK(parsed(text).find("hush") == std::string::npos);
    CHECK(redacted_uri(text).find("hush") == std::string::npos);
  }
}

TEST_CASE("a bad value of a secret is not repeated", "[core]") {
  for (const auto* text : {"never,passphrase=hush", "key=hush"}) {
    auto wrong = config_reader({{"fsync", text}});
    level_of(wrong);
    CHECK(outcome(wrong).find("hush") == std::string::npos);
  }
  auto r = config_reader({{"password", 4711}});
  CHECK(r.string("password").empty());
  CHECK(outcome(r) == "config key \"password\" must be text, not \"***\"");
}
