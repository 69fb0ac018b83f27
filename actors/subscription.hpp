// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/error.hpp>
#include <brine/hooks/change.hpp>
#include <brine/hooks/filter.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace brine {

class engine;
class stream_target;

/// What a subscription delivers.
struct subscribe_options {
  /// Only changes that match; by default all.
  filter where{};
  /// Everything after this position; by default what is written from now on.
  /// A position that the history no longer has fails with `history_lost`,
  /// unless `snapshot` is set.
  std::optional<cursor> from{};
  /// Without `from`, and where the history was lost, deliver the documents
  /// that match first, as events of kind `state`, then a `mark`, then all
  /// changes since exactly then.
  bool snapshot{};
  /// Fill in `before` of every edit.
  bool old_values{};
  /// Told when the stream ended: the history was lost to a slow subscriber, or
  /// could not be read. By default that is logged.
  std::function<void(const error&)> on_error{};
};

/// A running subscription: its callback gets the changes in order, each once,
/// one at a time, on a callback thread. What it throws is logged and counted,
/// and the stream goes on. A slow one delays nobody. Destroying it ends it and
/// waits for a running callback, except from inside that callback.
class subscription {
public:
  using callback = std::function<void(const change&)>;

  subscription(std::shared_ptr<engine> home, subscribe_options options,
               callback f);

  /// Feeds an actor of the user's instead; see actors/handles.hpp.
  subscription(std::shared_ptr<engine> home, subscribe_options options,
               const stream_target& to);

  ~subscription();
  subscription(subscription&&) noexcept;
  subscription& operator=(subscription&&) noexcept;

  /// A cursor from which nothing is missed: every change that matches and is
  /// at or below it has been through the callback. Throws once closed.
  [[nodiscard]] cursor position() const;

  /// Ends it, as the destructor does. Idempotent.
  void end();

  /// How often the callback threw; an actor of the user's is not counted.
  [[nodiscard]] std::uint64_t failures() const noexcept;

private:
  struct state;
  std::shared_ptr<state> state_;
};

} // namespace brine
