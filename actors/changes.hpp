// SPDX-License-Identifier: MIT
#pragma once

#include <brine/hooks/change.hpp>
#include <brine/hooks/filter.hpp>

#include <iterator>
#include <memory>
#include <optional>

namespace brine {

class engine;

/// What `changes` gives.
struct changes_options {
  /// Only changes that match; by default all.
  filter where{};
  /// Everything after this position; by default what is written from now on.
  /// A position that the history no longer has throws `history_lost`, unless
  /// `snapshot` is set.
  std::optional<cursor> from{};
  /// At the newest revision wait for more, instead of ending.
  bool follow{};
  /// Without `from`, and where the history was lost, begin with the documents
  /// that match, as events of kind `state`, and a `mark`.
  bool snapshot{};
  /// Fill in `before` of every edit.
  bool old_values{};
};

/// A change stream that is pulled: a range for `for`, each change once, in
/// order, read on the thread that asks. One thread at a time, but for `stop`.
class changes {
public:
  changes(std::shared_ptr<engine> home, changes_options options);

  ~changes();
  changes(changes&&) noexcept;
  changes& operator=(changes&&) noexcept;

  /// The next change; nothing at the end, or after `stop`. With `follow` it
  /// waits. Throws `history_lost` if compaction overtook the stream.
  [[nodiscard]] std::optional<change> next();

  /// Everything that matches at or below it was given out.
  [[nodiscard]] cursor position() const;

  /// Ends the stream, also while `next` waits. Thread-safe.
  void stop();

  class iterator {
  public:
    using value_type = change;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const change*;
    using reference = const change&;

    iterator() = default;

    explicit iterator(changes& from) : from_(&from) {
      ++*this;
    }

    const change& operator*() const {
      return *now_;
    }

    const change* operator->() const {
      return &*now_;
    }

    iterator& operator++() {
      now_ = from_->next();
      return *this;
    }

    void operator++(int) {
      ++*this;
    }

    friend bool operator==(const iterator& a, const iterator& b) {
      return a.now_.has_value() == b.now_.has_value();
    }

  private:
    changes* from_ = nullptr;
    std::optional<change> now_;
  };

  [[nodiscard]] iterator begin() {
    return iterator(*this);
  }

  [[nodiscard]] iterator end() {
    return {};
  }

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace brine
