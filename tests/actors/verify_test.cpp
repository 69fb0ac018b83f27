// SPDX-License-Identifier: MIT
#include <brine/actors/connect.hpp>
#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/core/key.hpp>

#include <catch2/catch.hpp>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "../backends/scratch_directory.hpp"
#include "../file_bytes.hpp"
#include "../log_lines.hpp"

using namespace brine;
using namespace brine::test;

namespace {

/// A closed journal of a few commits.
struct small_journal {
  scratch_directory scratch;
  std::string folder = scratch / "data";
  std::string log = folder + "/segments/00000000000000000001-0.log";

  small_journal() {
    // One range keeps the keys of a commit in order.
    const auto db = create("journal:" + folder + "?ranges=1");
    db.assoc("a", 1);
    db.multi_assoc({{"b", 2}, {"c", 3}});
    db.assoc("a", 4);
    db.dissoc("b");
    db.close();
  }

  [[nodiscard]] journal::report verify() const {
    return journal::verify_store(journal::posix_disk(), folder).or_throw();
  }

  /// What can be saved, and the damage.
  [[nodiscard]] std::string saved() const {
    std::string out;
    auto report = journal::salvage_store(
      journal::posix_disk(), folder, builtin_codecs(),
      [&](std::span<const journal::saved_edit> commit) -> result<void> {
        for (const auto& e : commit)
          out += to_string(decode_key(e.key).or_throw())
                 + (e.removed ? "-" : "=" + to_string(e.what.content)) + " ";
        return {};
      });
    const auto found = std::move(report).or_throw();
    for (const auto& what : found.damage)
      out += "; " + what.substr(folder.size() + 1);
    return out;
  }
};

/// Goes by the name of the default, and writes "odd" as nobody can read it.
class odd_serializer final : public serializer {
public:
  [[nodiscard]] std::string_view name() const noexcept override {
    return real_->name();
  }

  [[nodiscard]] std::uint8_t id() const noexcept override {
    return real_->id();
  }

  result<void> encode(std::string& out, const value& v) const override {
    if (v == value("odd"))
      out += "\xff\xff\xff";
    return v == value("odd") ? result<void>() : real_->encode(out, v);
  }

  [[nodiscard]] result<value> decode(std::string_view bytes) const override {
    return real_->decode(bytes);
  }

private:
  std::shared_ptr<const serializer> real_ =
    builtin_codecs().serializers.find("cereal").or_throw();
};

/// The real disk; tells of each file before it is opened.
class told_disk final : public journal::disk {
public:
  std::function<void(const std::string& path)> opening;

  result<std::unique_ptr<journal::file>>
  open(const std::string& path, journal::open_mode mode) override {
    opening(path);
    return real_.open(path, mode);
  }

  result<void> rename(const std::string& from, const std::string& to) override {
    return real_.rename(from, to);
  }

  result<void> link(const std::string& from, const std::string& to) override {
    return real_.link(from, to);
  }

  result<void> remove(const std::string& path) override {
    return real_.remove(path);
  }

  result<void> make_directory(const std::string& path) override {
    return real_.make_directory(path);
  }

  result<void> remove_directory(const std::string& path) override {
    return real_.remove_directory(path);
  }

  result<std::vector<std::string>> list(const std::string& path) override {
    return real_.list(path);
  }

  result<entry> look_up(const std::string& path) override {
    return real_.look_up(path);
  }

  result<void> sync_directory(const std::string& path) override {
    return real_.sync_directory(path);
  }

  result<std::unique_ptr<journal::file_lock>>
  lock(const std::string& path) override {
    return real_.lock(path);
  }

private:
  journal::disk& real_ = journal::posix_disk();
};

} // namespace

TEST_CASE("a whole store verifies", "[actors]") {
  const small_journal store;
  const auto found = store.verify();
  CHECK(found.segments == 1);
  CHECK(found.commits == 4);
  CHECK(found.records == 5);
  CHECK(found.last == 4);
  CHECK(found.damage.empty());
  CHECK(!found.torn);
  CHECK(store.saved() == "\"a\"=1 \"b\"=2 \"c\"=3 \"a\"=4 \"b\"- ");
}

TEST_CASE("verifying names file and offset of every changed bit", "[actors]") {
  const small_journal store;
  const auto whole = bytes_of(store.log);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    INFO("at " << at << " of " << whole.size());
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    put_bytes(store.log, bytes);
    const auto found = store.verify();
    REQUIRE(found.damage.size() == 1);
    CHECK(found.damage[0].find(store.log + " is damaged at offset ") == 0);
  }
}

TEST_CASE("verifying notices a log that was cut short", "[actors]") {
  const small_journal store;
  const auto whole = bytes_of(store.log);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO("to " << size << " of " << whole.size());
    put_bytes(store.log, whole.substr(0, size));
    const auto found = store.verify();
    REQUIRE(!found.damage.empty());
    CHECK(found.damage[0].find(store.log) == 0);
  }
}

TEST_CASE("a segment that is gone is damage", "[actors]") {
  const small_journal store;
  std::filesystem::remove(store.log);
  CHECK(store.verify().damage
        == std::vector<std::string>{store.log + " is missing"});
}

TEST_CASE("a value whose file is gone is damage, and the rest is saved",
          "[actors]") {
  small_journal store;
  {
    const auto db = open(store.folder);
    db.multi_assoc({{"big", std::string(2 << 20, 'x')}, {"small", 5}});
  }
  for (const auto& file :
       std::filesystem::directory_iterator(store.folder + "/blobs"))
    std::filesystem::remove(file);
  const auto damage = store.verify().damage;
  REQUIRE(damage.size() == 1);
  CHECK(damage[0].find(" is missing (a value of revision 5)")
        != damage[0].npos);
  const auto saved = store.saved();
  CHECK(saved.find("\"small\"=5 ; blobs/") != saved.npos);
}

TEST_CASE("a lock whose mark is damaged is said, and all the rest is checked",
          "[actors]") {
  const log_lines lines;
  small_journal store;
  const auto path = store.folder + "/lock";
  auto bytes = bytes_of(path);
  for (auto& byte : bytes)
    byte = static_cast<char>(byte ^ (byte != 0 ? 0x10 : 0));
  put_bytes(path, bytes);
  const auto found = store.verify();
  CHECK(found.records == 5);
  REQUIRE(found.damage.size() == 1);
  CHECK_THAT(found.damage.front(),
             Catch::StartsWith(path)
               && Catch::EndsWith("; opening to write mends it"));
  CHECK_THAT(store.saved(), Catch::Contains(R"("a"=4 "b"- ; lock: )"));
  connect("journal:" + store.folder).close();
  CHECK(store.verify().damage.empty());
}

TEST_CASE("verifying beside a writer sees no damage", "[actors]") {
  const small_journal store;
  const auto db =
    connect("journal:" + store.folder + "?fsync=never&segment-size=64KiB");
  // Each verifying reads all of the log: a writer may not run ahead of it.
  constexpr int writes_per_round = 100;
  std::mutex mutex;
  std::condition_variable goes_on;
  int allowed = 0;
  auto allow = [&](int more) {
    auto guard = std::lock_guard(mutex);
    allowed += more;
    goes_on.notify_one();
  };
  constexpr int rounds = 8;
  auto writer = std::thread([&] {
    for (int i = 0; i < rounds * writes_per_round; ++i) {
      auto guard = std::unique_lock(mutex);
      goes_on.wait(guard, [&] { return i < allowed; });
      guard.unlock();
      db.assoc(i % 100, std::string(static_cast<std::size_t>(i % 1000), 'x'));
    }
  });
  revision last = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto acknowledged = db.last_revision();
    allow(writes_per_round);
    const auto found = store.verify();
    CHECK(found.damage == std::vector<std::string>());
    CHECK(found.last >= acknowledged);
    CHECK(found.last >= last);
    last = found.last;
  }
  writer.join();
  CHECK(last > 4);
}

TEST_CASE("verifying begins anew when compaction removed what it was to read",
          "[actors]") {
  const scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  const auto db = create("journal:" + path
                         + "?segment-size=64KiB&fsync=never"
                           "&retention-revisions=1");
  const auto large = std::string(std::size_t{3} << 19, 'x');
  auto overwrite = [&] {
    for (int i = 0; i < 100; ++i)
      db.assoc(i % 10, std::string(1000, 'x'));
    db.assoc("large", large); // in the last segment
    db.assoc("last", 1);
  };
  overwrite();
  // As a segment is opened to be read, or a value in a file of its own.
  const std::string kind = GENERATE("/segments/", "/blobs/");
  told_disk disk;
  bool compacted = false;
  disk.opening = [&](const std::string& file) {
    if (compacted || file.find(kind) == file.npos)
      return;
    compacted = true;
    overwrite();
    db.compact();
  };
  const auto found = journal::verify_store(disk, path).or_throw();
  CHECK(compacted);
  CHECK(found.damage == std::vector<std::string>());
  CHECK(found.last == db.last_revision());
  // A store that is compacted all the time is not called damaged.
  disk.opening = [&](const std::string& file) {
    if (file.find(kind) == file.npos)
      return;
    overwrite();
    db.compact();
  };
  CHECK(journal::verify_store(disk, path).failure().code() == errc::busy);
}

TEST_CASE("a value that is gone is damage also beside a writer that compacts",
          "[actors]") {
  const scratch_directory folder;
  const log_lines lines;
  const auto path = folder / "data";
  const auto db = create("journal:" + path + "?retention-revisions=1");
  db.assoc("large", std::string(std::size_t{3} << 19, 'x'));
  for (const auto& file : std::filesystem::directory_iterator(path + "/blobs"))
    std::filesystem::remove(file);
  const auto damage =
    journal::verify_store(journal::posix_disk(), path).or_throw().damage;
  REQUIRE(damage.size() == 1);
  CHECK_THAT(damage[0], Catch::Contains("/blobs/"));
}

TEST_CASE("verify names documents that cannot be decoded", "[actors]") {
  scratch_directory scratch;
  const auto path = scratch / "data";
  connect_options odd;
  odd.codecs.serializers = {};
  odd.codecs.serializers.add(std::make_shared<odd_serializer>()).or_throw();
  {
    const auto db = create("journal:" + path, odd);
    db.assoc("a", 1);
    db.assoc("b", "odd");
    db.close();
  }
  const auto found =
    journal::verify_store(journal::posix_disk(), path).or_throw();
  REQUIRE(found.damage.size() == 1);
  CHECK_THAT(found.damage.front(),
             Catch::StartsWith(path
                               + "/segments/00000000000000000001-0.log is "
                                 "damaged at offset ")
               && Catch::EndsWith(" (a value of revision 2)"));
  CHECK(found.unopened == 0);

  // A serializer that only a program knows is no damage.
  const auto other =
    journal::verify_store(journal::posix_disk(), path, {}).or_throw();
  CHECK(other.damage.empty());
  CHECK(other.unopened == 2);
  CHECK_THAT(*other.unopened_why, Catch::Contains("serializer"));
}

TEST_CASE("what cannot be decoded here is no damage to who saves it either",
          "[actors]") {
  scratch_directory scratch;
  const auto path = scratch / "data";
  {
    const auto db = create("journal:" + path + "?compressor=lz4");
    db.assoc("large", std::string(5000, 'x'));
    db.assoc("small", 1);
    db.close();
  }
  auto codecs = builtin_codecs();
  codecs.decompression_limit = 1000;
  const auto verified =
    journal::verify_store(journal::posix_disk(), path, codecs).or_throw();
  auto versions = 0;
  const auto saved =
    journal::salvage_store(
      journal::posix_disk(), path, codecs,
      [&](std::span<const journal::saved_edit> commit) -> result<void> {
        versions += static_cast<int>(commit.size());
        return {};
      })
      .or_throw();
  CHECK(versions == 1);
  for (const auto& found : {verified, saved}) {
    CHECK(found.damage.empty());
    REQUIRE(found.unopened == 1);
    CHECK_THAT(*found.unopened_why, Catch::Contains("1000 bytes"));
  }
}
