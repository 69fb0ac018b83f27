// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/index.hpp>
#include <brine/actors/letter.hpp>
#include <brine/actors/resident.hpp>
#include <brine/actors/shared.hpp>

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <variant>
#include <vector>

namespace brine {

/// Memory of a range actor: the index of its keys, the mutations under way
/// (the overlay), those that wait, and what open snapshots need.
class range_state {
public:
  static inline const char* name = "brine.range";

  void start(range_actor::base* self, shared* store, std::uint32_t number);

  /// Fills the index while the store is being opened; without a location the
  /// key was removed.
  void
  load(std::string_view key, std::uint64_t hash, revision rev, location where);

  range_actor::behavior_type make_behavior();

  /// Handles the messages that every call sends. @returns false for others
  bool take(letter message) noexcept;

private:
  using waiter = std::variant<courier<write_call>, courier<group_call>>;

  // -- reading (range.cpp)
  void read(courier<read_call>& c);
  void keep(const document_read& d);

  // -- mutations (range_write.cpp)
  void write(courier<write_call>& c);
  template <class F>
  void attempt(courier<write_call>& c, F f);
  void issue(key_entry& e, courier<write_call>& c);
  template <class Call>
  void submit(courier<Call>& c);
  result<bool> compute(key_entry& e, write_call& c);
  result<value> updated_leaf(write_call& c, const value& document);
  result<document> newest(key_entry& e, bool& found);
  void enlist(key_entry& e, part& p);
  static void note_old(const key_entry& e, part& p);
  void reserve(courier<group_call>& c);
  void reserve_next(courier<group_call> c);
  void reserve_here(courier<group_call>& c);
  void give_up(courier<group_call> c, error why);
  void drain_queue(key_entry& e);
  template <class Call>
  void enqueue(key_entry& e, courier<Call>& c);

  // -- batches (range_apply.cpp)
  void apply(batch& b);
  void apply(part& p) noexcept;
  void fail_applying(commit_call& c) noexcept;
  void finish(commit_call& c) noexcept;
  void replace(key_entry& e, part& p);

  // -- snapshots (range_snapshot.cpp)
  void open(snapshot_note& s);
  void page(page_call& p);
  void close(std::uint64_t id);
  void save_for_snapshots(const key_entry& e, revision by);
  static version version_at(const snapshot_versions& s, std::string_view key,
                            const key_entry* e, revision at);

  // -- keeping
  void relocate(relocate_call& c);
  void list_places(places_call& p);

  // -- the cache (range.cpp)
  void cache(key_entry& e, const value& content, const value& metadata);
  void drop_cached(key_entry& e);
  void trim_cache();
  void drop_if_idle(key_entry& e);

  range_actor::base* self_ = nullptr;
  shared* store_ = nullptr;
  std::uint32_t number_ = 0;
  index index_;
  std::unordered_map<key_entry*, std::deque<waiter>> queues_;
  std::vector<snapshot_versions> snapshots_;
  std::size_t cached_bytes_ = 0;
  std::shared_ptr<const hook_table> hooks_; ///< Null: none.
};

} // namespace brine
