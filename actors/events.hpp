// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/calls.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/hooks/change.hpp>

namespace brine {

/// The event of a commit that was written. Old values are in it as far as its
/// parts have them at hand; with `read_old` those that lie in storage are read.
[[nodiscard]] result<change>
make_change(const commit_call& c, const log_id& log, bool read_old);

/// The event of a document in the snapshot that comes before a stream.
[[nodiscard]] change
state_event(snapshot_scan::found&& document, const log_id& log);

/// Says that everything up to `rev` was delivered.
[[nodiscard]] change mark_event(revision rev, const log_id& log);

/// A failure with what was being read in its message; `history_lost`, which
/// says so itself, stays as it is.
[[nodiscard]] error while_reading(const std::string& what, const error& why);

/// The same of the history, read on after a revision.
[[nodiscard]] error history_failed(revision after, const error& why);

} // namespace brine
