// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cstring>

// The inside of values, for the files that implement them.
namespace brine::detail {

struct access {
  static node* pointer(const value& v) noexcept {
    return v.shared() ? v.pointer() : nullptr;
  }

  /// Takes over one reference; no node makes an empty collection.
  static value make(kind k, node* n) noexcept {
    value v;
    v.raw_[0] = static_cast<unsigned char>(k);
    if (n != nullptr) {
      v.store(k, n);
      v.raw_[1] = value::shared_mark;
    }
    return v;
  }

  static value make_text(kind k, std::string_view text) {
    return {k, text};
  }

  static bool same_bits(const value& a, const value& b) noexcept {
    return value::same_bits(a, b);
  }

  static std::string_view text(const value& v) noexcept {
    return v.text();
  }

  template <class T>
  static T scalar(const value& v) noexcept {
    return v.load<T>();
  }

  template <class T>
  static const T& number(const value& v) noexcept {
    return static_cast<const number_node<T>*>(v.pointer())->number;
  }

  /// What a collection consists of: a map's keys and values by turns.
  static std::span<const value> slots(const value& v) noexcept {
    if (!v.shared())
      return {};
    auto n = static_cast<const tree_node*>(v.pointer());
    return {reinterpret_cast<const value*>(n + 1), n->size};
  }
};

inline bool is_tree(kind k) noexcept {
  return k >= kind::list;
}

} // namespace brine::detail
