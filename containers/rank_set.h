#ifndef PITH_CONTAINERS_RANK_SET_H
#define PITH_CONTAINERS_RANK_SET_H

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pith::containers {

/// A set of numbers below a limit, which gives its least number first: a heap without comparisons. It is a tree of
/// bits, 64 to a branch. It takes about an eighth of a byte for each possible number, and at most six steps for
/// each operation on a set of 32-bit numbers.
///
/// Example: with a limit of 200, the set {3, 130} has bit 3 of word 0 and bit 2 of word 2 on the lowest level, and
/// above that one word with the bits 0 and 2, which say in which words to look. Its test is
/// tests/digest_index_test.cpp.
class RankSet {
 public:
  /// Holds numbers below `limit`.
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

  /// Removes the least number and returns it. Needs a set that is not empty.
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

}  // namespace pith::containers

#endif
