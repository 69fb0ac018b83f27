// SPDX-License-Identifier: MIT
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/brine.hpp>

#include <catch2/catch.hpp>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "../backends/scratch_directory.hpp"
#include "documents.hpp"
#include "failures.hpp"

using namespace brine;
using namespace brine::test;

// Stores whose documents are written by a serializer of a user.

namespace {

/// Writes edn behind "own ", and throws at what cannot be.
struct own_serializer final : serializer {
  [[nodiscard]] std::string_view name() const noexcept override {
    return "own";
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return 200;
  }

  result<void> encode(std::string& out, const value& v) const override {
    out += "own ";
    if (v == value("no"))
      throw std::runtime_error("not today");
    if (v == value("never"))
      throw 1;
    if (v == value("refused"))
      throw error(errc::unsupported, "own: refused");
    out += to_string(v);
    return {};
  }

  [[nodiscard]] result<value> decode(std::string_view encoded) const override {
    auto v = parse_edn(encoded.substr(4));
    if (v && *v == value("unreadable"))
      throw std::out_of_range("no such thing");
    return v;
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
                      "there is no serializer own: choose cereal, "));
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

TEST_CASE("what a serializer throws comes out as an error that names it, and "
          "writing goes on",
          "[actors]") {
  const scratch_directory scratch;
  const auto where = "journal:" + (scratch / "data") + "?serializer=own";
  auto db = create(where, with_own());
  db.assoc("a", 1);
  const auto no = [](const value&) { return value("no"); };
  const auto why = "callback_failed: the serializer own (id 200) threw while "
                   "encoding: not today (key \"a\")";
  CHECK(failure_of([&] { db.assoc("a", "no"); }) == why);
  CHECK(failure_of([&] { db.update("a", no); }) == why);
  CHECK(failure_of([&] { db.async().update("a", no).get(); }) == why);
  CHECK(failure_of([&] { db.multi_assoc({{"b", 2}, {"a", "no"}}); }) == why);
  const auto both = [](transaction& t) { t["b"] = t["a"] = "no"; };
  CHECK(code_of([&] {
          db.transact({"a", "b"}, both);
        })
        == errc::callback_failed);
  CHECK(failure_of([&] { db.assoc("a", "never"); })
        == "callback_failed: the serializer own (id 200) threw while encoding: "
           "something that is no std::exception (key \"a\")");
  CHECK(failure_of([&] { db.assoc("a", "refused"); })
        == "unsupported: own: refused (key \"a\")");
  CHECK(db.get<int>("a") == 1);
  CHECK(db.multi_assoc({{"a", 2}, {"b", "unreadable"}}) == 2);
  db.close();

  db = connect(where, with_own());
  const auto unreadable = "callback_failed: the serializer own (id 200) threw "
                          "while decoding: no such thing (key \"b\")";
  CHECK(failure_of([&] { (void)db.get("b"); }) == unreadable);
  CHECK(failure_of([&] { (void)db.async().get("b").get(); }) == unreadable);
  CHECK(failure_of([&] { db.update("b", no); }) == unreadable);
  CHECK(code_of([&] { (void)all_of(db); }) == errc::callback_failed);
  try {
    (void)db.get("b");
  } catch (const error& e) {
    CHECK_THROWS_AS(std::rethrow_exception(e.cause()), std::out_of_range);
  }
  CHECK(db.get<int>("a") == 2);
  db.close();
  const auto codecs = with_own().codecs;
  const auto found =
    journal::verify_store(journal::posix_disk(), scratch / "data", codecs)
      .or_throw();
  REQUIRE(found.damage.size() == 1);
  CHECK_THAT(found.damage.front(), Catch::Contains("no such thing"));
}
