// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/kind.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

// The memory behind values. Not for users; may change at any time.
namespace brine::detail {

/// The head of everything a value points to. The kind is in the value. The
/// content follows the head in the same allocation.
struct node {
  std::atomic<std::uint32_t> references{1};
  std::uint32_t size = 0; // Bytes of text, or slots of a tree.
};

/// A node with `size` values behind it: items of a list, vector or set; keys
/// and values of a map by turns; tag and value of a tagged value.
struct tree_node : node {
  union {
    std::uint64_t memory = 0; // Bytes reachable, this node included.
    tree_node* next;          // While being destroyed: the next to destroy.
  };
};

/// A node with a number behind it.
template <class T>
struct number_node : node {
  explicit number_node(T x) : number(std::move(x)) {}

  T number;
};

static_assert(sizeof(node) == 8 && sizeof(tree_node) == 16);

/// Text and bytes begin right behind the head.
[[nodiscard]] inline std::string_view text_of(const node* n) noexcept {
  return {reinterpret_cast<const char*>(n + 1), n->size};
}

/// Gives up one reference; frees the node and what only it refers to, without
/// recursion.
void drop(kind k, node* n) noexcept;

} // namespace brine::detail
