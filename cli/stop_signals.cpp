// SPDX-License-Identifier: MIT
#include <brine/cli/exit_code.hpp>
#include <brine/cli/stop_signals.hpp>
#include <brine/core/error.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace brine::cli {

namespace {

int checked(int descriptor, const char* what) {
  if (descriptor < 0)
    throw error(errc::io_failed, std::string(what) + ": "
                                   + std::generic_category().message(errno));
  return descriptor;
}

int block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return ::signalfd(-1, &set, SFD_CLOEXEC);
}

} // namespace

stop_signals::stop_signals()
    : descriptor_(checked(block_signals(), "signalfd")) {}

stop_signals::~stop_signals() {
  ::close(descriptor_);
}

void stop_signals::check() const {
  auto came = pollfd{descriptor_, POLLIN, 0};
  if (::poll(&came, 1, 0) > 0)
    throw interrupted();
}

stop_watch::stop_watch(const stop_signals& signals,
                       std::function<void()> on_stop)
    : on_stop_(std::move(on_stop)),
      end_(checked(::eventfd(0, EFD_CLOEXEC), "eventfd")),
      thread_([this, from = signals.descriptor()] { run(from); }) {}

stop_watch::~stop_watch() {
  ::eventfd_write(end_, 1);
  thread_.join();
  ::close(end_);
}

void stop_watch::run(int signals) const {
  // Of standard output only errors are told: that nobody reads it.
  auto all = std::array<pollfd, 3>{
    {{end_, POLLIN, 0}, {signals, POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
  auto stopped = false;
  for (;;) {
    if (::poll(all.data(), all.size(), -1) < 0 && errno != EINTR)
      std::abort(); // the arguments are right
    if (all[0].revents != 0)
      return;
    if ((all[1].revents & POLLIN) != 0) {
      signalfd_siginfo which{};
      if (::read(signals, &which, sizeof(which)) == sizeof(which) && stopped)
        ::_exit(exit_code::interrupted);
    } else if (all[2].revents == 0) {
      continue;
    }
    all[2].fd = -1;
    if (!std::exchange(stopped, true))
      on_stop_();
  }
}

} // namespace brine::cli
