// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/letter.hpp>
#include <brine/actors/resident.hpp>
#include <brine/actors/shared.hpp>

#include <vector>

namespace brine {

/// Memory of the commit actor: the batch being gathered.
class commit_state {
public:
  static inline const char* name = "brine.commit";

  void start(commit_actor::base* self, shared* store, revision last);

  commit_actor::behavior_type make_behavior();

  /// Handles the messages that every write sends. @returns false for others
  bool take(letter message) noexcept;

private:
  void gather(courier<commit_call>& c) noexcept;
  void flush() noexcept;
  void write(batch& b);
  bool admit(commit_call& c);
  void number(commit_call& c);
  void refuse_all(batch& b, const error& why);
  void sync(sync_all& s);
  void roll(roll_log& r);
  void sync_interval();

  template <class F>
  result<void> tell_writer(F f);

  commit_actor::base* self_ = nullptr;
  shared* store_ = nullptr;
  revision last_ = 0; ///< Highest revision given out.
  std::size_t gathered_bytes_ = 0;
  std::vector<courier<commit_call>> gathered_;
  std::vector<commit*> writing_; // kept for its capacity
  bool dirty_ = false;           // written since the last sync
};

} // namespace brine
