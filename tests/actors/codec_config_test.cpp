// SPDX-License-Identifier: MIT
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/brine.hpp>
#include <brine/core/edn.hpp>

#include <catch2/catch.hpp>

#include <map>

#include "../backends/scratch_directory.hpp"

using namespace brine;
using namespace brine::test;

namespace {

std::string failure(const std::string& uri) {
  try {
    static_cast<void>(open(uri));
    return "none";
  } catch (const error& e) {
    return e.what();
  }
}

std::string codecs_in(const std::string& folder) {
  return to_string(
    journal::read_identity(journal::posix_disk(), folder).or_throw().codecs);
}

value large(char of) {
  return std::string(100'000, of);
}

std::size_t log_bytes(const std::string& folder) {
  std::size_t all = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(folder + "/segments"))
    all += file.file_size();
  return all;
}

} // namespace

TEST_CASE("a config that asks for a codec that is not there says so",
          "[actors]") {
  CHECK(failure("memory:?serializer=none")
        == "bad_config: config key \"serializer\" cannot be had: there is no "
           "serializer none: choose cereal, fressian, cbor, clj-cbor, edn or "
           "json");
  CHECK(failure("memory:?serializer=clj-cbor")
        == "bad_config: config key \"serializer\" cannot be clj-cbor, which "
           "only reads");
  CHECK(failure("memory:?compressor=gzip")
          .starts_with("bad_config: config key \"compressor\" cannot be had: "
                       "there is no compressor gzip"));
  CHECK(failure("memory:?compression-level=3")
        == "bad_config: config key \"compression-level\" is given, but no "
           "compressor");
  CHECK(failure("memory:?decompression-limit=much")
          .starts_with("bad_config: config key \"decompression-limit\" "));
  CHECK(failure("memory:?compressor=none") == "none");
  connect_options bare;
  bare.codecs.compressors = {};
  CHECK_THROWS_WITH(
    open("memory:?compressor=lz4", bare),
    R"(bad_config: config key "compressor" cannot be had: lz4 is not among those given)");
  bare.codecs.serializers = {};
  CHECK_THROWS_WITH(
    open("memory:", bare),
    R"(bad_config: config key "serializer" cannot be had: cereal is not among those given)");
}

#ifdef BRINE_WITH_LZ4

TEST_CASE("lz4 has no compression level", "[actors]") {
  CHECK(failure("memory:?compressor=lz4&compression-level=3")
        == "bad_config: config key \"compression-level\" cannot be: "
           "lz4 has no levels");
}

#endif

#if defined(BRINE_WITH_LZ4) && defined(BRINE_WITH_ZSTD)

TEST_CASE("a zstd level is a number from 1 to 22", "[actors]") {
  CHECK(failure("memory:?compressor=zstd&compression-level=23")
        == "bad_config: config key \"compression-level\" cannot be: "
           "zstd has the levels 1 to 22, not 23");
  CHECK(failure("memory:?compressor=zstd&compression-level=high")
        == "bad_config: config key \"compression-level\" must be an integer, "
           "not \"high\"");
  CHECK(failure("memory:?compressor=zstd&compression-level=22") == "none");
}

TEST_CASE("a store holds documents of any codec", "[actors]") {
  scratch_directory scratch;
  const auto folder = scratch / "db";
  const auto ways = std::map<std::string, std::string>{
    {"", R"({:serializer "cereal"})"},
    {"?compressor=lz4", R"({:compressor "lz4", :serializer "cereal"})"},
    {"?compressor=zstd&compression-level=19",
     R"({:compressor "zstd", :serializer "cereal"})"}};
  auto key = 0;
  auto written = std::map<std::string, std::size_t>();
  for (const auto& [settings, named] : ways) {
    const auto db = open("journal:" + folder + settings);
    CHECK(codecs_in(folder) == named);
    write_options o;
    o.metadata = {{"by", settings}};
    db.assoc(key++, large('x'), o);
    db.assoc(key++, "small", o);
    db.close();
    written[settings] = log_bytes(folder);
  }
  // The log has grown by what was written.
  CHECK(written[""] > 100'000);
  CHECK(written["?compressor=zstd&compression-level=19"] < 110'000);
  const auto whole = [&](const std::string& where) {
    const auto db = connect(where);
    for (auto k = 0; k < key; ++k) {
      CHECK((db.get(k) == (k % 2 == 0 ? large('x') : value("small"))));
      CHECK(db.get_meta(k)->custom
            == value{{"by", std::next(ways.begin(), k / 2)->first}});
    }
  };
  for (const auto& [settings, named] : ways) {
    whole("journal:" + folder + settings);
    whole("journal:" + folder + settings + (settings.empty() ? "?" : "&")
          + "mode=read");
  }
  {
    const auto db = connect("journal:" + folder + "?retention-revisions=1");
    db.compact();
    db.backup(scratch / "copy");
  }
  whole(folder);
  whole(scratch / "copy");
  CHECK(journal::verify_store(journal::posix_disk(), folder)
          .or_throw()
          .damage.empty());
}

TEST_CASE("what is larger than the limit is not read, and all else is",
          "[actors]") {
  scratch_directory scratch;
  const auto folder = scratch / "db";
  {
    const auto db = open("journal:" + folder + "?compressor=zstd");
    db.assoc("large", large('x'));
    db.assoc("small", std::string(5000, 'y'));
  }
  const auto db = connect("journal:" + folder
                          + "?compressor=zstd&decompression-limit=10KiB"
                            "&cache=0");
  CHECK_THROWS_WITH(db.get("large"),
                    Catch::StartsWith("too_large: ")
                      && Catch::Contains("zstd: byte ")
                      && Catch::Contains("more than 10240 bytes come out, "
                                         "which is the decompression-limit"));
  CHECK(db.get("small") == value(std::string(5000, 'y')));
  CHECK(db.exists("large"));
  CHECK_THROWS_AS(db.update("large", [](auto v) { return v; }), error);
  // What is written now can be read now.
  db.assoc("new", large('z'));
  db.assoc("small", 1);
  db.compact();
  CHECK((db.get("new") == large('z')));
  db.dissoc("large");
  db.assoc("large", 2);
  CHECK(db.get("large") == value(2));
}

#endif
