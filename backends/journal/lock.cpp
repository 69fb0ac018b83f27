// SPDX-License-Identifier: MIT
#include <brine/backends/journal/lock.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace brine::journal {

namespace {

error failed(const std::string& path, const char* what, int number) {
  auto code = errc::io_failed;
  if (number == EACCES || number == EPERM || number == EROFS)
    code = errc::no_permission;
  else if (number == ENOSPC || number == EDQUOT)
    code = errc::storage_full;
  else if (number == ENOENT)
    code = errc::not_found;
  auto why = std::error_code(number, std::generic_category()).message();
  return error(code, fmt::format("{}: cannot {}: {}", path, what, why));
}

int open_retrying(const std::string& path, int flags) {
  int descriptor;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

int lock_retrying(int descriptor) {
  int done;
  do {
    done = ::flock(descriptor, LOCK_EX | LOCK_NB);
  } while (done != 0 && errno == EINTR);
  return done;
}

/// Whether `path` still names the file that was opened: a lock on a file
/// without that name keeps nobody out.
bool still_named(int descriptor, const std::string& path) {
  struct stat opened {};

  struct stat named {};

  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0
         && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

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
  // Each round loses a race against somebody who removes the file.
  for (int rounds = 0; rounds < 100; ++rounds) {
    auto descriptor = open_retrying(path, O_RDWR | O_CREAT);
    if (descriptor < 0)
      return failed(path, "open the lock", errno);
    auto held = std::unique_ptr<lock_file>(new lock_file(descriptor, path));
    if (lock_retrying(descriptor) != 0)
      return errno == EWOULDBLOCK ? in_use(path)
                                  : failed(path, "take the lock", errno);
    if (!still_named(descriptor, path))
      continue;
    // Reserved, since a page without space behind it would kill the process
    // that writes to it.
    auto reserved = ::posix_fallocate(descriptor, 0, lock_page::size);
    if (reserved != 0)
      return failed(path, "reserve the lock's page", reserved);
    if (auto mapped = held->map(true); !mapped)
      return mapped.failure();
    if (auto done = held->page().format(); !done)
      return done.failure();
    return held;
  }
  return error(errc::io_failed, path + ": the lock is removed again and again");
}

result<std::unique_ptr<lock_file>> lock_file::observe(const std::string& path) {
  auto writable = true;
  auto descriptor = open_retrying(path, O_RDWR);
  if (descriptor < 0 && (errno == EACCES || errno == EPERM || errno == EROFS)) {
    writable = false;
    descriptor = open_retrying(path, O_RDONLY);
  }
  if (descriptor < 0)
    return failed(path, "open the lock", errno);
  auto opened = std::unique_ptr<lock_file>(new lock_file(descriptor, path));

  struct stat status {};

  if (::fstat(descriptor, &status) != 0)
    return failed(path, "look at the lock", errno);
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
    return failed(path_, "map the lock", errno);
  start_ = static_cast<std::byte*>(start);
  page_.emplace(std::span(start_, lock_page::size), writable, path_);
  return {};
}

lock_page& lock_file::page() noexcept {
  return *page_;
}

} // namespace brine::journal
