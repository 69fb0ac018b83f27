// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/handles.hpp>

#include <map>

namespace brine {

/// An answer has come in: deliver it.
struct answer_ready {
  std::function<void()> deliver;
};

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::answer_ready)

namespace brine {

/// What the actor says to itself.
using store_impl = store_actor::extend<caf::reacts_to<answer_ready>>;

/// Memory of the actor that speaks for a store. It waits for nothing: answers
/// come back as messages.
class store_actor_state {
public:
  static inline const char* name = "brine.store";

  explicit store_actor_state(store_impl::pointer self) : self_(self) {}

  void start(shared_store db);

  store_impl::behavior_type make_behavior();

private:
  /// What a thread of its own lets go of.
  struct held {
    shared_store db;
    std::map<std::uint64_t, subscription> subscriptions;

    result<revision> close();
  };

  template <class T, class Start>
  caf::result<T> answer(Start start);

  caf::result<std::uint64_t> subscribe(ask::subscribe& s);
  caf::result<revision> close();
  void finish();
  void ended(const result<revision>& last);

  store_impl::pointer self_;
  std::optional<shared_store> db_;
  std::map<std::uint64_t, subscription> subscriptions_;
  std::uint64_t next_id_ = 1;
  std::size_t open_ = 0; ///< Operations without an answer.
  bool ending_ = false;  ///< Nothing new begins.
  std::vector<caf::typed_response_promise<revision>> closers_;
};

} // namespace brine
