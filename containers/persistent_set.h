#ifndef PITH_CONTAINERS_PERSISTENT_SET_H
#define PITH_CONTAINERS_PERSISTENT_SET_H

// A sorted set as a value. Adding an item gives another set, which shares all but log n nodes with the first one. So a
// copy costs as much as copying a pointer, and adding n items takes n log n, in one call or in many.
//
// Idea: an AVL tree of nodes that never change. Adding an item makes new nodes on the path to it. The heights of the
// two sides of a node differ by at most one, so a path has at most 1.44 log2(n) nodes, whoever chose the items.
//
// Example: adding c to {b, d} gives {b, c, d}; the set {b, d} is still there, and both use the same node of d.
// Counter-example: a sorted vector would be quicker to search, but adding to it costs n, and so does copying it.
// Its test is tests/persistent_set_test.cpp.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace pith::containers {

/// `Order` compares an Item with an Item, and with whatever find() is asked for: `order(item, probe)` is an ordering.
template <class Item, class Order>
class PersistentSet {
 public:
  std::size_t size() const { return size_of(root_); }

  /// The item that is equal to the probe; null if there is none. It stays where it is as long as any set has it.
  template <class Probe>
  const Item* find(const Probe& probe) const {
    const Node* node = root_.get();
    while (node != nullptr) {
      const std::strong_ordering order = Order()(*node->item, probe);
      if (order == 0) {
        return node->item.get();
      }
      node = order < 0 ? node->right.get() : node->left.get();
    }
    return nullptr;
  }

  /// The item that has that many items before it. Needs a smaller number than size(). Time log n.
  const Item& operator[](std::size_t position) const {
    const Node* node = root_.get();
    while (position != size_of(node->left)) {
      if (position < size_of(node->left)) {
        node = node->left.get();
      } else {
        position -= size_of(node->left) + 1;
        node = node->right.get();
      }
    }
    return *node->item;
  }

  /// Adds an item, or puts it in the place of one that is equal to it. Time and memory log n. If it throws, the set is
  /// as it was.
  void insert(Item item) { root_ = with(root_, std::make_shared<const Item>(std::move(item))); }

  /// Calls `visit` with each item, in order. Linear.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for_each_below(root_, visit);
  }

 private:
  struct Node;
  using Tree = std::shared_ptr<const Node>;
  using SharedItem = std::shared_ptr<const Item>;

  struct Node {
    SharedItem item;
    Tree left;
    Tree right;
    std::size_t size;
    std::uint8_t height;
  };

  static std::size_t size_of(const Tree& tree) { return tree ? tree->size : 0; }
  static int height_of(const Tree& tree) { return tree ? tree->height : 0; }

  static Tree join(const SharedItem& item, const Tree& left, const Tree& right) {
    const int height = 1 + std::max(height_of(left), height_of(right));
    return std::make_shared<const Node>(
        Node{item, left, right, 1 + size_of(left) + size_of(right), static_cast<std::uint8_t>(height)});
  }

  /// The same as join, for sides whose heights differ by at most two.
  static Tree balance(const SharedItem& item, const Tree& left, const Tree& right) {
    const int lean = height_of(left) - height_of(right);
    if (lean > 1) {
      if (height_of(left->left) >= height_of(left->right)) {
        return join(left->item, left->left, join(item, left->right, right));
      }
      const Tree& middle = left->right;
      return join(middle->item, join(left->item, left->left, middle->left), join(item, middle->right, right));
    }
    if (lean < -1) {
      if (height_of(right->right) >= height_of(right->left)) {
        return join(right->item, join(item, left, right->left), right->right);
      }
      const Tree& middle = right->left;
      return join(middle->item, join(item, left, middle->left), join(right->item, middle->right, right->right));
    }
    return join(item, left, right);
  }

  /// Recurses as deep as the tree is high.
  static Tree with(const Tree& tree, SharedItem item) {
    if (!tree) {
      return join(item, nullptr, nullptr);
    }
    const std::strong_ordering order = Order()(*tree->item, *item);
    if (order == 0) {
      return join(item, tree->left, tree->right);
    }
    return order < 0 ? balance(tree->item, tree->left, with(tree->right, std::move(item)))
                     : balance(tree->item, with(tree->left, std::move(item)), tree->right);
  }

  template <class Visit>
  static void for_each_below(const Tree& tree, const Visit& visit) {
    if (tree) {
      for_each_below(tree->left, visit);
      visit(*tree->item);
      for_each_below(tree->right, visit);
    }
  }

  Tree root_;
};

}  // namespace pith::containers

#endif
