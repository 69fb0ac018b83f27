// SPDX-License-Identifier: MIT
#include <brine/bench/child.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace brine::bench {

namespace {

constexpr const char* this_program = "/proc/self/exe";

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// Starts a program with its stdout at `out`.
pid_t start(const std::vector<std::string>& words, int out) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const auto& w : words)
    arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  const auto child = ::fork();
  if (child < 0)
    fail("fork");
  if (child == 0) {
    ::dup2(out, STDOUT_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      fail("waitpid");
  return status;
}

std::string path_of_this_program() {
  char path[4096];
  const auto n = ::readlink(this_program, path, sizeof(path));
  if (n < 0)
    fail(this_program);
  return {path, static_cast<std::size_t>(n)};
}

/// The total of a callgrind profile.
double total_of(const std::string& profile) {
  auto in = std::ifstream(profile);
  const std::string mark = "totals: ";
  for (std::string line; std::getline(in, line);)
    if (line.rfind(mark, 0) == 0)
      return std::stod(line.substr(mark.size()));
  throw std::runtime_error("no total in callgrind's " + profile);
}

} // namespace

void kill_when_ready(const std::vector<std::string>& task) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    fail("pipe");
  auto words = std::vector<std::string>{this_program, "--child"};
  words.insert(words.end(), task.begin(), task.end());
  const auto child = start(words, ends[1]);
  ::close(ends[1]);
  char byte = 0;
  const auto n = ::read(ends[0], &byte, 1);
  ::close(ends[0]);
  ::kill(child, SIGKILL);
  wait_for(child);
  if (n != 1)
    throw std::runtime_error("a child ended before it was ready");
}

bool has_callgrind() {
  const auto nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const auto status = wait_for(start({"valgrind", "--version"}, nowhere));
  ::close(nowhere);
  return status == 0;
}

double count_instructions(const std::vector<std::string>& task,
                          const std::string& scratch_file) {
  auto words = std::vector<std::string>{
    "valgrind",
    "-q",
    "--tool=callgrind",
    "--callgrind-out-file=" + scratch_file,
    path_of_this_program(),
    "--child",
  };
  words.insert(words.end(), task.begin(), task.end());
  if (wait_for(start(words, STDERR_FILENO)) != 0)
    throw std::runtime_error("callgrind failed");
  const auto total = total_of(scratch_file);
  ::unlink(scratch_file.c_str());
  return total;
}

} // namespace brine::bench
