// SPDX-License-Identifier: MIT
#include <brine/backends/journal/posix_calls.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

namespace brine::journal {

namespace {

errc code_of(int number) {
  switch (number) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG: // a limit of the process, or of the file system
    return errc::storage_full;
  case EACCES:
  case EPERM:
  case EROFS:
    return errc::no_permission;
  case ENOENT:
    return errc::not_found;
  case EEXIST:
    return errc::store_exists;
  default:
    return errc::io_failed;
  }
}

/// Whether `path` still names the file that was opened: a lock on a file
/// without that name keeps nobody out.
bool still_named(int descriptor, const std::string& path) {
  struct stat opened {};

  struct stat named {};

  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0
         && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

} // namespace

error failed(const char* operation, const std::string& path, int number) {
  return {code_of(number), std::string("cannot ") + operation + " " + path
                             + ": " + std::generic_category().message(number)};
}

result<int> open_locked(const std::string& path) {
  // Each round loses a race against somebody who removes the file.
  for (int rounds = 0; rounds < 100; ++rounds) {
    const auto descriptor = uninterrupted(
      [&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); });
    if (descriptor < 0)
      return failed("open the lock", path);
    if (uninterrupted([&] { return ::flock(descriptor, LOCK_EX | LOCK_NB); })
        != 0) {
      const auto number = errno;
      ::close(descriptor);
      return number == EWOULDBLOCK
               ? error(errc::store_in_use, path + " is locked by another")
               : failed("lock", path, number);
    }
    if (still_named(descriptor, path))
      return descriptor;
    ::close(descriptor);
  }
  return error(errc::io_failed,
               "cannot lock " + path + ": it is removed again and again");
}

} // namespace brine::journal
