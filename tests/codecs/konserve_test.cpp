// SPDX-License-Identifier: MIT
#include <brine/codecs/digest.hpp>
#include <brine/codecs/json.hpp>
#include <brine/codecs/konserve.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "../file_bytes.hpp"

using namespace brine;
using namespace brine::test;

namespace {

std::filesystem::path golden() {
  return std::filesystem::path(BRINE_SOURCE_DIR) / "tests/data/konserve";
}

/// One store that konserve wrote.
struct golden_store {
  std::string name;
  konserve_encoding how;
  value expected; ///< `expected.json`.

  [[nodiscard]] std::string blob(const value& entry) const {
    const auto file = std::string(entry["file"].as_string());
    return bytes_of(golden() / name / "store" / file);
  }
};

std::vector<golden_store> golden_stores() {
  std::vector<golden_store> all;
  for (const auto& found : std::filesystem::directory_iterator(golden())) {
    const auto config =
      parse_edn(bytes_of(found.path() / "config.edn")).or_throw();
    all.push_back(
      {found.path().filename(), read_konserve_config(config).or_throw(),
       parse_json(bytes_of(found.path() / "expected.json")).or_throw()});
  }
  return all;
}

void for_each_blob(
  const std::function<void(const golden_store&, const value& entry,
                           const std::string& blob)>& f) {
  for (const auto& store : golden_stores())
    for (const auto& entry : store.expected["entries"].items()) {
      INFO(store.name << " " << entry["file"]);
      f(store, entry, store.blob(entry));
    }
}

std::string printed(const value& edn_text) {
  return to_string(parse_edn(edn_text.as_string()).or_throw());
}

/// Whether every map and set in it has at most one entry, so that there is one
/// order to write it in.
bool one_order(const value& v) {
  if (v.is_map())
    return v.size() <= 1
           && std::all_of(v.entries().begin(), v.entries().end(),
                          [](const entry& e) {
                            return one_order(e.key) && one_order(e.val);
                          });
  if (v.is_tagged())
    return one_order(v.untagged());
  if (v.is_set() && v.size() > 1)
    return false;
  if (v.is_vector() || v.is_list() || v.is_set())
    return std::all_of(v.items().begin(), v.items().end(), one_order);
  return true;
}

/// Whether konserve wrote the value in a way that brine has a reason not to.
bool otherwise_written(const value& entry) {
  // 5N and 5 are one number here; a value that Clojure printed in another form
  // than it read back was written as another type.
  const auto small_big = [](std::string_view text) {
    return text.ends_with('N') && text.size() < 19;
  };
  if (entry["value"].is_nil())
    return false; // a binary
  const auto text = std::string(entry["value"].as_string());
  const auto& written = entry["written"];
  return small_big(text) || (!written.is_nil() && written.as_string() != text)
         || !entry["value_meta"].is_nil();
}

/// Whether boring refers to strings that came before, or adds an index: brine
/// writes plain CBOR.
bool enveloped(std::string_view blob) {
  const auto parts = split_blob(blob).or_throw();
  constexpr std::string_view strings = "\xd9\x01";
  return parts.metadata.starts_with(strings)
         || parts.content.starts_with(strings)
         || parts.content.find("boring/index") != std::string_view::npos;
}

std::string encoded(const codec& with, const konserve_blob& blob) {
  std::string out;
  encode_konserve(out, with, blob.metadata, blob.content, blob.binary)
    .or_throw();
  return out;
}

} // namespace

TEST_CASE("every blob of every golden store decodes to what konserve holds",
          "[codecs]") {
  auto blobs = 0;
  for_each_blob([&](const auto& store, const auto& entry, const auto& bytes) {
    ++blobs;
    const auto blob = decode_konserve(bytes, store.how);
    if (!blob)
      FAIL(blob.failure().what());
    CHECK(to_string(blob->metadata) == printed(entry["meta"]));
    if (entry["type"] == value("binary")) {
      REQUIRE(blob->binary);
      CHECK(blob->mistyped == (entry["key"] == value(":was-edn")));
      CHECK(value(blob->binary->size()) == entry["binary_size"]);
      CHECK(value(to_hex(sha256(*blob->binary).or_throw()))
            == entry["binary_sha256"]);
    } else {
      CHECK(!blob->binary);
      CHECK(to_string(blob->content) == printed(entry["value"]));
    }
  });
  CHECK(blobs > 800);
}

TEST_CASE("golden blobs encoded again decode the same, and to konserve's bytes "
          "where there is one order",
          "[codecs]") {
  auto same = 0;
  auto differ = 0;
  for_each_blob([&](const auto& store, const auto& entry, const auto& bytes) {
    if (store.name == "cbor")
      return; // clj-cbor is only read
    const auto blob = decode_konserve(bytes, store.how).or_throw();
    const auto again = encoded(store.how.write, blob);
    const auto back = decode_konserve(again, store.how).or_throw();
    CHECK(to_string(back.metadata) == to_string(blob.metadata));
    CHECK(to_string(back.content) == to_string(blob.content));
    CHECK(back.binary == blob.binary);
    if (store.how.write.encryptor || store.name == "header8"
        || !one_order(blob.content) || otherwise_written(entry)
        || enveloped(bytes))
      return;
    // An overwrite in place leaves old bytes behind the new ones.
    const auto there = std::string_view(bytes).substr(
      0, store.name.starts_with("in-place") ? again.size() : bytes.size());
    ++(there == again ? same : differ);
    INFO(to_string(blob.content).substr(0, 200));
    CHECK(there == again);
  });
  CHECK(same > 300);
  CHECK(differ == 0);
}

#ifdef BRINE_CLI

namespace {

/// What a command prints, line by line.
std::vector<std::string> lines_of(const std::string& command) {
  std::vector<std::string> all(1);
  auto* from = popen(command.c_str(), "r");
  REQUIRE(from);
  for (int c = 0; (c = std::getc(from)) != EOF;)
    if (c == '\n')
      all.emplace_back();
    else
      all.back() += static_cast<char>(c);
  REQUIRE(pclose(from) == 0);
  all.pop_back();
  return all;
}

} // namespace

TEST_CASE("brine inspect prints what every golden blob holds", "[codecs]") {
  for (const auto& store : golden_stores()) {
    INFO(store.name);
    const auto folder = (golden() / store.name).string();
    auto command = BRINE_CLI " inspect --config " + folder + "/config.edn";
    const auto entries = store.expected["entries"].items();
    for (const auto& entry : entries)
      command +=
        ' ' + folder + "/store/" + std::string(entry["file"].as_string());
    const auto lines = lines_of(command);
    REQUIRE(lines.size() == entries.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto& entry = entries[i];
      const auto shown = parse_edn(lines[i]).or_throw();
      INFO(lines[i].substr(0, 300));
      CHECK(shown[keyword("file")].as_string().ends_with(
        entry["file"].as_string()));
      CHECK(to_string(shown[keyword("metadata")]) == printed(entry["meta"]));
      const auto& binary = shown[keyword("binary")];
      if (entry["type"] == value("binary")) {
        CHECK(binary[keyword("size")] == entry["binary_size"]);
        CHECK(binary[keyword("sha256")] == entry["binary_sha256"]);
      } else {
        CHECK(binary.is_nil());
        CHECK(to_string(shown[keyword("value")]) == printed(entry["value"]));
      }
    }
  }
}

#endif

TEST_CASE("a key with a double is hashed as the Java did that wrote the store",
          "[codecs]") {
  const auto config =
    parse_edn("{:config {:encryptor {:type :aes, :key 1.0E23}}}").or_throw();
  const auto old =
    read_konserve_config(config, java_version::java17).or_throw();
  std::string blob;
  encode_konserve(blob, old.write, map({{keyword("type"), keyword("edn")}}), 42)
    .or_throw();
  CHECK(decode_konserve(blob, old).or_throw().content == value(42));
  CHECK(!decode_konserve(blob, read_konserve_config(config).or_throw()));
}

TEST_CASE("an empty file of konserve's says what it is", "[codecs]") {
  const auto r = decode_konserve({}, read_konserve_config(map()).or_throw());
  REQUIRE(!r);
  CHECK(r.failure().message().find("blob: byte 0 of 0: empty") == 0);
}

TEST_CASE("a value written in place over a longer one is told from a binary by "
          "the config",
          "[codecs]") {
  auto how = read_konserve_config(map()).or_throw();
  std::string blob;
  encode_konserve(blob, how.write, map({{keyword("type"), keyword("edn")}}), 42)
    .or_throw();
  blob += "left";
  auto found = decode_konserve(blob, how).or_throw();
  CHECK(found.mistyped);
  CHECK((found.binary == std::string_view(blob).substr(blob.size() - 5)));
  CHECK(found.content == value(42));
  how =
    read_konserve_config(parse_edn("{:in-place? true}").or_throw()).or_throw();
  found = decode_konserve(blob, how).or_throw();
  CHECK(!found.mistyped);
  CHECK(!found.binary);
  CHECK(found.content == value(42));
}

TEST_CASE("konserve's config is read in its old spellings too", "[codecs]") {
  const auto read = [](std::string_view text) -> std::string {
    auto how = read_konserve_config(parse_edn(text).or_throw());
    if (!how)
      return how.failure().what();
    auto name = std::string(how->write.serializer->name());
    if (how->write.compressor)
      name += " " + std::string(how->write.compressor->name());
    if (how->write.encryptor)
      name += " " + std::string(how->write.encryptor->name());
    return name;
  };
  CHECK(read("{}") == "fressian");
  CHECK(read("{:config {:encoding {:serializer :BoringSerializer, :compressor "
             "{:type :zstd}}}}")
        == "cbor zstd");
  CHECK(read("{:default-serializer :StringSerializer}") == "edn");
  CHECK(read("{:config {:compressor {:type :lz4}, :encryptor {:type :aes, :key "
             "\"k\"}}, :id 7}")
        == "fressian lz4 aes-cbc");
  CHECK(read("{:config {:encoding {:compressor {:type :gzip}}}}")
        == "bad_config: :compressor {:type} must be :lz4 or :zstd, not :gzip");
  CHECK(read("{:config {:encoding {:encryptor {:type :aes}}}}")
        == "bad_config: :encryptor {:key} is missing");
  CHECK(read("[]") == "bad_config: konserve's config must be a map, not []");
}
