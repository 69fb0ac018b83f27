// SPDX-License-Identifier: MIT
#include <brine/cli/progress.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace brine::cli {

namespace {

// Carriage return, and erasing what is right of it.
constexpr auto begin_anew = "\r\x1b[K";

} // namespace

progress::progress(std::string what, std::string unit)
    : what_(std::move(what)), unit_(std::move(unit)),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

progress::~progress() {
  if (shown_)
    static_cast<void>(std::fputs(begin_anew, stderr));
}

void progress::show(std::uint64_t done, std::uint64_t all) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now < next_)
    return;
  next_ = now + std::chrono::milliseconds(100);
  shown_ = true;
  auto line = fmt::format("{}{}: {} {}", begin_anew, what_, done, unit_);
  if (all > 0)
    line += fmt::format(" of {}, {} %", all, done * 100 / all);
  static_cast<void>(std::fputs(line.c_str(), stderr));
}

} // namespace brine::cli
