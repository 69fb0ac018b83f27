// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/async_store.hpp>
#include <brine/actors/stream_messages.hpp>

#include <caf/all.hpp>

// What an actor says to a store. None of it leaves the process.

namespace brine::ask {

struct get {
  path where;
};

struct exists {
  value key;
};

struct get_meta {
  value key;
};

struct multi_get {
  std::vector<value> keys;
};

struct keys {
  value prefix{};
};

struct scan {
  value prefix{};
};

/// With a path of a key alone: the whole document.
struct assoc {
  path where;
  value content;
  write_options options{};
};

struct update {
  path where;
  async_store::update_function f;
  write_options options{};
};

struct dissoc {
  value key;
  write_options options{};
};

struct multi_assoc {
  std::vector<std::pair<value, value>> documents;
  write_options options{};
};

struct multi_dissoc {
  std::vector<value> keys;
  write_options options{};
};

struct transact {
  std::vector<value> keys;
  std::function<void(transaction&)> f;
  write_options options{};
};

struct sync {};

/// Feeds an actor with changes, as `subscribe` in handles.hpp does.
struct subscribe {
  subscribe_options options;
  observer_actor to;
};

struct unsubscribe {
  std::uint64_t id = 0;
};

struct close {};

} // namespace brine::ask

namespace brine {

using found_documents = std::map<value, value, key_less>;
using scanned_documents = std::vector<std::pair<value, value>>;
using removed_documents = std::map<value, bool, key_less>;

} // namespace brine

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::get)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::exists)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::get_meta)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::multi_get)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::keys)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::scan)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::assoc)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::update)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::dissoc)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::multi_assoc)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::multi_dissoc)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::transact)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::sync)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::subscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::unsubscribe)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::ask::close)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::updated)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::found_documents)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::scanned_documents)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(brine::removed_documents)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::vector<brine::value>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::optional<brine::value>)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::optional<brine::document_info>)

namespace brine {

/// The operations of a store, for actors. Each is answered, with a `caf::error`
/// that `from_caf` understands if it failed; writes of one sender to one key
/// commit in the order in which they were sent. The store refuses with `busy`
/// what is beyond its limits (see `max-operations` in docs/config.md).
using store_actor = caf::typed_actor<
  // What is at a path; nothing if it is absent.
  caf::replies_to<ask::get>::with<std::optional<value>>,
  caf::replies_to<ask::exists>::with<bool>,
  caf::replies_to<ask::get_meta>::with<std::optional<document_info>>,
  // The documents of those keys that are there, at one revision.
  caf::replies_to<ask::multi_get>::with<found_documents>,
  // In key order, at one revision.
  caf::replies_to<ask::keys>::with<std::vector<value>>,
  caf::replies_to<ask::scan>::with<scanned_documents>,
  // Writes answer with their revision when they are durable at the store's
  // level.
  caf::replies_to<ask::assoc>::with<revision>,
  // The function runs in the store's turn: see docs/turns.md.
  caf::replies_to<ask::update>::with<updated>,
  // Whether there was a document.
  caf::replies_to<ask::dissoc>::with<bool>,
  caf::replies_to<ask::multi_assoc>::with<revision>,
  caf::replies_to<ask::multi_dissoc>::with<removed_documents>,
  // The function runs on a callback thread. 0 if it changed nothing.
  caf::replies_to<ask::transact>::with<revision>,
  // Everything up to the revision in the answer is durable.
  caf::replies_to<ask::sync>::with<revision>,
  // The number to end it with. Ends with this actor too.
  caf::replies_to<ask::subscribe>::with<std::uint64_t>,
  // Whether there was one. Deliveries under way still arrive.
  caf::replies_to<ask::unsubscribe>::with<bool>,
  // Answers what is open, closes the store for all its handles, answers with
  // its last revision and ends.
  caf::replies_to<ask::close>::with<revision>>;

} // namespace brine
