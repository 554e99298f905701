#ifndef PITH_CONTAINERS_PACKED_SET_H
#define PITH_CONTAINERS_PACKED_SET_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace pith::containers {

/// A sorted set of byte strings of one size, for millions of them: it takes little more memory than their bytes, also
/// while it grows. A hash table would take twice as much, and a tree a pointer or two for each item.
///
/// It is a list of sorted blocks. An item goes into the block whose range it is in, behind a search in the list and one
/// in the block. A full block is split into two. A block has at most a sixteenth of room that is not used, so that a
/// block is copied at each sixteenth of its growth.
///
/// Example: with blocks of four, {1 3 5 7} and 4 become {1 3} and {4 5 7}. Its test is tests/mirror_digest_test.cpp.
template <std::size_t item_size_bytes>
class PackedSet {
 public:
  /// Ordered as bytes.
  using Item = std::array<std::uint8_t, item_size_bytes>;

  bool empty() const noexcept { return blocks_.empty(); }

  /// Returns false if the set has the item already. Time: log n, and block_items_max and the number of blocks moved in
  /// memory.
  bool insert(const Item& item) {
    if (blocks_.empty()) {
      blocks_.push_back(Block(1, item));
      return true;
    }
    std::size_t index = find_block(item);
    std::size_t position = find_position(blocks_[index], item);
    if (position < blocks_[index].size() && blocks_[index][position] == item) {
      return false;
    }
    if (blocks_[index].size() == block_items_max) {
      split(index);
      if (position > blocks_[index].size()) {
        position -= blocks_[index].size();
        ++index;
      }
    }
    Block& block = blocks_[index];
    if (block.size() == block.capacity()) {
      block.reserve(block.size() + block.size() / growth_divisor + 1);
    }
    block.insert(block.begin() + static_cast<std::ptrdiff_t>(position), item);
    return true;
  }

  /// Calls `visit` with each item, in order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Block& block : blocks_) {
      std::for_each(block.begin(), block.end(), visit);
    }
  }

  static constexpr std::size_t block_items_max = 256;

 private:
  using Block = std::vector<Item>;

  static constexpr std::size_t growth_divisor = 16;

  static bool is_less(const Item& left, const Item& right) noexcept {
    return std::memcmp(left.data(), right.data(), item_size_bytes) < 0;
  }

  /// The last block that does not begin after the item; the first one if there is none.
  std::size_t find_block(const Item& item) const {
    const auto after = std::upper_bound(blocks_.begin(), blocks_.end(), item, [](const Item& one, const Block& block) {
      return is_less(one, block.front());
    });
    return after == blocks_.begin() ? 0 : static_cast<std::size_t>(after - blocks_.begin()) - 1;
  }
  static std::size_t find_position(const Block& block, const Item& item) {
    return static_cast<std::size_t>(std::lower_bound(block.begin(), block.end(), item, is_less) - block.begin());
  }

  void split(std::size_t index) {
    const auto middle = blocks_[index].begin() + block_items_max / 2;
    Block first(blocks_[index].begin(), middle);  // a new one, because the old one keeps its room
    Block second(middle, blocks_[index].end());
    blocks_[index] = std::move(first);
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(second));
  }

  std::vector<Block> blocks_;  // in order; none is empty
};

}  // namespace pith::containers

#endif
