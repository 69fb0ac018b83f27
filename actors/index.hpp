// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/document.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace brine {

struct part;

/// What a range keeps in memory of one key. The key's bytes follow the struct.
struct key_entry {
  enum flag : std::uint16_t {
    cached = 1,    ///< `document` holds the newest committed content.
    with_meta = 2, ///< ... as a vector of content and metadata.
    recent = 4,    ///< Read since the cache's hand last passed.
    queued = 8,    ///< Mutations wait in the range for this key.
    reserved = 16, ///< A multi-key operation owns this key.
    pinned = 32,   ///< Being worked on.
    removed = 64,  ///< No longer in the table, only in the ordered view.
  };

  revision rev = 0; ///< Newest committed version; 0: the key is absent.
  ref<const extent> home;
  value document;
  part* pending = nullptr;       ///< Newest mutation that is not yet applied.
  std::uint32_t unit_offset = 0; ///< Of the version in `home`, in 8 bytes.
  std::uint32_t length = 0;
  std::uint32_t hash = 0;
  std::uint16_t key_size = 0;
  std::uint16_t flags = 0;

  [[nodiscard]] std::string_view key() const noexcept {
    return {reinterpret_cast<const char*>(this + 1), key_size};
  }

  [[nodiscard]] bool has(flag f) const noexcept {
    return (flags & f) != 0;
  }

  void set(flag f, bool on) noexcept {
    flags = static_cast<std::uint16_t>(on ? flags | f : flags & ~f);
  }

  [[nodiscard]] location where() const {
    return {home, std::uint64_t{unit_offset} * 8, length};
  }

  /// True if nothing hangs on this entry and it may go.
  [[nodiscard]] bool idle() const noexcept {
    return rev == 0 && !pending && (flags & (queued | reserved | pinned)) == 0;
  }
};

/// The keys of one range: a hash table of entries, and an ordered view of them
/// which is made at the first scan and kept from then on. Entries do not move.
/// Not thread-safe. Costs 56 bytes and two table slots a key beside the key.
class index {
public:
  index() = default;
  ~index();

  index(const index&) = delete;
  index& operator=(const index&) = delete;

  /// Null if the key was never written or is gone. O(1).
  [[nodiscard]] key_entry*
  find(std::string_view key, std::uint64_t hash) noexcept;

  /// Finds the key, or adds an absent one. O(1) amortised.
  key_entry& insert(std::string_view key, std::uint64_t hash);

  /// @pre e.idle()
  void erase(key_entry& e);

  /// Entries in the table, absent keys with pending mutations included.
  [[nodiscard]] std::size_t size() const noexcept {
    return size_;
  }

  /// All entries in the order of their key bytes. O(1) but for what changed
  /// since the last call; O(n log n) at the first one.
  [[nodiscard]] const std::vector<key_entry*>& ordered();

  /// The first of `ordered()` at or after `key`.
  [[nodiscard]] std::size_t lower_bound(std::string_view key);

  /// Where a walk goes on; at first the beginning.
  struct position {
    std::size_t slots = 0; ///< Of the table it is a position in.
    std::size_t next = 0;
  };

  /// Shows entries from a position on, in no order and about `limit` of them,
  /// and moves it. Between two calls anything may happen to the index: an entry
  /// that is there throughout is shown, perhaps twice.
  /// @returns false at the end.
  bool walk(position& at, std::size_t limit,
            const std::function<void(const key_entry&)>& show) const;

  /// Moves the hand over the table by one slot; null for an empty one.
  /// @pre size() > 0
  [[nodiscard]] key_entry* next_by_hand() noexcept;

  /// Bytes held for bookkeeping and keys, without cached documents.
  [[nodiscard]] std::size_t memory() const noexcept;

private:
  using slot = std::uint64_t; // pointer in the low 48 bits, tag above

  void grow();
  void place(key_entry* e) noexcept;
  static void destroy(key_entry* e) noexcept;

  std::vector<slot> slots_;
  std::size_t size_ = 0;
  std::size_t hand_ = 0;
  std::size_t key_bytes_ = 0;
  bool view_wanted_ = false;
  std::vector<key_entry*> view_;  // sorted, may hold removed entries
  std::vector<key_entry*> fresh_; // not yet in view_
  std::size_t removed_ = 0;       // entries to be dropped from view_
};

} // namespace brine
