// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/call.hpp>
#include <brine/backends/backend.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace brine {

struct key_entry;
class commit_call;

/// A mutation on its way through range and commit actor.
struct part : mutation {
  std::uint64_t hash = 0;
  std::uint32_t range = 0;

  // The overlay, kept by the range.
  key_entry* slot = nullptr;
  commit_call* owner = nullptr;
  ref<commit_call> before;     ///< Owner of the undurable predecessor.
  part* before_part = nullptr; ///< The predecessor itself.
  bool builds_on_before = false;

  // The version replaced, as far as it was at hand.
  bool had_old = false;
  bool old_cached = false;
  bool old_with_meta = false;
  value old_document; ///< As in the range's cache; only if `old_cached`.
  location old_where;

  part* next_in_range = nullptr;
};

/// Anything that becomes a commit. Passed from a range to the commit actor
/// and, inside a batch, back to the ranges it touches.
class commit_call : public call {
public:
  commit body;
  std::size_t bytes = 0; ///< Counted against the store's limit in flight.
  std::atomic<std::uint32_t> parts_left{0};
  bool refused = false;                  ///< Not written.
  std::atomic<bool> half_applied{false}; ///< A range could not show it.
  std::optional<error> why_refused;      ///< The answer in both cases.

  [[nodiscard]] virtual std::span<part* const> parts() const noexcept = 0;
};

/// A mutation of one key.
class write_call final : public commit_call {
public:
  enum class step : std::uint8_t { assoc, assoc_in, update, dissoc };

  write_call() {
    mine.owner = this;
    body.mutations = {&written_, 1};
  }

  step what = step::assoc;
  part mine;
  std::vector<value> steps; ///< Below the key.
  value leaf;               ///< Of `assoc_in`.
  std::function<value(const value&)> change;
  bool replaces_metadata = false;
  std::optional<revision> expected;

  // The answer: whole documents before and after.
  value old_document;
  value new_document;
  bool removed = false;

  std::span<part* const> parts() const noexcept override {
    return {&only_, 1};
  }

private:
  part* only_ = &mine;
  mutation* written_ = &mine;
};

/// A mutation of many keys. Its parts are sorted by range, then key.
class group_call final : public commit_call {
public:
  std::vector<part> all;
  std::vector<part*> pointers;
  std::vector<mutation*> written;
  std::size_t reserved = 0; ///< Parts reserved so far.
  bool blind = true;        ///< Goes on to the commit actor by itself.
  /// Answered when all keys are reserved; only if not `blind`.
  ref<call> entered;

  std::span<part* const> parts() const noexcept override {
    return pointers;
  }

private:
  // Who waits for the keys must not wait for ever.
  void answering() noexcept override {
    if (entered && !entered->done())
      entered->complete();
  }
};

/// A look at one key.
class read_call : public call {
public:
  std::string key;
  std::uint64_t hash = 0;
  bool place_only = false; ///< Answer with `where`, not from the cache.

  // The answer.
  bool found = false;
  bool cached = false;
  bool with_meta = false;
  value document;
  location where;
  revision rev = 0;
};

} // namespace brine
