// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/hooks/change.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace brine {

/// A stretch of the history that is read once for all subscriptions which are
/// behind at about the same place. Holds the changes read last, so that the
/// slower ones of them find these here. One thread.
class shared_history {
public:
  using change_ptr = std::shared_ptr<const change>;

  /// Goes to another place.
  result<void> move_to(reader& from, const log_id& log, revision after);

  /// Lets go of the history and of what was read.
  void leave() noexcept;

  /// Whether what follows `rev` can be had.
  [[nodiscard]] bool covers(revision rev) const noexcept {
    return reader_ && after_ <= rev && rev <= upto_;
  }

  /// Appends the changes after `after` and not above `end`, until there are
  /// `limit` in `out` or many bytes. After a failure it covers nothing.
  /// @returns whether there was room for all of them
  /// @pre covers(after)
  result<bool> read(revision after, revision end, std::size_t limit,
                    std::vector<change_ptr>& out);

private:
  struct kept {
    change_ptr what;
    std::size_t bytes = 0; ///< About what its documents take.
  };

  result<bool> fetch();
  void keep(change c);

  std::unique_ptr<history_reader> reader_;
  log_id log_;
  std::deque<kept> changes_; ///< Those above `after_` up to `upto_`.
  std::size_t bytes_ = 0;
  revision after_ = 0;
  revision upto_ = 0;
};

} // namespace brine
