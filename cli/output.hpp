// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace brine::cli {

/// How values are written and read.
enum class text_format : std::uint8_t { edn, json };

/// Thrown if standard output takes no more.
struct output_failed {
  int code; ///< An errno; EPIPE if the reader has gone.
};

/// Standard output, line by line. Every write is checked.
class output {
public:
  /// Writes a value as one line, now or later. Throws `wrong_kind`, and writes
  /// nothing, for what has no JSON.
  void print(const value& v, text_format how);

  void print(std::string_view line);

  /// Everything printed has been taken by the system when this returns.
  void flush();

private:
  std::string pending_;
};

/// Writes a line for people on standard error.
void say(std::string_view message);

} // namespace brine::cli
