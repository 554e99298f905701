#ifndef PITH_CONTAINERS_RANK_SET_H
#define PITH_CONTAINERS_RANK_SET_H

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pith::engine {

/// A set of small numbers that gives up its least: a tree of bits, 64 to a branch. A heap that needs no comparison,
/// an eighth of a byte for each number, and no more than six steps for any set of 32-bit numbers.
class RankSet {
 public:
  /// For numbers below that.
  explicit RankSet(std::size_t limit) {
    do {
      limit = (limit + 63) / 64;
      levels_.emplace_back(limit, 0);
    } while (limit > 1);
  }

  bool empty() const { return levels_.back().empty() || levels_.back().front() == 0; }

  void insert(std::uint32_t number) {
    for (std::vector<std::uint64_t>& words : levels_) {
      std::uint64_t& word = words[number / 64];
      const bool was_empty = word == 0;
      word |= std::uint64_t{1} << (number % 64);
      if (!was_empty) {
        return;
      }
      number /= 64;
    }
  }

  /// Needs a number in it.
  std::uint32_t take_least() {
    assert(!empty());
    std::uint32_t least = 0;
    for (std::size_t level = levels_.size(); level > 0; --level) {
      least = 64 * least + static_cast<std::uint32_t>(std::countr_zero(levels_[level - 1][least]));
    }
    std::uint32_t number = least;
    for (std::vector<std::uint64_t>& words : levels_) {
      std::uint64_t& word = words[number / 64];
      word &= word - 1;  // the least is the lowest bit on every level
      if (word != 0) {
        break;
      }
      number /= 64;
    }
    return least;
  }

 private:
  std::vector<std::vector<std::uint64_t>> levels_;  // a bit of a level says whether 64 below it have one
};

}  // namespace pith::engine

#endif
