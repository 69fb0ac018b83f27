// SPDX-License-Identifier: MIT
#include <brine/cli/input.hpp>
#include <brine/cli/stop_signals.hpp>
#include <brine/core/error.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace brine::cli {

namespace {

constexpr std::size_t piece = std::size_t{64} << 10;

errc code_of(int number) {
  switch (number) {
  case ENOENT:
    return errc::not_found;
  case EACCES:
    return errc::no_permission;
  default:
    return errc::io_failed;
  }
}

} // namespace

input::input(std::string name, int signals)
    : name_(std::move(name)), descriptor_(STDIN_FILENO), signals_(signals) {
  if (name_ == "-") {
    name_ = "standard input";
  } else {
    // Opening a pipe shall not wait for its writer: `read` does, and can stop.
    descriptor_ = ::open(name_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
      fail("open");
    if (::fcntl(descriptor_, F_SETFL, 0) < 0)
      fail("open");
  }

  struct stat about {};

  if (::fstat(descriptor_, &about) == 0 && S_ISREG(about.st_mode))
    size_ = static_cast<std::uint64_t>(about.st_size);
}

input::~input() {
  if (descriptor_ != STDIN_FILENO)
    ::close(descriptor_);
}

bool input::read(std::string& to) {
  auto ready =
    std::array<pollfd, 2>{{{descriptor_, POLLIN, 0}, {signals_, POLLIN, 0}}};
  while (::poll(ready.data(), ready.size(), -1) < 0)
    if (errno != EINTR)
      fail("poll");
  if (ready[1].revents != 0)
    throw interrupted();
  const auto before = to.size();
  to.resize(before + piece);
  ssize_t n = 0;
  do
    n = ::read(descriptor_, to.data() + before, piece);
  while (n < 0 && errno == EINTR);
  const auto failed = errno;
  to.resize(before + static_cast<std::size_t>(n < 0 ? 0 : n));
  errno = failed;
  if (n < 0)
    fail("read");
  done_ += static_cast<std::uint64_t>(n);
  return n > 0;
}

void input::fail(const char* what) const {
  const auto number = errno;
  throw error(code_of(number), std::string("cannot ") + what + ' ' + name_
                                 + ": "
                                 + std::generic_category().message(number));
}

} // namespace brine::cli
