// SPDX-License-Identifier: MIT
#include <brine/codecs/digest.hpp>
#include <brine/codecs/konserve.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <catch2/catch.hpp>

#include <cstdio>
#include <functional>

#include "../file_bytes.hpp"
#include "golden.hpp"

using namespace brine;
using namespace brine::test;

namespace {

konserve_encoding encoding_of(const golden_store& store) {
  return read_konserve_config(store.config).or_throw();
}

void for_each_blob(
  const std::function<void(const golden_store&, const konserve_encoding& how,
                           const golden_blob&)>& f) {
  for (const auto& store : golden_stores()) {
    const auto how = encoding_of(store);
    for (const auto& blob : store.blobs) {
      INFO(blob.name);
      f(store, how, blob);
    }
  }
}

std::string printed(const value& edn_text) {
  return to_string(parse_edn(edn_text.as_string()).or_throw());
}

/// Whether konserve wrote the value in a way that brine has a reason not to.
bool otherwise_written(const golden_blob& blob) {
  // 5N and 5 are one number here; a value that Clojure printed in another form
  // than it read back was written as another type.
  const auto small_big = [](std::string_view text) {
    return text.ends_with('N') && text.size() < 19;
  };
  if (blob.is_binary())
    return false;
  const auto text = blob.told["value"].as_string();
  const auto& written = blob.told["written"];
  return small_big(text) || (!written.is_nil() && written.as_string() != text)
         || !blob.told["value_meta"].is_nil();
}

/// Whether boring refers to strings that came before, or adds an index: brine
/// writes plain CBOR.
bool enveloped(std::string_view segment) {
  return segment.starts_with("\xd9\x01")
         || segment.find("boring/index") != std::string_view::npos;
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
  for_each_blob([&](const auto&, const auto& how, const auto& golden) {
    ++blobs;
    const auto blob = decode_konserve(golden.bytes, how);
    if (!blob)
      FAIL(blob.failure().what());
    CHECK(to_string(blob->metadata) == printed(golden.told["meta"]));
    CHECK(blob->binary.has_value() == golden.is_binary());
    if (golden.is_binary()) {
      CHECK(blob->mistyped == (golden.told["key"] == value(":was-edn")));
      CHECK(blob->damage.has_value()
            == (blob->mistyped && how.write.encryptor));
      CHECK(value(blob->binary->size()) == golden.told["binary_size"]);
      CHECK(value(to_hex(sha256(*blob->binary).or_throw()))
            == golden.told["binary_sha256"]);
    } else {
      CHECK(to_string(blob->content) == printed(golden.told["value"]));
    }
  });
  CHECK(blobs > 800);
}

TEST_CASE("golden blobs encoded again decode the same, and to konserve's bytes "
          "where there is one order",
          "[codecs]") {
  auto same = 0;
  auto differ = 0;
  for_each_blob([&](const auto& store, const auto& how, const auto& golden) {
    if (store.name == "cbor")
      return; // clj-cbor is only read
    const auto& bytes = golden.bytes;
    const auto blob = decode_konserve(bytes, how).or_throw();
    const auto again = encoded(how.write, blob);
    const auto back = decode_konserve(again, how).or_throw();
    CHECK(to_string(back.metadata) == to_string(blob.metadata));
    CHECK(to_string(back.content) == to_string(blob.content));
    CHECK(back.binary == blob.binary);
    if (how.write.encryptor || store.name == "header8"
        || !one_order(blob.metadata[keyword("key")]) || !one_order(blob.content)
        || otherwise_written(golden) || enveloped(golden.parts().metadata)
        || enveloped(golden.parts().content))
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

TEST_CASE("so are their metadata alone", "[codecs]") {
  auto same = 0;
  for_each_blob([&](const auto& store, const auto& how, const auto& golden) {
    const auto parts = golden.parts();
    const auto metadata = decode_metadata(parts, {}, how.read).or_throw();
    CHECK(to_string(metadata) == printed(golden.told["meta"]));
    std::string opened;
    const auto written =
      open_segment(parts, seal_role::metadata, {}, how.read, opened).or_throw();
    if (store.name == "cbor" || !one_order(metadata[keyword("key")])
        || enveloped(written))
      return;
    std::string again;
    how.write.serializer->encode_entries(again, konserve_order(metadata))
      .or_throw();
    CHECK(again == written);
    ++same;
  });
  CHECK(same > 600);
}

TEST_CASE("golden blobs, cut or with a bit flipped, do no harm", "[codecs]") {
  const auto check = [](std::string_view bytes, const auto& how) {
    const auto r = decode_konserve(bytes, how);
    if (!r && r.failure().message().find(": byte ") == std::string::npos)
      FAIL(r.failure().what());
  };
  for_each_blob([&](const auto&, const auto& how, const auto& golden) {
    auto bytes = golden.bytes;
    // Others are altered where their codecs are tested.
    if (bytes.size() > 300 || how.write.encryptor || how.write.compressor)
      return;
    for (std::size_t n = 0; n < bytes.size(); ++n)
      check(std::string_view(bytes).substr(0, n), how);
    for (auto& byte : bytes)
      for (auto bit = 1; bit < 256; bit *= 2) {
        byte = static_cast<char>(byte ^ bit);
        check(bytes, how);
        byte = static_cast<char>(byte ^ bit);
      }
  });
}

TEST_CASE("expected.edn says the same as expected.json", "[codecs]") {
  for (const auto& store : golden_stores()) {
    const auto all = parse_edn(bytes_of(store.folder + "/expected.edn"));
    REQUIRE(all->size() == store.blobs.size());
    for (std::size_t i = 0; i < all->size(); ++i) {
      INFO(store.blobs[i].name);
      if (const auto* v = all->at(i).find(keyword("value")))
        CHECK(to_string(*v) == to_string(store.blobs[i].content()));
    }
  }
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
    auto command =
      BRINE_CLI " inspect --config " + store.folder + "/config.edn";
    for (const auto& blob : store.blobs)
      command += ' ' + blob.path;
    const auto lines = lines_of(command);
    REQUIRE(lines.size() == store.blobs.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto& blob = store.blobs[i];
      const auto shown = parse_edn(lines[i]).or_throw();
      INFO(lines[i].substr(0, 300));
      CHECK(shown[keyword("file")] == value(blob.path));
      CHECK(to_string(shown[keyword("metadata")])
            == printed(blob.told["meta"]));
      const auto& binary = shown[keyword("binary")];
      if (blob.is_binary()) {
        CHECK(binary[keyword("size")] == blob.told["binary_size"]);
        CHECK(binary[keyword("sha256")] == blob.told["binary_sha256"]);
      } else {
        CHECK(binary.is_nil());
        CHECK(to_string(shown[keyword("value")])
              == printed(blob.told["value"]));
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

TEST_CASE(
  "a value that was cut, or whose frame is broken, is no binary without "
  "doubt",
  "[codecs]") {
  const auto cut = [](std::string_view config, auto change) -> std::string {
    const auto how =
      read_konserve_config(parse_edn(config).or_throw()).or_throw();
    std::string blob;
    encode_konserve(blob, how.write, map({{keyword("type"), keyword("edn")}}),
                    "a value")
      .or_throw();
    const auto head = decode_konserve_head(blob, how).or_throw();
    change(blob, head.size);
    const auto found = decode_konserve(blob, how).or_throw();
    CHECK(found.mistyped);
    return found.damage ? found.damage->what() : "taken";
  };
  const auto short_by = [](std::size_t left) {
    return
      [left](std::string& blob, std::size_t at) { blob.resize(at + left); };
  };
  const auto flip = [](std::string& blob, std::size_t at) {
    blob[at] = static_cast<char>(blob[at] ^ 1);
  };
  constexpr auto aes = "{:config {:encryptor {:type :aes, :key 1}}}";
  CHECK(cut(aes, short_by(0))
        == "damaged: aes-cbc: byte 0 of 0: not a salt and whole blocks");
  CHECK(cut(aes, short_by(79))
        == "damaged: aes-cbc: byte 79 of 79: not a salt and whole blocks");
  CHECK(cut("{:config {:compressor {:type :zstd}}}", flip)
          .starts_with("damaged: zstd: byte 0 of "));
  CHECK(cut("{:config {:compressor {:type :lz4}}}", flip)
          .starts_with("damaged: lz4: byte 0 of "));
}

TEST_CASE("any other file is no blob of konserve's", "[codecs]") {
  const auto how = read_konserve_config(map()).or_throw();
  const auto told = [&](const std::string& bytes) {
    return std::string(decode_konserve(bytes, how).failure().what());
  };
  CHECK(told("root:x:0:0:root:/root:/bin/bash")
        == "damaged: blob: byte 0 of 31: no blob of konserve's");
  CHECK(told(std::string(40, '\0'))
        == "damaged: blob: byte 0 of 40: no blob of konserve's");
  CHECK(told(std::string(1, '\2') + std::string(39, '\0'))
        == "newer_format: blob: byte 0 of 40: layout version 2, expected 1");
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
  CHECK(read("{:config {:compressor {:type \"gzip\"}}}")
        == "bad_config: :compressor {:type} must be :lz4 or :zstd, not of kind "
           "string");
  CHECK(read("[]")
        == "bad_config: konserve's config must be a map, not of kind vector");
}

TEST_CASE("konserve's config is refused where it would not be heard",
          "[codecs]") {
  const auto refused = [](std::string_view text) {
    const auto how = read_konserve_config(parse_edn(text).or_throw());
    return how ? std::string("taken") : how.failure().message();
  };
  CHECK(refused("{:id 7, :path \"x\", :config {:sync-blob? false}}")
        == "taken");
  CHECK(refused("{:encoding {:encryptor {:type :aes, :key \"k\"}}}")
        == ":encoding does not belong beside :config, but into {:config "
           "{:encoding {...}}}");
  CHECK(
    refused("{:type :aes, :key \"k\"}").starts_with(":key does not belong"));
  CHECK(refused("{\"config\" {}}")
        == "konserve's config has a key that is no keyword");
  CHECK(refused("{:config \"x\"}")
        == ":config must be a map, not of kind string");
  CHECK(refused("{:config {:encodings {}}}")
          .starts_with(":config has a key that is none of :encoding "));
  CHECK(refused("{:config {:encoding {:key 1}}}")
          .starts_with(":encoding has a key that is none of :serializer "));
  CHECK(refused("{:config {:encryptor {:type :aes, \"key\" 1}}}")
        == ":encryptor has a key that is none of :type :key");
  CHECK(refused("{:config {:compressor :lz4}}")
        == ":compressor must be a map, not of kind keyword");
  CHECK(refused("{:config {:in-place? 3}}")
        == ":in-place? must be true or false, not of kind integer");
  CHECK(refused("{:config {:encryptor {:type :aes, :key 1/2}}}")
        == ":encryptor {:key}: hasch cannot hash a ratio");
}

TEST_CASE("what is wrong with konserve's config shows no secret", "[codecs]") {
  for (const auto* text :
       {"[{:type :aes, :key \"s3cr3t\"}]", "\"s3cr3t\"", "s3cr3t", ":s3cr3t",
        "#aes \"s3cr3t\"", "{\"s3cr3t\" 1}", "{:config :s3cr3t}",
        "{:config {:s3cr3t 1}}", "{:config {:encoding \"s3cr3t\"}}",
        "{:config {:encryptor \"s3cr3t\"}}",
        "{:config {:encryptor {:type \"s3cr3t\"}}}",
        "{:config {:encryptor {:type :s3cr3t}}}",
        "{:config {:encryptor {:type :aes, :s3cr3t 1}}}",
        "{:config {:encryptor {:type :aes, :key [1/2 \"s3cr3t\"]}}}",
        "{:config {:compressor {:type \"s3cr3t\"}}}",
        "{:config {:serializer \"s3cr3t\"}}",
        "{:config {:in-place? \"s3cr3t\"}}"}) {
    INFO(text);
    const auto how = read_konserve_config(parse_edn(text).or_throw());
    REQUIRE(!how);
    CHECK(std::string_view(how.failure().what()).find("s3cr3t")
          == std::string_view::npos);
  }
}
