// SPDX-License-Identifier: MIT
#include <brine/backends/journal/blob_files.hpp>

#include <catch2/catch.hpp>

#include "sim_disk.hpp"

using namespace brine;
using namespace brine::journal;
using brine::test::sim_disk;
using call = sim_disk::call;

namespace {

struct blobs_on_disk {
  sim_disk disk;
  blob_files blobs{disk, "blobs"};

  blobs_on_disk() {
    disk.make_directory("blobs").or_throw();
    disk.sync_directory("").or_throw();
  }

  result<blob_reference> write(std::vector<std::string_view> parts) {
    return blobs.write(parts);
  }

  std::string read(const blob_reference& x) {
    auto all = blobs.read(x).or_throw();
    return {reinterpret_cast<const char*>(all.data()), all.size()};
  }
};

} // namespace

TEST_CASE_METHOD(blobs_on_disk, "a large value is read from its own file",
                 "[backends]") {
  auto big = std::string(3 << 20, 'x');
  auto one = write({"head", big}).or_throw();
  auto none = write({}).or_throw();
  CHECK(read(one) == "head" + big);
  CHECK(read(none).empty());
  CHECK(blobs.check(one).ok());
}

TEST_CASE_METHOD(blobs_on_disk, "a large value survives a crash once written",
                 "[backends]") {
  auto one = write({"value"}).or_throw();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    disk.crash(seed);
    CHECK(read(one) == "value");
  }
}

TEST_CASE_METHOD(blobs_on_disk,
                 "a large value that is not what was written "
                 "is an error",
                 "[backends]") {
  auto one = write({"value"}).or_throw();
  auto path = blobs.path(one);
  for (auto bytes : {"valuf", "valu", "values", ""}) {
    disk.damage(path, bytes);
    CHECK(blobs.read(one).failure().code() == errc::damaged);
  }
  disk.remove(path).or_throw();
  CHECK(blobs.read(one).failure().message() == path + " is missing");
}

TEST_CASE_METHOD(blobs_on_disk,
                 "a large value is not promised where writing "
                 "fails",
                 "[backends]") {
  auto kind =
    GENERATE(call::open, call::write, call::sync, call::sync_directory);
  disk.fail(kind, 1, errc::storage_full);
  CHECK(write({"value"}).failure().code() == errc::storage_full);
}

TEST_CASE_METHOD(blobs_on_disk, "files that no record names are removed",
                 "[backends]") {
  auto kept = write({"kept"}).or_throw();
  write({"gone"}).or_throw();
  disk.open("blobs/notes.txt", open_mode::create).or_throw();
  auto removed =
    blobs.remove_unnamed([&](const auto& name) { return name == kept.name; });
  CHECK(*removed == 1);
  CHECK(read(kept) == "kept");
  CHECK(disk.list("blobs").or_throw().size() == 2);
}
