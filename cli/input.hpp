// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace brine::cli {

/// A file, or standard input, read piece by piece.
class input {
public:
  /// Opens a file, "-" for standard input. With the descriptor of
  /// `stop_signals`, waiting ends with `interrupted`, for a pipe's writer too.
  /// Throws `not_found`, `no_permission` and the like.
  explicit input(std::string name, int signals = -1);

  ~input();
  input(const input&) = delete;
  input& operator=(const input&) = delete;

  /// Appends the next bytes, as many as there are at once; false at the end.
  bool read(std::string& to);

  /// For messages.
  [[nodiscard]] const std::string& name() const noexcept {
    return name_;
  }

  [[nodiscard]] std::uint64_t done() const noexcept {
    return done_;
  }

  /// 0 if not known.
  [[nodiscard]] std::uint64_t size() const noexcept {
    return size_;
  }

private:
  [[noreturn]] void fail(const char* what) const;

  std::string name_;
  int descriptor_;
  int signals_;
  std::uint64_t done_ = 0;
  std::uint64_t size_ = 0;
};

} // namespace brine::cli
