// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cassert>
#include <cstddef>
#include <new>
#include <utility>

namespace brine {

/// Builds one collection in place, with one allocation if the room given at the
/// start suffices. For decoders: who reads a count from untrusted bytes must
/// bound it before asking for room.
class builder {
public:
  /// Room for so many values; an entry of a map takes two.
  explicit builder(std::size_t room = 0) {
    if (room > 0)
      grow(room);
  }

  builder(builder&& other) noexcept
      : node_(std::exchange(other.node_, nullptr)),
        count_(std::exchange(other.count_, 0)),
        room_(std::exchange(other.room_, 0)) {}

  builder& operator=(builder&& other) noexcept {
    std::swap(node_, other.node_);
    std::swap(count_, other.count_);
    std::swap(room_, other.room_);
    return *this;
  }

  ~builder();

  /// Adds an item, or by turns a key and its value.
  void add(value v) {
    if (count_ == room_)
      grow(room_ < 4 ? 8 : 2 * room_);
    new (slots() + count_) value(std::move(v));
    ++count_;
  }

  /// Adds an entry of a map.
  void add(value key, value val) {
    add(std::move(key));
    add(std::move(val));
  }

  /// How many values were added.
  [[nodiscard]] std::size_t count() const noexcept {
    return count_;
  }

  // Each finishes the collection and leaves the builder empty.

  [[nodiscard]] value list();
  [[nodiscard]] value vector();

  /// Sorts unless already in order; equal items are taken once, and one of
  /// them is put in `twice`, if given.
  [[nodiscard]] value set(value* twice = nullptr);

  /// Sorts unless already in order; of equal keys the last wins, and is put in
  /// `twice`, if given.
  [[nodiscard]] value map(value* twice = nullptr);

  /// Of two values, a symbol and what it tags.
  [[nodiscard]] value tagged();

private:
  void grow(std::size_t room);
  value finish(kind k);

  [[nodiscard]] value* slots() const noexcept {
    return reinterpret_cast<value*>(node_ + 1);
  }

  detail::tree_node* node_ = nullptr;
  std::size_t count_ = 0;
  std::size_t room_ = 0;
};

} // namespace brine
