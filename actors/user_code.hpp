// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/clock.hpp>

#include <chrono>
#include <string_view>

namespace brine {

/// Marks that a user's function runs in a store's turn on this thread: there,
/// a blocking call on any store would wait for itself. Logs the key if it
/// took a second or more by the store's clock.
class user_code {
public:
  user_code(std::string_view encoded_key, const clock& time) noexcept;
  ~user_code();

  user_code(const user_code&) = delete;
  user_code& operator=(const user_code&) = delete;

  /// True inside a user's function on this thread.
  [[nodiscard]] static bool running() noexcept;

private:
  std::string_view key_;
  const clock& clock_;
  std::chrono::nanoseconds since_;
};

} // namespace brine
