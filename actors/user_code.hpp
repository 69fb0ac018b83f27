// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

namespace brine {

/// Marks that a user's function runs in a store's turn on this thread: there,
/// a blocking call on any store would wait for itself. Logs the key if it
/// took over a second.
class user_code {
public:
  explicit user_code(std::string_view encoded_key) noexcept;
  ~user_code();

  user_code(const user_code&) = delete;
  user_code& operator=(const user_code&) = delete;

  /// True inside a user's function on this thread.
  [[nodiscard]] static bool running() noexcept;

private:
  std::string_view key_;
  std::chrono::steady_clock::time_point since_;
};

} // namespace brine
