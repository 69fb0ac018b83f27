// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace brine::fressian {

/// Which places of a reader's cache hold which texts. Keeps views.
class places {
public:
  struct place {
    std::uint32_t number;
    bool fresh; ///< Asked for the first time.
  };

  /// The place of a text, the next one if it has none. Texts of different sort
  /// are different.
  place of(std::string_view text, std::size_t sort = 0) {
    if (used_ >= slots_.size() / 2)
      grow();
    auto& s = slot_of(text, sort);
    if (s.number != none)
      return {s.number, false};
    s = {text, sort, used_};
    return {used_++, true};
  }

private:
  static constexpr auto none = ~std::uint32_t{0};

  struct slot {
    std::string_view text;
    std::size_t sort = 0;
    std::uint32_t number = none;
  };

  /// Where the text is, or belongs.
  slot& slot_of(std::string_view text, std::size_t sort) {
    auto mask = slots_.size() - 1;
    auto i = std::hash<std::string_view>()(text) + sort;
    while (true) {
      auto& s = slots_[i++ & mask];
      if (s.number == none || (s.text == text && s.sort == sort))
        return s;
    }
  }

  void grow() {
    auto old = std::vector<slot>(slots_.empty() ? 32 : 2 * slots_.size());
    old.swap(slots_);
    for (const auto& s : old)
      if (s.number != none)
        slot_of(s.text, s.sort) = s;
  }

  std::vector<slot> slots_;
  std::uint32_t used_ = 0;
};

} // namespace brine::fressian
