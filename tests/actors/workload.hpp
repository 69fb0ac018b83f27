// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/async_store.hpp>

#include <functional>
#include <vector>

#include "../backends/dice.hpp"
#include "oracle.hpp"

namespace brine::test {

/// Writes at random to a store that may fail at any moment, and tells an oracle
/// of it. A few documents are counters; transactions move counts between them.
/// One thread each.
class workload {
public:
  /// `durable`: an acknowledged write survives a loss of power.
  workload(const store& db, oracle& memory, std::uint64_t seed, bool durable)
      : db_(db), oracle_(memory), roll_(seed), durable_(durable) {}

  /// Makes so many calls, some without waiting for them, and waits at the end.
  /// Stops when the store does not write any more.
  void run(std::uint64_t calls);

  /// What failed other than it may; empty if nothing.
  [[nodiscard]] const std::string& surprise() const noexcept {
    return surprise_;
  }

private:
  void call();
  void settle();
  void sync();
  void write_one();
  void count();
  void remove();
  void write_many();
  void remove_many();
  void move_counts();
  void read();

  /// Asks the oracle, starts the call and tells the oracle how it ended, now
  /// or when it is waited for.
  template <class Start, class Told>
  void attempt(rule what, Start start, Told told);

  void failed(const operation_id& id, const error& e);
  value key(std::uint64_t among);
  value document(const value& of);

  const store& db_;
  oracle& oracle_;
  dice roll_;
  bool durable_;
  bool stopped_ = false;
  std::string surprise_;
  std::vector<std::function<void()>> open_;
};

} // namespace brine::test
