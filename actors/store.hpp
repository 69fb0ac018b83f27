// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/async.hpp>
#include <brine/actors/changes.hpp>
#include <brine/actors/subscription.hpp>
#include <brine/actors/transaction.hpp>
#include <brine/actors/typed.hpp>
#include <brine/backends/backend.hpp>
#include <brine/backends/keeper.hpp>
#include <brine/core/instant.hpp>
#include <brine/core/path.hpp>
#include <brine/core/revision.hpp>
#include <brine/core/value.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace brine {

class engine;
class async_store;
class snapshot;

/// How a write is to be made.
struct write_options {
  /// Commit only if this is the key's revision (0: it is absent); else fail
  /// with `conflict` and change nothing. For operations on one key.
  std::optional<revision> expected{};
  /// Custom metadata of the document, a map. Nil: none for `assoc`; what was
  /// there stays for updates.
  value metadata{};
  /// Goes into the log with the commit; see `operation_id`.
  operation_id id{};
};

/// What is known of a document beside its content.
struct document_info {
  value key;
  std::string type; ///< "edn", or "binary" for bytes.
  instant last_write;
  revision rev = 0;
  value custom; ///< Custom metadata; nil if there is none.
};

/// The whole document before and after an update. Nil if absent.
struct updated {
  value before;
  value after;
  revision rev = 0;
};

/// Whoever reads the history at its own pace, and has it kept for a time; see
/// `acknowledge`.
struct consumer {
  std::string name;
  cursor seen; ///< All up to here was acknowledged.
  instant lease_end;
};

/// Orders keys as their encoded bytes do.
struct key_less {
  bool operator()(const value& a, const value& b) const {
    return key_compare(a, b) < 0;
  }
};

/// The operations of an open store, for `store` and `shared_store`. Every call
/// blocks until its outcome is known, runs on the caller's thread where that
/// is idle work anyway, may come from any thread, and throws `brine::error`.
/// A write that returned is durable at the store's level, and seen by every
/// read that starts afterwards.
class store_operations {
public:
  // -- reading

  /// The document of a key; nothing if it is absent.
  template <class T = value>
  [[nodiscard]] std::optional<T>
  get(const value& key, const reflect_options& how = {}) const {
    return detail::read_as<T>(find(key), {&key, 1}, how);
  }

  /// What is at a path; nothing if it is absent, or nil where a T is not.
  template <class T = value>
  [[nodiscard]] std::optional<T>
  get_in(const path& where, const reflect_options& how = {}) const {
    return detail::read_as<T>(find_in(where), where.parts(), how);
  }

  [[nodiscard]] bool exists(const value& key) const;

  /// What is known of a document; nothing if it is absent. Does not read the
  /// content, and so finds no damage there.
  [[nodiscard]] std::optional<document_info> get_meta(const value& key) const;

  /// The documents of those keys that are there, all at one revision.
  [[nodiscard]] std::map<value, value, key_less>
  multi_get(const std::vector<value>& keys) const;

  /// All documents at one revision; see `snapshot`.
  [[nodiscard]] brine::snapshot snapshot() const;

  /// The keys that begin with `prefix` (see docs/keys.md), in key order, at
  /// one revision. Without a prefix all keys.
  [[nodiscard]] std::vector<value> keys(const value& prefix = {}) const;

  /// The documents whose keys begin with `prefix`, in key order, at one
  /// revision. Holds them all: for many use `snapshot().each`.
  [[nodiscard]] std::vector<std::pair<value, value>>
  scan(const value& prefix = {}) const;

  // -- writing one key; each returns the revision of its commit

  /// Replaces the whole document, and its metadata.
  revision assoc(const value& key, const value& document,
                 const write_options& options = {}) const;

  /// Replaces the document by a user's type, as a map of its fields: see
  /// docs/user-types.md.
  template <reflectable T>
  revision
  assoc(const value& key, const T& document, const write_options& options = {},
        const reflect_options& how = {}) const {
    return assoc(key, detail::write_as(document, {&key, 1}, how), options);
  }

  /// Replaces what is at a path, making maps on the way.
  revision assoc_in(const path& where, const value& leaf,
                    const write_options& options = {}) const;

  template <reflectable T>
  revision
  assoc_in(const path& where, const T& leaf, const write_options& options = {},
           const reflect_options& how = {}) const {
    return assoc_in(where, detail::write_as(leaf, where.parts(), how), options);
  }

  using update_function = std::function<value(const value&)>;

  /// Replaces the document by what `f` makes of it; `f` sees nil if the key is
  /// absent. Atomic per key, and a commit also if nothing differs. `f` runs in
  /// the store's turn: see docs/turns.md.
  updated update(const value& key, const update_function& f,
                 const write_options& options = {}) const;

  /// The same below a path.
  updated update_in(const path& where, const update_function& f,
                    const write_options& options = {}) const;

  /// `update` with types: `f` takes a T, then an absent document is
  /// `not_found`, or a `std::optional<T>`. What it returns is stored.
  template <class T, class F>
  updated update(const value& key, F f, const write_options& options = {},
                 const reflect_options& how = {}) const {
    return update_in<T>(path(key), std::move(f), options, how);
  }

  /// The same below a path.
  template <class T, class F>
  updated update_in(const path& where, F f, const write_options& options = {},
                    const reflect_options& how = {}) const {
    return update_in(where, detail::update_as<T>(where, std::move(f), how),
                     options);
  }

  /// Removes the document. @returns whether there was one.
  bool dissoc(const value& key, const write_options& options = {}) const;

  // -- writing many keys: all or nothing, in one commit

  revision multi_assoc(const std::vector<std::pair<value, value>>& documents,
                       const write_options& options = {}) const;

  /// @returns for each key whether there was a document.
  std::map<value, bool, key_less>
  multi_dissoc(const std::vector<value>& keys,
               const write_options& options = {}) const;

  /// Lets `f` read and change the documents of `keys` while nobody else can.
  /// `f` runs on this thread, once; what it throws is rethrown and nothing is
  /// committed. @returns the revision, or 0 if `f` changed nothing.
  revision transact(const std::vector<value>& keys,
                    const std::function<void(transaction&)>& f,
                    const write_options& options = {}) const;

  // -- keeping

  /// Drops what the store's retention does not ask to keep, and writes the rest
  /// anew, while reads and writes go on. Returns when that is done. `progress`
  /// is called on this thread, and may end the waiting by throwing.
  compaction_report compact(
    const std::function<void(const compaction_progress&)>& progress = {}) const;

  /// Seals with the present key whatever is plain or was sealed with another
  /// one, in documents, history and what stands beside them, while reads and
  /// writes go on. Nothing else changes. When this returns the store opens
  /// without its former keys; ended before, it goes on where it was the next
  /// time. `progress` as of `compact`. `unsupported` if the store has no key
  /// that seals, `wrong_secret` if one is missing that is still needed.
  rekey_report rekey(
    const std::function<void(const compaction_progress&)>& progress = {}) const;

  /// Makes a copy of the store in a folder, which must be missing or empty and
  /// not in the store's own, as it is at one revision, while reads and writes
  /// go on. What need not be copied is linked. Opened, the copy is a store of
  /// its own, under a new log id. Fails with `damaged` if a file that it needs
  /// is missing.
  backup_report backup(const std::string& folder) const;

  /// Notes that the consumer `name` has seen everything up to `seen`. For
  /// `lease` from now, compaction keeps all that comes after, whatever the
  /// store's retention says, also if the store is closed and opened meanwhile.
  /// The first call registers a consumer, each later one moves it, forward or
  /// back, and renews its lease. Durable when this returns, whatever the
  /// store's level: it costs two syncs of its own, and may wait for a
  /// checkpoint or a backup; so once in a while, not for each change.
  /// Fails with `history_lost` if a stream could not resume from `seen`: it is
  /// of another store or above the last revision, or what follows was dropped
  /// or is about to be; with `bad_argument` for a name that is empty or above
  /// 100 bytes, and a lease that is not positive or above 100 years; with
  /// `too_large` beyond 1000 consumers; with `unsupported` if the history is
  /// not durable. After any failure what was kept stays as long as the store is
  /// open; if the disk failed, the store may be found with what was asked for
  /// when it is opened again.
  void acknowledge(const std::string& name, const cursor& seen,
                   std::chrono::milliseconds lease) const;

  /// Ends a consumer's lease, so that its history may go.
  /// @returns whether there was one.
  bool remove_consumer(const std::string& name) const;

  /// The consumers within their leases, by name, also with `mode=read`.
  [[nodiscard]] std::vector<consumer> consumers() const;

  // -- streams

  /// Calls `f` with every change that matches, in order; see `subscription`.
  [[nodiscard]] subscription
  subscribe(subscribe_options options, subscription::callback f) const;

  [[nodiscard]] subscription subscribe(subscription::callback f) const {
    return subscribe({}, std::move(f));
  }

  /// A change stream to be pulled.
  [[nodiscard]] brine::changes changes(changes_options options = {}) const;

  /// Has `f` called with every commit before the call that made it returns, in
  /// the store's turn (see docs/turns.md); with `mode=read`, as commits of the
  /// writer are taken in. What it throws is logged and counted. Replaces the
  /// hook of this id.
  void add_write_hook(const std::string& id,
                      std::function<void(const change&)> f) const;

  /// @returns whether there was one.
  bool remove_write_hook(const std::string& id) const;

  /// How often write hooks threw.
  [[nodiscard]] std::uint64_t write_hook_failures() const;

  // -- the store itself

  /// Makes everything written before durable, whatever the store's level.
  void sync() const;

  /// Highest revision that every reader sees.
  [[nodiscard]] revision last_revision() const;

  /// Where the change history stands: its log, the first revision from which
  /// it is complete, and the last one.
  [[nodiscard]] history_bounds history() const;

  /// The same operations without waiting.
  [[nodiscard]] async_store async() const;

  /// Ends the store for all its handles: calls under way finish, later ones
  /// fail with `store_closed`. Idempotent: each call returns when the store is
  /// closed. Only on a thread of the store's own (in a callback, a coroutine,
  /// an update function) it does not wait, nor does the destruction of the last
  /// handle: another thread does the rest, and a process that leaves `main`
  /// waits for it.
  void close() const;

  /// The machinery, for the parts of brine.
  [[nodiscard]] const std::shared_ptr<engine>& machinery() const noexcept {
    return engine_;
  }

protected:
  explicit store_operations(std::shared_ptr<engine> e)
      : engine_(std::move(e)) {}

  store_operations(const store_operations&) = default;
  store_operations(store_operations&&) noexcept = default;
  store_operations& operator=(const store_operations&) = default;
  store_operations& operator=(store_operations&&) noexcept = default;
  ~store_operations() = default;

private:
  [[nodiscard]] std::optional<value> find(const value& key) const;
  [[nodiscard]] std::optional<value> find_in(const path& where) const;

  std::shared_ptr<engine> engine_;
};

namespace detail {

/// Closes a store when the last of its handles goes, whoever else still holds
/// the machinery: an answer that is on its way, a subscription.
class last_handle {
public:
  explicit last_handle(std::shared_ptr<engine> e) : engine_(std::move(e)) {}

  ~last_handle();
  last_handle(const last_handle&) = delete;
  last_handle& operator=(const last_handle&) = delete;

private:
  std::shared_ptr<engine> engine_;
};

} // namespace detail

/// A copyable handle of a store; the store stays open as long as one is there.
class shared_store final : public store_operations {
public:
  /// Without `handles` for a moment's use: it keeps nothing open.
  explicit shared_store(std::shared_ptr<engine> e,
                        std::shared_ptr<detail::last_handle> handles = {})
      : store_operations(std::move(e)), handles_(std::move(handles)) {}

private:
  std::shared_ptr<detail::last_handle> handles_;
};

/// An open store. Owns it: closes it when destroyed, unless `share` gave out
/// handles that still live.
class store final : public store_operations {
public:
  explicit store(std::shared_ptr<engine> e)
      : store_operations(e),
        handles_(std::make_shared<detail::last_handle>(std::move(e))) {}

  store(store&&) noexcept = default;
  store& operator=(store&&) noexcept = default;
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  [[nodiscard]] shared_store share() const {
    return shared_store(machinery(), handles_);
  }

private:
  std::shared_ptr<detail::last_handle> handles_;
};

} // namespace brine
