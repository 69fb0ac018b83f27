// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace brine::bench {

/// A file that is appended to and synced, with nothing around it: what a
/// synced write costs at least.
class bare_log {
public:
  /// Makes the file, with 64 MiB of preallocated space.
  explicit bare_log(const std::string& path);

  ~bare_log();

  bare_log(const bare_log&) = delete;
  bare_log& operator=(const bare_log&) = delete;

  /// Durable when it returns. At the end of the space it begins again.
  void append(std::string_view bytes);

private:
  int fd_;
  std::uint64_t end_ = 0;
};

} // namespace brine::bench
