// SPDX-License-Identifier: MIT
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "documents.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

// Stores whose documents are written by a serializer of a user.

namespace {

/// Writes edn behind "own ".
struct own_serializer final : serializer {
  [[nodiscard]] std::string_view name() const noexcept override {
    return "own";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return 200;
  }

  result<void> encode(std::string& out, const value& v) const override {
    out += "own " + to_string(v);
    return {};
  }

  [[nodiscard]] result<value> decode(std::string_view encoded) const override {
    return parse_edn(encoded.substr(4));
  }
};

connect_options with_own() {
  connect_options o;
  o.codecs.serializers.add(std::make_shared<own_serializer>()).or_throw();
  return o;
}

} // namespace

TEST_CASE("what a user's serializer wrote is read after reopening, with it",
          "[actors]") {
  const scratch_directory scratch;
  const auto folder = scratch / "data";
  const auto large =
    std::string(std::size_t{3} << 19, 'x'); // a file of its own
  const auto all =
    document_map{{"a", value{{"n", 1}, {"tags", vec(keyword("x"), 2.5)}}},
                 {"large", large},
                 {"m", 1}};
  {
    const auto db = create("journal:" + folder + "?serializer=own", with_own());
    for (const auto& [key, document] : all)
      db.assoc(key, document);
    db.assoc("m", 1, {.metadata = {{"by", "me"}}});
    db.close();
  }
  const auto who =
    journal::read_identity(journal::posix_disk(), folder).or_throw();
  CHECK(to_string(who.codecs) == R"({:serializer "own"})");
  // Blobs name it: which one is chosen for new ones does not matter.
  const auto settings = GENERATE("?serializer=own", "", "?mode=read");
  const auto db = connect("journal:" + folder + settings, with_own());
  CHECK(all_of(db) == all);
  CHECK(db.get_meta("m")->custom == value{{"by", "me"}});
  CHECK(replayed(db) == all);
  db.close();
  const auto codecs = with_own().codecs;
  const auto found =
    journal::verify_store(journal::posix_disk(), folder, codecs).or_throw();
  CHECK(found.damage.empty());
  CHECK(found.unopened == 0);
}

TEST_CASE("where a user's serializer is not given, what it wrote is refused "
          "by its id, and nothing is lost",
          "[actors]") {
  const scratch_directory scratch;
  const auto folder = scratch / "data";
  {
    const auto db = create("journal:" + folder + "?serializer=own", with_own());
    db.multi_assoc({{"a", 1}, {"b", 2}});
    db.close();
  }
  CHECK_THAT(
    failure_of([&] { (void)open("journal:" + folder + "?serializer=own"); }),
    Catch::StartsWith("bad_config: config key \"serializer\" cannot be had: "
                      "there is no serializer own; there is cereal, "));
  const auto why = "unsupported: blob: byte 1 of 25: written by the serializer "
                   "with id 200, which is not known here (key \"a\")";
  {
    const auto db = connect(folder);
    CHECK(failure_of([&] { (void)db.get("a"); }) == why);
    CHECK(failure_of([&] { (void)db.async().get("a").get(); }) == why);
    CHECK(failure_of([&] { db.update("a", [](auto v) { return v; }); }) == why);
    CHECK(db.exists("a"));
    db.assoc("a", 3);
    CHECK(db.get("a") == value(3));
    db.compact();
    db.close();
  }
  const auto db = connect(folder, with_own());
  CHECK(all_of(db) == document_map{{"a", 3}, {"b", 2}});
}
