// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/core/result.hpp>
#include <brine/core/revision.hpp>
#include <brine/core/value.hpp>
#include <brine/hooks/cursor.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace brine {

/// Whether the document before an edit is known.
enum class old_value : std::uint8_t {
  not_asked,
  absent,    ///< There was none.
  known,     ///< It is in `before`.
  compacted, ///< There was one, and the history no longer has it.
};

/// One key's part of a change.
struct edit {
  value key;
  std::vector<value> path; ///< Steps below the key; empty: all of it.
  bool removed = false;
  value after;           ///< The whole document; nil if removed.
  value metadata;        ///< Custom metadata of the document; nil if none.
  revision previous = 0; ///< Of the version replaced; 0: there was none.
  old_value old = old_value::not_asked;
  value before; ///< The whole document before, if `old` is `known`.
};

/// What a stream delivers.
enum class event : std::uint8_t {
  commit, ///< One commit, with those of its edits that were asked for.
  state,  ///< A document of the snapshot that comes before the stream.
  mark,   ///< No edits: everything up to `rev` was delivered.
};

/// The event of one commit.
struct change {
  brine::event event = brine::event::commit;
  revision rev = 0;
  operation what = operation::assoc;
  std::uint64_t time = 0;   ///< Hybrid time, see core/clock.hpp.
  std::uint64_t origin = 0; ///< Node that made it; 0 is this store.
  operation_id id;
  log_id log;
  std::vector<edit> edits; ///< One for each key, in the order of keys.

  /// The first edit, which is the only one of a single-key operation.
  /// @pre event is not `mark`
  [[nodiscard]] const edit& only() const {
    return edits.front();
  }

  [[nodiscard]] const value& key() const {
    return only().key;
  }

  [[nodiscard]] const value& after() const {
    return only().after;
  }

  /// The old value; nil also if it was not asked for, see `edit::old`.
  [[nodiscard]] const value& before() const {
    return only().before;
  }

  /// Resuming from here delivers what comes next. Of `state`: nothing to
  /// resume from, the snapshot must be taken anew.
  [[nodiscard]] cursor position() const {
    return event == brine::event::state ? beginning : cursor{log, rev};
  }
};

/// The name of an operation in logs and on the command line, as "assoc-in".
[[nodiscard]] std::string_view name(operation what) noexcept;

/// A commit that was read from the history. Old values are left out.
[[nodiscard]] result<change>
make_change(logged_commit&& logged, const log_id& log);

/// About how many bytes of memory its documents keep alive.
[[nodiscard]] std::size_t document_bytes(const change& c) noexcept;

/// The change as a map, to be printed: `:revision :op :key :path :value ...`.
[[nodiscard]] value to_value(const change& c);

} // namespace brine
