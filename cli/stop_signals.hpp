// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <thread>

namespace brine::cli {

/// Thrown where Ctrl-C or SIGTERM came.
struct interrupted {};

/// From now on Ctrl-C and SIGTERM do not kill the process but can be waited
/// for. Made before any other thread is.
class stop_signals {
public:
  stop_signals();
  ~stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;

  /// Readable once there was one.
  [[nodiscard]] int descriptor() const noexcept {
    return descriptor_;
  }

  /// Throws `interrupted` if there was one.
  void check() const;

private:
  int descriptor_;
};

/// Calls a function, once and on a thread of its own, when there is a signal or
/// when nobody reads standard output any more. A second signal ends the
/// process.
class stop_watch {
public:
  stop_watch(const stop_signals& signals, std::function<void()> on_stop);
  ~stop_watch();
  stop_watch(const stop_watch&) = delete;
  stop_watch& operator=(const stop_watch&) = delete;

private:
  void run(int signals) const;

  std::function<void()> on_stop_;
  int end_;
  std::thread thread_;
};

} // namespace brine::cli
