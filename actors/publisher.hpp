// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/gate.hpp>
#include <brine/actors/resident.hpp>
#include <brine/actors/shared.hpp>
#include <brine/actors/shared_history.hpp>
#include <brine/actors/stream_messages.hpp>

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace brine {

/// Memory of the publisher: who subscribed, how far each is, and the changes
/// of late. A subscription that keeps up is served from here; one that falls
/// behind leaves and reads the history until it has caught up, so it costs
/// writers nothing and memory stays bounded.
class publisher_state {
public:
  static inline const char* name = "brine.publisher";

  void start(publisher_actor::base* self, shared* store, gate* wanted,
             brine::reader* history);

  publisher_actor::behavior_type make_behavior();

private:
  /// A released change with the encoded bytes that filters test.
  struct published {
    change what;
    std::size_t bytes = 0; ///< About what its documents take.
    std::vector<std::pair<std::string, std::string>> encoded; // key, path
  };

  using published_ptr = std::shared_ptr<const published>;

  struct subscriber {
    subscription_order order;
    revision scanned = 0;  ///< Everything up to here was sent or unwanted.
    revision answered = 0; ///< All that was sent up to here was taken.
    bool busy = false;     ///< A delivery is not answered yet.
    bool live = false;     ///< Its filter is in the gate, from `joined` on.
    bool gone = false;     ///< Its stream ended.
    bool scanning = false; ///< A `subscription_step` of its is under way.
    revision joined = 0;
    std::unique_ptr<history_reader> behind;

    /// Whether what it gets next comes from the history.
    [[nodiscard]] bool is_behind() const noexcept {
      return !live || scanned < joined;
    }
  };

  /// Whether there may be more for a subscription.
  enum class more : std::uint8_t {
    none, ///< Not before something happens.
    now,
    later, ///< A portion of the history was read: others come first.
  };

  struct gathered {
    std::vector<change_ptr> changes;
    std::size_t bytes = 0;
    revision upto = 0;

    [[nodiscard]] bool is_full() const noexcept;
    void add(change_ptr c, std::size_t size);
  };

  void take(const batch_released& b);
  void release(const batch& b);
  void pump_all();
  void subscribe(subscription_order& order);
  void end_all();
  void unsubscribe(std::uint64_t id);
  void position(position_call& c);
  void pump(subscriber& s);
  bool go_on(subscriber& s);
  void scan_on(subscriber& s);
  void step(std::uint64_t id);
  more from_recent(subscriber& s, gathered& out);
  more from_history(subscriber& s, gathered& out);
  more from_shared_history(subscriber& s, gathered& out);
  bool shares_history(const subscriber& s);
  more caught_up(subscriber& s, gathered& out, revision end);
  void join(subscriber& s);
  void leave(subscriber& s);
  void set_gate();
  void deliver(subscriber& s, gathered g);
  static observer_actor observer(const subscriber& s);
  void answered(std::uint64_t id, revision upto);
  void lose(subscriber& s, const error& why);
  void sweep();
  void keep(const batch& b);
  void remember(const commit_call& c);
  void forget_oldest();
  result<change_ptr> chosen(const subscriber& s, const published_ptr& whole);
  result<void> add_old_values(change& c);

  publisher_actor::base* self_ = nullptr;
  shared* store_ = nullptr;
  gate* gate_ = nullptr;
  brine::reader* history_ = nullptr;
  log_id log_;
  std::map<std::uint64_t, subscriber> subscribers_;
  std::deque<published_ptr> recent_; ///< Empty if nobody is live.
  std::size_t recent_bytes_ = 0;
  bool somebody_live_ = false;
  shared_history shared_history_;
  revision forgotten_ = 0; ///< Highest revision that left `recent_`.
};

} // namespace brine
