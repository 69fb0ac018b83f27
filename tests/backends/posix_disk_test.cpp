// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file.hpp>

#include <catch2/catch.hpp>

#include <string_view>

#include "scratch_directory.hpp"

using namespace brine;
using namespace brine::journal;
using brine::test::scratch_directory;

namespace {

bytes_view bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(bytes_view bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string read(const file& from, std::uint64_t offset, std::size_t length) {
  std::string to(length, '?');
  auto span = std::as_writable_bytes(std::span(to.data(), to.size()));
  to.resize(from.read_at(offset, span).or_throw());
  return to;
}

} // namespace

TEST_CASE("what is written to a real file is read back", "[backends]") {
  scratch_directory dir;
  auto f = posix_disk().open(dir / "a", open_mode::create).or_throw();
  f->write_at(3, bytes_of("brine")).or_throw();
  f->start_writing(3, 5);
  f->sync().or_throw();
  CHECK(f->size().or_throw() == 8);
  CHECK(read(*f, 3, 5) == "brine");
  CHECK(read(*f, 6, 100) == "ne");
  CHECK(read(*f, 100, 1) == "");
}

TEST_CASE("a real file is preallocated with zeros and cut", "[backends]") {
  scratch_directory dir;
  auto f = posix_disk().open(dir / "a", open_mode::create).or_throw();
  f->preallocate(4096).or_throw();
  CHECK(f->size().or_throw() == 4096);
  CHECK(read(*f, 4094, 9) == std::string(2, '\0'));
  f->preallocate(100).or_throw();
  CHECK(f->size().or_throw() == 4096);
  f->truncate(10).or_throw();
  CHECK(f->size().or_throw() == 10);
}

TEST_CASE("a mapping shows later writes and outlives its file's name",
          "[backends]") {
  scratch_directory dir;
  auto f = posix_disk().open(dir / "a", open_mode::create).or_throw();
  f->preallocate(4096).or_throw();
  auto m = f->map(4096).or_throw();
  f->write_at(7, bytes_of("later")).or_throw();
  posix_disk().remove(dir / "a").or_throw();
  f.reset();
  CHECK(text_of(m->bytes().subspan(7, 5)) == "later");
  auto empty = posix_disk().open(dir / "b", open_mode::create).or_throw();
  CHECK(empty->map(0).or_throw()->bytes().empty());
}

TEST_CASE("names are made, changed, listed and removed", "[backends]") {
  scratch_directory dir;
  auto& d = posix_disk();
  d.make_directory(dir / "sub").or_throw();
  for (auto name : {"sub/c", "sub/a"})
    d.open(dir / name, open_mode::create).or_throw();
  d.rename(dir / "sub/c", dir / "sub/b").or_throw();
  d.link(dir / "sub/a", dir / "sub/d").or_throw();
  d.remove(dir / "sub/a").or_throw();
  d.sync_directory(dir / "sub").or_throw();
  CHECK(d.list(dir / "sub").or_throw() == std::vector<std::string>{"b", "d"});
  CHECK(d.look_up(dir / "sub").or_throw() == disk::entry::directory);
  CHECK(d.look_up(dir / "sub/b").or_throw() == disk::entry::file);
  CHECK(d.look_up(dir / "sub/a").or_throw() == disk::entry::none);
  CHECK(d.look_up("/dev/null").or_throw() == disk::entry::other);
}

TEST_CASE("what the file system refuses has a code, a path and a reason",
          "[backends]") {
  scratch_directory dir;
  auto& d = posix_disk();
  auto missing = d.open(dir / "none", open_mode::write);
  REQUIRE(!missing);
  CHECK(missing.failure().code() == errc::not_found);
  CHECK(missing.failure().message()
        == "cannot open " + (dir / "none") + ": No such file or directory");
  CHECK(d.open(dir.path(), open_mode::read).failure().code()
        == errc::io_failed);
  CHECK(d.make_directory(dir.path()).failure().code() == errc::store_exists);
  d.open(dir / "a", open_mode::create).or_throw();
  CHECK(d.open(dir / "a", open_mode::create).failure().code()
        == errc::store_exists);
  auto full = d.open("/dev/full", open_mode::write).or_throw();
  CHECK(full->write_at(0, bytes_of("x")).failure().code()
        == errc::storage_full);
  auto read_only = d.open(dir / "a", open_mode::read).or_throw();
  CHECK(read_only->write_at(0, bytes_of("x")).failure().code()
        == errc::io_failed);
}
