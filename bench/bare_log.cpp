// SPDX-License-Identifier: MIT
#include <brine/bench/bare_log.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

namespace brine::bench {

namespace {

constexpr std::uint64_t room = std::uint64_t{64} << 20;

void check(bool good, const char* what) {
  if (!good)
    throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

bare_log::bare_log(const std::string& path)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  check(fd_ >= 0, "open");
  const auto failed = ::posix_fallocate(fd_, 0, static_cast<off_t>(room));
  if (failed != 0)
    throw std::system_error(failed, std::generic_category(), "fallocate");
  check(::fsync(fd_) == 0, "fsync");
}

bare_log::~bare_log() {
  ::close(fd_);
}

void bare_log::append(std::string_view bytes) {
  if (end_ + bytes.size() > room)
    end_ = 0;
  const auto n =
    ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(end_));
  check(n == static_cast<ssize_t>(bytes.size()), "write");
  check(::fdatasync(fd_) == 0, "fdatasync");
  end_ += bytes.size();
}

} // namespace brine::bench
