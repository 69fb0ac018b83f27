// SPDX-License-Identifier: MIT
#include <brine/bench/bare_log.hpp>
#include <brine/bench/contest.hpp>
#include <brine/bench/machine.hpp>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <system_error>
#include <thread>
#include <vector>

namespace brine::bench {

namespace {

// From linux/magic.h.
constexpr long ext4 = 0xEF53;
constexpr long xfs = 0x58465342;
constexpr long btrfs = 0x9123683E;
constexpr long overlay = 0x794c7630;
constexpr long tmpfs = 0x01021994;
constexpr long ramfs = 0x858458f6;

long kind_of(const std::string& folder) {
  struct statfs found {};

  if (::statfs(folder.c_str(), &found) != 0)
    throw std::system_error(errno, std::generic_category(), folder);
  return static_cast<long>(found.f_type);
}

std::string processor() {
  auto in = std::ifstream("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.rfind("model name", 0) == 0)
      return line.substr(line.find(':') + 2);
  return "unknown processor";
}

double load() {
  auto average = std::array<double, 1>{};
  return ::getloadavg(average.data(), 1) == 1 ? average[0] : -1;
}

double sync_time(const std::string& folder) {
  auto log = bare_log(folder + "/fdatasync");
  const auto bytes = std::string(256, 'x');
  std::vector<double> times;
  for (int i = 0; i < 200; ++i) {
    const auto start = std::chrono::steady_clock::now();
    log.append(bytes);
    const auto took = std::chrono::steady_clock::now() - start;
    times.push_back(std::chrono::duration<double>(took).count());
  }
  return median(std::move(times));
}

} // namespace

std::string file_system(const std::string& folder) {
  switch (const auto kind = kind_of(folder)) {
  case ext4:
    return "ext4";
  case xfs:
    return "xfs";
  case btrfs:
    return "btrfs";
  case overlay:
    return "overlayfs";
  case tmpfs:
    return "tmpfs";
  case ramfs:
    return "ramfs";
  default:
    return fmt::format("file system {:#x}", kind);
  }
}

bool syncs(const std::string& folder) {
  const auto kind = kind_of(folder);
  return kind != tmpfs && kind != ramfs;
}

void write_out(const std::string& folder) {
  const auto fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || ::syncfs(fd) != 0)
    throw std::system_error(errno, std::generic_category(), folder);
  ::close(fd);
}

void print_machine(const std::string& folder) {
  const auto* commit = std::getenv("BRINE_COMMIT");
  fmt::print("| | |\n| --- | --- |\n");
  fmt::print("| commit | {} |\n", commit ? commit : "unknown");
  fmt::print("| date | {:%Y-%m-%d %H:%M} UTC |\n",
             fmt::gmtime(std::time(nullptr)));
  fmt::print("| machine | {}, {} cores, load {:.1f} at the start |\n",
             processor(), std::thread::hardware_concurrency(), load());
  fmt::print("| file system | {} |\n", file_system(folder));
  fmt::print("| append + fdatasync, median of 200 | {} |\n",
             syncs(folder) ? to_text(sync_time(folder), measure::seconds)
                           : "does nothing here");
  std::fflush(stdout);
}

} // namespace brine::bench
