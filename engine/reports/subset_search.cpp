// Which units can be removed while the rest fails: delta debugging, by binary splitting from the end.
//
// A pass cuts the units that are left into runs of one size, and tries to remove each of them. The passes begin with
// all units at once, then halves, quarters, and so on to single units.
//
// Example: of 8 units, 5 alone fails. Removing all of them passes. Of the halves, 4 to 7 stays and 0 to 3 goes. Of what
// is left, 6 and 7 go, and 4 and 5 stay. Then 5 stays and 4 goes, and 5 stays again. That is 8 tries: 2 log2(8) + 2.
//
// Passes go from the end to the beginning, because links point backwards: an event that nothing links to any more can
// then be removed in the same pass. Counter-example: from the beginning, a chain of n events that can only be removed
// from its end would lose one event in each pass, and take n passes.
//
// If what fails also fails with more around it, one pass over single units is enough: a unit that had to stay in it has
// to stay in every smaller set. Otherwise such passes are repeated until one removes nothing.
//
// Its tests are tests/minimise_test.cpp.

#include "engine/reports/subset_search.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace pith::engine {
namespace {

class SubsetSearch {
 public:
  SubsetSearch(std::size_t unit_count, MayBeEmpty may_be_empty, const TryKept& try_kept)
      : may_be_empty_(may_be_empty), try_kept_(try_kept), kept_(unit_count, true), left_(unit_count) {
    std::iota(left_.begin(), left_.end(), std::size_t{0});
  }

  void run() {
    std::size_t size = left_.size();
    while (size > 0 && !is_stopped_) {
      const bool has_removed = remove_runs(size);
      if (size == 1 && !has_removed) {
        return;
      }
      size = std::min((size + 1) / 2, left_.size());  // rounded up, so that two runs cover what was one
    }
  }

  bool is_stopped() const { return is_stopped_; }
  std::vector<bool> take() { return std::move(kept_); }

 private:
  /// One pass. Returns whether anything was removed.
  bool remove_runs(std::size_t size) {
    bool has_removed = false;
    for (std::size_t end = left_.size(); end > 0 && !is_stopped_;) {
      const std::size_t begin = end > size ? end - size : 0;
      has_removed |= remove_run(begin, end);
      end = begin;
    }
    return has_removed;
  }

  bool remove_run(std::size_t begin, std::size_t end) {
    if (end - begin == left_.size() && may_be_empty_ == MayBeEmpty::no) {
      return false;
    }
    keep(begin, end, false);
    const Trial trial = try_kept_(kept_);
    is_stopped_ = trial == Trial::stop;
    if (trial == Trial::fails) {
      left_.erase(at(begin), at(end));
      return true;
    }
    keep(begin, end, true);
    return false;
  }

  void keep(std::size_t begin, std::size_t end, bool is_kept) {
    std::for_each(at(begin), at(end), [&](std::size_t unit) { kept_[unit] = is_kept; });
  }

  std::vector<std::size_t>::iterator at(std::size_t position) {
    return left_.begin() + static_cast<std::ptrdiff_t>(position);
  }

  MayBeEmpty may_be_empty_;
  const TryKept& try_kept_;
  std::vector<bool> kept_;
  std::vector<std::size_t> left_;  // the units with true in kept_, in order
  bool is_stopped_ = false;
};

}  // namespace

std::vector<bool> search_subset(std::size_t unit_count, MayBeEmpty may_be_empty, const TryKept& try_kept,
                                bool& is_stopped) {
  SubsetSearch search(unit_count, may_be_empty, try_kept);
  search.run();
  is_stopped = search.is_stopped();
  return search.take();
}

}  // namespace pith::engine
