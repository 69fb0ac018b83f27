// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/admission.hpp>
#include <brine/actors/contexts.hpp>
#include <brine/actors/executor.hpp>
#include <brine/actors/gate.hpp>
#include <brine/actors/keeping.hpp>
#include <brine/actors/shared.hpp>
#include <brine/actors/stream_messages.hpp>
#include <brine/actors/write_hooks.hpp>
#include <brine/backends/backend.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace brine {

class follower;

/// How a store runs; what is stored is the backend's.
struct engine_options {
  std::size_t ranges_log2 = 0; ///< 0: four ranges per hardware thread ...
  bool one_range = false;      ///< ... but for this.
  std::size_t io_threads = 2;
  std::size_t callback_threads = 2;
  std::size_t cache_bytes = std::size_t{64} << 20;
  admission::limits limits;
  std::shared_ptr<brine::clock> clock; ///< Null: the system's.
  brine::codec codec;                  ///< Of new blobs.
  brine::executor* executor = nullptr; ///< Null: own callback threads.
  caf::actor_system* system = nullptr; ///< Null: an own one.
};

/// A running store: its actors, the threads they run on, and the door through
/// which calls come in. All functions are thread-safe.
class engine : public std::enable_shared_from_this<engine> {
public:
  /// Starts a store on an open backend: loads the index, spawns the actors.
  [[nodiscard]] static result<std::shared_ptr<engine>>
  start(std::unique_ptr<brine::backend> storage, const engine_options& options);

  /// Closes the store if nobody did.
  ~engine();

  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  // -- blocking calls: the caller's thread runs what is idle

  /// As long as it lives, blocking calls of this thread are parts of one
  /// operation that has come in through the door: they do not enter again, so
  /// neither a full store nor one that is closing stops it half way.
  class part_of_one {
  public:
    explicit part_of_one(const engine& home) noexcept;
    ~part_of_one();
    part_of_one(const part_of_one&) = delete;
    part_of_one& operator=(const part_of_one&) = delete;

  private:
    const engine* outer_;
  };

  /// Throws what ended following the process that writes this store.
  void check_fresh() const;

  /// A place in the door, given back when this goes.
  struct leaving {
    admission* door; ///< Null: the operation that this is part of has one.
    std::size_t room;

    leaving(admission* d, std::size_t r) : door(d), room(r) {}

    leaving(const leaving&) = delete;
    leaving& operator=(const leaving&) = delete;

    ~leaving() {
      if (door)
        door->leave(room);
    }
  };

  /// Lets a call in, waiting for room; throws `store_closed`.
  [[nodiscard]] leaving enter(std::size_t room = 0);

  /// Sends `message` to a store actor and returns when `c` is answered.
  /// Throws `store_closed`, and `reentrant_call` inside a user's function.
  template <class Handle, class Message>
  void run(const Handle& to, Message&& message, call& c, std::size_t room);

  /// Names a snapshot.
  [[nodiscard]] std::uint64_t next_id() noexcept {
    return ids_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Lets the ranges drop what they keep for a snapshot.
  void forget_snapshot(std::uint64_t id);

  /// Offers a range what was read for it; not if the store is full or closing.
  void offer(document_read d);

  // -- asynchronous calls: I/O threads run them

  /// Sends `message` on its way. The caller has been admitted.
  template <class Handle, class Message>
  void send(const Handle& to, Message&& message);

  [[nodiscard]] admission& door() noexcept {
    return door_;
  }

  [[nodiscard]] brine::executor& callbacks() noexcept {
    return *callbacks_;
  }

  [[nodiscard]] shared& store() noexcept {
    return store_;
  }

  [[nodiscard]] brine::backend& storage() noexcept {
    return *storage_;
  }

  /// The highest revision that every reader sees; at least that of any write
  /// that was acknowledged before. Waits for ranges that are still applying
  /// what was written, but not inside a user's function: one of them may be
  /// running it.
  [[nodiscard]] revision settled() noexcept;

  [[nodiscard]] batch_chain& chain() noexcept {
    return *chain_;
  }

  [[nodiscard]] const publisher_actor& publisher() const noexcept {
    return publisher_;
  }

  /// Null if the storage needs no keeping.
  [[nodiscard]] const keeper_actor& keeper() const noexcept {
    return keeper_;
  }

  /// Both throw `store_closed`.
  void add_hook(const std::string& id, write_hooks::hook f);
  bool remove_hook(const std::string& id);

  [[nodiscard]] std::uint64_t hook_failures() const noexcept {
    return hooks_->failures();
  }

  /// Spawns an actor of ours on the callback threads; it ends with the store.
  /// Throws `store_closed`.
  template <class Actor, class... Args>
  auto spawn_hosted(Args&&... args);

  /// Lets the publisher begin a stream. Throws `store_closed`.
  void start_subscription(subscription_order order);

  /// The same for a stream that began with a snapshot; not if the store is
  /// closing.
  void continue_subscription(subscription_order order);

  /// Lets the publisher forget a subscription.
  void end_subscription(std::uint64_t id);

  /// The range that owns a key.
  [[nodiscard]] const range_actor& owner(std::uint64_t hash) const noexcept {
    return store_.ranges[store_.range_of(hash)];
  }

  /// Ends the store: lets no call in, waits for those under way, ends the
  /// actors and closes the backend. Idempotent. On one of the store's own
  /// threads, and inside a user's function, it only marks the store closed,
  /// and the rest happens on a thread of its own.
  /// @returns what closing the backend said, if this call waited for it.
  result<void> close();

  [[nodiscard]] bool closed() const noexcept {
    return phase_.load() != running;
  }

  /// The most turns a call worked for others after its own answer was there.
  [[nodiscard]] std::size_t most_turns_for_others() const noexcept {
    return most_turns_.load(std::memory_order_relaxed);
  }

private:
  /// Making a CAF system and spawning leave its logger with the thread, and the
  /// system does not end before its logger: without this a store could only be
  /// destroyed on the thread that it was opened on.
  struct forget_system {
    engine& home;

    explicit forget_system(engine& e) : home(e) {}

    forget_system(const forget_system&) = delete;
    forget_system& operator=(const forget_system&) = delete;
    ~forget_system();
  };

  engine(std::unique_ptr<brine::backend> storage,
         const engine_options& options);

  [[nodiscard]] bool on_own_thread() const noexcept;
  static void log_close_failure(const error& why);
  void retire() noexcept;
  result<void> load();
  void spawn_ranges();
  void spawn_rest();
  void spawn_keeper();
  void finish_keeping();
  void end_actors();
  void check_entry();
  void drain(unit& own, const call& c);
  leaving enter_anyway();
  template <class F>
  void tell_ranges(F send);
  void adopt(caf::actor_addr child);
  void shut_down();
  result<void> wait_until_closed();

  engine_options options_;
  std::unique_ptr<brine::backend> storage_;
  admission door_;
  shared store_;
  std::unique_ptr<batch_chain> chain_;
  gate gate_;
  std::unique_ptr<write_hooks> hooks_;
  std::unique_ptr<brine::callbacks> callbacks_;
  struct own_system;
  std::unique_ptr<own_system> own_system_;
  std::shared_ptr<io_threads> io_;
  publisher_actor publisher_;
  keeper_actor keeper_;
  std::unique_ptr<follower> follower_;
  std::mutex hosted_mutex_;
  std::vector<caf::actor_addr> hosted_; ///< Ends with the store.
  std::atomic<std::size_t> most_turns_{0};
  std::atomic<std::uint64_t> ids_{1};

  enum : std::uint32_t { running, closing, ended };

  std::atomic<std::uint32_t> phase_{running};
  std::optional<error> close_failure_;
};

// -- implementation -----------------------------------------------------------

template <class Handle, class Message>
void engine::run(const Handle& to, Message&& message, call& c,
                 std::size_t room) {
  check_entry();
  auto out = enter(room);
  {
    auto own = unit(*io_);
    post(&own, to, std::forward<Message>(message));
    drain(own, c);
  }
  c.wait();
}

template <class Actor, class... Args>
auto engine::spawn_hosted(Args&&... args) {
  auto out = enter();
  auto forgetting = forget_system(*this);
  auto made = io_->system().spawn<Actor, caf::lazy_init>(
    *io_, callbacks(), std::forward<Args>(args)...);
  adopt(caf::actor_cast<caf::actor_addr>(made));
  return made;
}

template <class Handle, class Message>
void engine::send(const Handle& to, Message&& message) {
  post(nullptr, to, std::forward<Message>(message));
}

} // namespace brine
