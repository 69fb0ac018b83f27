// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/node.hpp>

namespace brine::detail {

namespace {

bool last_reference(node* n) noexcept {
  return n->references.load(std::memory_order_acquire) == 1
         || n->references.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

void destroy_leaf(kind k, node* n) noexcept {
  switch (k) {
  case kind::big_integer:
    delete static_cast<number_node<big_integer>*>(n);
    break;
  case kind::decimal:
    delete static_cast<number_node<decimal>*>(n);
    break;
  case kind::ratio:
    delete static_cast<number_node<ratio>*>(n);
    break;
  default:
    n->~node();
    ::operator delete(n);
  }
}

// Dead trees form a list through their heads, so that depth costs no stack.
void destroy_tree(tree_node* n) noexcept {
  n->next = nullptr;
  while (n != nullptr) {
    auto* pending = n->next;
    auto* slots = reinterpret_cast<value*>(n + 1);
    for (std::uint32_t i = 0; i < n->size; ++i) {
      auto* child = access::pointer(slots[i]);
      if (child == nullptr || !last_reference(child))
        continue;
      if (is_tree(slots[i].kind())) {
        auto* tree = static_cast<tree_node*>(child);
        tree->next = pending;
        pending = tree;
      } else {
        destroy_leaf(slots[i].kind(), child);
      }
    }
    n->~tree_node();
    ::operator delete(n);
    n = pending;
  }
}

} // namespace

void drop(kind k, node* n) noexcept {
  if (!last_reference(n))
    return;
  if (is_tree(k))
    destroy_tree(static_cast<tree_node*>(n));
  else
    destroy_leaf(k, n);
}

} // namespace brine::detail
