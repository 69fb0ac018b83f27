// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace brine::bench {

/// Another engine as a store of encoded keys and blobs. Thread-safe; throws.
class peer {
public:
  virtual ~peer() = default;

  virtual void put(std::string_view key, std::string_view blob) = 0;

  /// Reads and decodes the document of a key that is there.
  virtual value get(std::string_view key) = 0;

  /// Waits until it does nothing in the background.
  virtual void settle() {}
};

/// Whether a put returns before or after it is durable.
enum class durability { unsynced, synced };

[[nodiscard]] std::unique_ptr<peer>
open_rocksdb(const std::string& folder, durability how);

[[nodiscard]] std::unique_ptr<peer>
open_lmdb(const std::string& folder, durability how);

/// In WAL mode, with synchronous=FULL or OFF.
[[nodiscard]] std::unique_ptr<peer>
open_sqlite(const std::string& folder, durability how);

/// A store of RocksDB with transactions.
class transactional_peer {
public:
  virtual ~transactional_peer() = default;

  virtual void put(std::string_view key, std::string_view blob) = 0;

  /// Reads the document, lets `f` change it and writes it, in a transaction.
  virtual void
  update(std::string_view key, const std::function<value(const value&)>& f) = 0;
};

/// With a lock for each key that a transaction reads to change it.
[[nodiscard]] std::unique_ptr<transactional_peer>
open_locking_rocksdb(const std::string& folder);

/// With a look for conflicts at the commit.
[[nodiscard]] std::unique_ptr<transactional_peer>
open_optimistic_rocksdb(const std::string& folder);

} // namespace brine::bench
