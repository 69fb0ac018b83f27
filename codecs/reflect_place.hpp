// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>
#include <brine/core/error.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace brine {

/// How users' types become values and come back.
struct reflect_options {
  /// Fields are named by keywords, as programs in Clojure expect; else by
  /// strings. Reading takes what writing gives, and nothing else.
  bool keywords{};
  /// On reading, a field that is missing keeps what the constructor of its
  /// type gave it; else it is an error.
  bool lenient{};
};

} // namespace brine

namespace brine::detail {

/// One conversion: what was asked, and the key and path of the value in a store
/// if it comes from there.
struct reflection {
  reflect_options how{};
  std::span<const value> outside{};
};

/// Where in a value something is. Places live on the stack, each knows the one
/// around it.
class place {
public:
  /// The outermost one.
  explicit place(const reflection& asked) : asked_(&asked) {}

  // Each throws `too_large` beyond `max_nesting`, also where pointers go in
  // circles.

  [[nodiscard]] place field(std::string_view name) const {
    auto inside = place(*this, step::field);
    inside.name_ = name;
    return inside;
  }

  [[nodiscard]] place entry(const value& key) const {
    auto inside = place(*this, step::entry);
    inside.key_ = &key;
    return inside;
  }

  [[nodiscard]] place item(std::size_t i) const {
    auto inside = place(*this, step::item);
    inside.index_ = i;
    return inside;
  }

  [[nodiscard]] bool lenient() const noexcept {
    return asked_->how.lenient;
  }

  /// A field's name as it stands in the map.
  [[nodiscard]] value key_of(std::string_view name) const {
    return asked_->how.keywords ? keyword(name) : value(name);
  }

  /// Throws an error that says where this is.
  [[noreturn]] void fail(errc code, std::string_view why) const;
  [[noreturn]] void fail(const error& why) const;
  [[noreturn]] void
  fail_kind(std::string_view wanted, const value& found) const;

  /// Throws `not_found` for this field, which is not in `around`.
  [[noreturn]] void fail_missing(const value& around) const;

private:
  enum class step { none, field, entry, item };

  place(const place& outer, step how)
      : asked_(outer.asked_), outer_(&outer), how_(how),
        depth_(outer.depth_ + 1) {
    if (depth_ > max_nesting)
      fail_deep();
  }

  [[noreturn]] void fail_deep() const;
  [[nodiscard]] value part() const;
  [[nodiscard]] std::vector<value> path() const;

  const reflection* asked_;
  const place* outer_ = nullptr;
  step how_ = step::none;
  std::string_view name_;
  const value* key_ = nullptr;
  std::size_t index_ = 0;
  std::size_t depth_ = 0;
};

} // namespace brine::detail
