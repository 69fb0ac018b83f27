// SPDX-License-Identifier: MIT
#include <brine/cli/output.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/config.hpp>
#include <brine/core/edn.hpp>

#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace brine::cli {

namespace {

constexpr std::size_t enough_to_write = std::size_t{64} << 10;

} // namespace

void output::print(const value& v, text_format how) {
  if (how == text_format::edn) {
    write_edn(pending_, v);
  } else {
    const auto before = pending_.size();
    if (const auto done = write_json(pending_, v); !done) {
      pending_.resize(before);
      throw error(errc::wrong_kind,
                  done.failure().message() + "; edn can say it");
    }
  }
  print("");
}

void output::print(std::string_view line) {
  pending_ += line;
  pending_ += '\n';
  if (pending_.size() >= enough_to_write)
    flush();
}

void output::flush() {
  std::size_t done = 0;
  while (done < pending_.size()) {
    const auto n =
      ::write(STDOUT_FILENO, pending_.data() + done, pending_.size() - done);
    if (n >= 0) {
      done += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      const auto code = errno;
      pending_.clear();
      throw output_failed{code};
    }
  }
  pending_.clear();
}

void say(std::string_view message) {
  auto line = "brine: " + redacted_text(message) + '\n';
  // If standard error is closed, there is nobody to tell.
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

} // namespace brine::cli
