// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/document.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// One key's part of a commit. The writer fills in `where`.
struct mutation {
  std::string key;  ///< Encoded, see core/key.hpp.
  std::string path; ///< Encoded steps below the key; empty if none.
  std::string blob; ///< Codec header, metadata and value; empty if `removes`,
                    ///< or if the backend keeps documents as they are.
  value content;    ///< What `blob` holds.
  value metadata;
  bool removes = false;   ///< The key is gone afterwards.
  bool untouched = false; ///< Only reserved: nothing is written for it.
  revision previous = 0;
  location where;
};

/// One revision's worth of mutations, applied together or not at all.
struct commit {
  revision rev = 0;
  std::uint64_t time = 0;   ///< Hybrid time.
  std::uint64_t origin = 0; ///< Node that made it; 0 is this store.
  operation_id id;
  operation what = operation::assoc;
  std::span<mutation* const> mutations;
};

/// A commit as it is read back from the history.
struct logged_edit {
  std::string key;
  std::string path;
  bool removes = false;
  revision previous = 0;
  value content; ///< nil if `removes`.
  value metadata;
  location where; ///< Where it lies, if documents are read from there.
};

struct logged_commit {
  revision rev = 0;
  std::uint64_t time = 0;
  std::uint64_t origin = 0;
  operation_id id;
  operation what = operation::assoc;
  std::vector<logged_edit> edits; ///< Only those that were asked for.
};

/// Says which edits of the history are wanted, from encoded key and path;
/// the others are not decoded.
using edit_filter =
  std::function<bool(operation, std::string_view key, std::string_view path)>;

/// Reads the history in order. One thread at a time.
class history_reader {
public:
  virtual ~history_reader() = default;

  /// The next commit that is durable, with the edits that pass the filter
  /// (perhaps none); nothing at the end as it is now, and more on a later
  /// call. Fails with `history_lost` where compaction overtook the reader.
  virtual result<std::optional<logged_commit>> next() = 0;
};

/// What a backend can do; an operation that needs what is missing fails with
/// `unsupported`.
struct abilities {
  bool writable = true;         ///< Else another process writes, see `follow`.
  bool durable = false;         ///< Documents outlive the process.
  bool durable_history = false; ///< So does the change history.
  bool multi_key = false;       ///< Commits many keys all or nothing.
  bool syncs = false;           ///< A commit waits for a disk.
  bool encoded = false;         ///< Mutations must carry a blob.
  /// How often `sync` is to be called while something was written; 0: never.
  std::chrono::milliseconds sync_interval{0};
};

/// Where the history stands.
struct history_bounds {
  log_id log;
  revision oldest = 0;    ///< First revision of complete history.
  revision last = 0;      ///< Last durable revision.
  std::uint64_t time = 0; ///< Hybrid time of that; 0 if none.
};

/// The reading half. Thread-safe.
class reader {
public:
  virtual ~reader() = default;

  /// Without a location the key was removed.
  using key_visitor =
    std::function<void(std::string_view key, revision rev, location where)>;

  /// Brings the store up: visits the keys, and perhaps older versions and
  /// removals of them, each key in the order of its revisions. Called once,
  /// before anything else.
  virtual result<void> load(const key_visitor& visit) = 0;

  [[nodiscard]] virtual history_bounds bounds() const = 0;

  /// History after `after`; `history_lost` if it is not complete from there.
  virtual result<std::unique_ptr<history_reader>>
  history(revision after, edit_filter filter) = 0;

  /// Where a stream goes on that has seen `rev` of history `log` (all zero:
  /// this one). `history_lost` if that history ended below it, or what comes
  /// next is no longer complete.
  virtual result<revision> resume(const log_id& log, revision rev) = 0;

  /// Of a store that another process writes: waits until more is durable than
  /// `bounds` says, at most so long, and says whether there is.
  virtual result<bool> follow(std::chrono::milliseconds) {
    return false;
  }

  /// The version of `key` that revision `rev` made; nothing if it was removed
  /// there or compacted away.
  virtual result<std::optional<document>>
  version(std::string_view key, revision rev) = 0;
};

/// The writing half. Called by one thread at a time.
class writer {
public:
  virtual ~writer() = default;

  /// Writes the commits in order, all or nothing, and returns when they are
  /// durable at the store's level. A failure means that the outcome is
  /// unknown, and ends all writing.
  virtual result<void> write(std::span<commit* const> commits) = 0;

  /// Makes everything before durable, whatever the level.
  virtual result<void> sync() = 0;

  /// Ends the stretch of storage that is written, so that compaction may reach
  /// what is in it.
  virtual result<void> roll() {
    return {};
  }
};

class keeper;

/// A place where documents live. Owned by one store.
class backend {
public:
  virtual ~backend() = default;

  [[nodiscard]] virtual abilities can() const noexcept = 0;

  [[nodiscard]] virtual brine::reader& reader() noexcept = 0;

  /// @pre opened to write
  [[nodiscard]] virtual brine::writer& writer() noexcept = 0;

  /// Null if there is nothing to keep.
  [[nodiscard]] virtual brine::keeper* keeper() noexcept {
    return nullptr;
  }

  /// Ends cleanly: what was written is durable afterwards.
  virtual result<void> close() = 0;
};

} // namespace brine
