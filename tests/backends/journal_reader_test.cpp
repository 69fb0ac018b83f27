// SPDX-License-Identifier: MIT
#include <brine/backends/journal/journal.hpp>
#include <brine/backends/journal/segment_writer.hpp>

#include <catch2/catch.hpp>

#include <filesystem>
#include <functional>
#include <utility>

#include "../file_bytes.hpp"
#include "../log_lines.hpp"
#include "scratch_directory.hpp"
#include "sim_disk.hpp"
#include "small_store.hpp"

using namespace brine;
using namespace brine::journal;
using namespace brine::test;

namespace {

options to_read(options o) {
  o.read_only = true;
  return o;
}

options few_revisions(disk& where) {
  auto o = small_options(where);
  o.retention.revisions = 5;
  return o;
}

/// Tells of each folder before it is listed.
class told_disk final : public sim_disk {
public:
  std::function<void(const std::string& path)> listing;

  result<std::vector<std::string>> list(const std::string& path) override {
    if (listing)
      listing(path);
    return sim_disk::list(path);
  }
};

/// A plain journal that is open to write, in real files: only there a reader
/// sees what a writer does.
struct real_journal {
  log_lines lines;
  scratch_directory scratch;
  options o = small_options(posix_disk());
  std::string path; ///< Of its first segment.
  small_store writer{{}};

  real_journal() {
    o.where = nullptr; // and a lock that others see
    o.folder = scratch / "data";
    path = segment_path(o.folder + "/segments", {1, 0});
    writer.options = o;
    writer.open().or_throw();
  }
};

/// The only name in a folder.
std::string only_file(disk& where, const std::string& folder) {
  const auto names = where.list(folder).or_throw();
  REQUIRE(names.size() == 1);
  return folder + '/' + names.front();
}

/// What reading the keys gives, without the values.
std::string outcome(const small_store& x) {
  const auto text = x.state();
  for (auto code : {"busy: ", "damaged: "})
    if (const auto at = text.find(code); at != std::string::npos)
      return text.substr(at);
  return "read";
}

} // namespace

TEST_CASE("a large value that the writer compacted away is not called damaged",
          "[backends]") {
  log_lines lines;
  sim_disk disk;
  small_store writer(few_revisions(disk));
  writer.open().or_throw();
  writer.commit("big=" + std::string(3 << 19, 'x')).or_throw();
  const auto file = only_file(disk, "/data/blobs");
  small_store reader(to_read(few_revisions(disk)));
  reader.open().or_throw();
  REQUIRE(outcome(reader) == "read");
  auto history = reader.journal().reader().history(0, {}).or_throw();
  for (int i = 0; i < 20; ++i)
    writer.commit("big=" + std::to_string(i)).or_throw();
  writer.compact().or_throw();
  REQUIRE(disk.look_up(file).or_throw() == disk::entry::none);
  const auto busy =
    file + " was compacted away by the writer meanwhile; read again";
  CHECK(outcome(reader) == "busy: " + busy + "@1");
  CHECK(reader.version("big", 1) == "busy: " + busy);
  const auto next = history->next();
  CHECK((!next && next.failure().message() == busy));
  reader.open().or_throw();
  CHECK(reader.state() == writer.state());
}

TEST_CASE("a large value that is missing in a listed segment is damage",
          "[backends]") {
  log_lines lines;
  sim_disk disk;
  small_store writer(few_revisions(disk));
  writer.open().or_throw();
  writer.commit("big=" + std::string(3 << 19, 'x')).or_throw();
  small_store reader(to_read(few_revisions(disk)));
  reader.open().or_throw();
  const auto file = only_file(disk, "/data/blobs");
  disk.remove(file).or_throw();
  CHECK(outcome(reader) == "damaged: " + file + " is missing@1");
}

TEST_CASE("a store is read whose first writer comes at that moment",
          "[backends]") {
  log_lines lines;
  told_disk disk;
  small_store writer(small_options(disk));
  writer.open().or_throw();
  writer.kill();
  disk.remove("/data/MANIFEST").or_throw();
  auto came = false;
  disk.listing = [&](const std::string& path) {
    if (path != "/data/segments" || std::exchange(came, true))
      return;
    writer.open().or_throw();
    writer.commit("a=1").or_throw();
  };
  small_store reader(to_read(small_options(disk)));
  reader.open().or_throw();
  CHECK(came);
  CHECK(reader.state() == "a=1@1");
}

TEST_CASE_METHOD(
  real_journal,
  "a reader follows a writer of the same process that makes its last "
  "segment anew",
  "[backends]") {
  const auto before = bytes_of(path);
  small_store reader(to_read(o));
  reader.open().or_throw();
  writer.kill();
  writer.open().or_throw();
  REQUIRE(bytes_of(path) != before);
  writer.commit("a=1").or_throw();
  auto& follower = reader.journal().reader();
  CHECK(follower.follow(std::chrono::milliseconds(0)).or_throw());
  CHECK(reader.history() == "1 a=1");
}

TEST_CASE("what keeps a store without its list from being read is said",
          "[backends]") {
  log_lines lines;
  told_disk disk;
  small_store writer(small_options(disk));
  writer.open().or_throw();
  writer.commit("a=1").or_throw();
  writer.close().or_throw();
  disk.remove("/data/MANIFEST").or_throw();
  small_store reader(to_read(small_options(disk)));
  CHECK(reader.open().failure().what()
        == std::string("damaged: /data/MANIFEST is missing; opening to write "
                       "makes it"));
  disk.listing = [&](const std::string& path) {
    if (path == "/data/segments")
      disk.fail(sim_disk::call::open, 1, errc::no_permission);
  };
  CHECK(reader.open().failure().code() == errc::no_permission);
}

TEST_CASE_METHOD(
  real_journal,
  "a reader names the place from where a segment's bytes are missing",
  "[backends]") {
  writer.commit("a=1").or_throw();
  writer.commit("b=2").or_throw();
  // The writer has told the reader how far the log goes.
  const auto length = GENERATE(0, 20, 64, 150, 300);
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(length));
  small_store reader(to_read(o));
  CHECK(reader.open().failure().message()
        == path + " is damaged at offset " + std::to_string(length)
             + ": cut short");
  writer.kill();
}
