// SPDX-License-Identifier: MIT
#include <brine/backends/journal/lock.hpp>
#include <brine/backends/journal/posix_calls.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace brine::journal {

namespace {

/// Says who holds the lock, as far as the page tells.
error in_use(const std::string& path) {
  auto who = std::string("another process or handle");
  if (auto other = lock_file::observe(path)) {
    auto mark = (*other)->page().read();
    if (mark && *mark && !(*mark)->mark.clean)
      who = fmt::format("process {}", (*mark)->mark.pid);
  }
  return error(errc::store_in_use,
               fmt::format("{}: {} has the store open to write", path, who));
}

} // namespace

lock_file::lock_file(int descriptor, std::string path)
    : descriptor_(descriptor), path_(std::move(path)) {}

lock_file::~lock_file() {
  page_.reset();
  if (start_)
    ::munmap(start_, lock_page::size);
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

result<std::unique_ptr<lock_file>> lock_file::acquire(const std::string& path) {
  auto descriptor = open_locked(path);
  if (!descriptor)
    return descriptor.failure().code() == errc::store_in_use
             ? in_use(path)
             : descriptor.failure();
  auto held = std::unique_ptr<lock_file>(new lock_file(*descriptor, path));
  // Reserved, since a page without space behind it would kill the process
  // that writes to it.
  auto reserved = ::posix_fallocate(*descriptor, 0, lock_page::size);
  if (reserved != 0)
    return failed("reserve the page of", path, reserved);
  if (auto mapped = held->map(true); !mapped)
    return mapped.failure();
  if (auto done = held->page().format(); !done)
    return done.failure();
  return held;
}

result<std::unique_ptr<lock_file>> lock_file::observe(const std::string& path) {
  auto writable = true;
  auto open = [&](int flags) {
    return uninterrupted(
      [&] { return ::open(path.c_str(), flags | O_CLOEXEC); });
  };
  auto descriptor = open(O_RDWR);
  if (descriptor < 0 && (errno == EACCES || errno == EPERM || errno == EROFS)) {
    writable = false;
    descriptor = open(O_RDONLY);
  }
  if (descriptor < 0)
    return failed("open the lock", path);
  auto opened = std::unique_ptr<lock_file>(new lock_file(descriptor, path));

  struct stat status {};

  if (::fstat(descriptor, &status) != 0)
    return failed("look at the lock", path);
  if (static_cast<std::size_t>(status.st_size) < lock_page::size)
    return error(errc::not_found, path + ": holds no page yet");
  if (auto mapped = opened->map(writable); !mapped)
    return mapped.failure();
  return opened;
}

result<std::unique_ptr<lock_file>> lock_file::in_memory() {
  auto made = std::unique_ptr<lock_file>(new lock_file(-1, "lock"));
  if (auto mapped = made->map(true); !mapped)
    return mapped.failure();
  if (auto done = made->page().format(); !done)
    return done.failure();
  return made;
}

result<void> lock_file::map(bool writable) {
  auto protection = PROT_READ | (writable ? PROT_WRITE : 0);
  auto flags = MAP_SHARED | (descriptor_ < 0 ? MAP_ANONYMOUS : 0);
  auto* start =
    ::mmap(nullptr, lock_page::size, protection, flags, descriptor_, 0);
  if (start == MAP_FAILED)
    return failed("map the lock", path_);
  start_ = static_cast<std::byte*>(start);
  page_.emplace(std::span(start_, lock_page::size), writable, path_);
  return {};
}

lock_page& lock_file::page() noexcept {
  return *page_;
}

} // namespace brine::journal
