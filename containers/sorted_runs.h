#ifndef PITH_CONTAINERS_SORTED_RUNS_H
#define PITH_CONTAINERS_SORTED_RUNS_H

// A set of small values that are added in any order, and read in order once all are there.
//
// The values are kept in runs of at most run_size_max. A full run is sorted, and a value that is in it twice is kept
// once; one that is in two runs is kept in both. Reading merges the runs. Nothing is ever copied into a larger array,
// so the memory at its highest is that of the values that were added, and of one run. A vector that is grown and then
// sorted takes up to three times as much.
//
// Example, with runs of three: 5 2 5 | 9 2 1 is kept as 2 5 | 1 2 9, and read as 1 2 5 9.
// Cost: n log n. Tests: tests/sorted_runs_test.cpp compares it with std::set.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace pith::containers {

/// Needs a T that is cheap to copy, and a Less that orders values strictly and weakly and never changes its mind.
template <class T, class Less>
class SortedRuns {
 public:
  /// Sorting this many values in one go is as fast as it gets, and a few megabytes are little.
  static constexpr std::size_t run_size_max = std::size_t{1} << 14;

  class Reader;

  explicit SortedRuns(Less less = Less()) : less_(less) {}

  /// Logarithmic in the size of a run, on average over many calls.
  void add(const T& value) {
    if (runs_.empty() || runs_.back().size() == run_size_max) {
      finish_run();
    }
    runs_.back().push_back(value);
  }

 private:
  /// Leaves a last run that has room. A run that loses half of its values is filled again, so that repetition does not
  /// make many short runs.
  void finish_run() {
    if (!runs_.empty()) {
      sort_run(runs_.back(), less_);
      if (runs_.back().size() <= run_size_max / 2) {
        return;
      }
    }
    runs_.emplace_back();
  }

  static void sort_run(std::vector<T>& run, const Less& less) {
    std::sort(run.begin(), run.end(), less);
    run.erase(std::unique(run.begin(), run.end(), [&](const T& left, const T& right) { return !less(left, right); }),
              run.end());
  }

  std::vector<std::vector<T>> runs_;  // all but the last one are sorted
  Less less_;
};

/// Reads the values in order, each distinct one once. Needs runs that outlive it and do not change meanwhile. Copies
/// the last run, so that many readers can read at the same time. A reader is for one thread at a time.
template <class T, class Less>
class SortedRuns<T, Less>::Reader {
 public:
  explicit Reader(const SortedRuns& runs) : less_(runs.less_) {
    if (runs.runs_.empty()) {
      return;
    }
    last_run_ = runs.runs_.back();
    sort_run(last_run_, less_);
    for (std::size_t i = 0; i + 1 < runs.runs_.size(); ++i) {
      rests_.emplace_back(runs.runs_[i].data(), runs.runs_[i].data() + runs.runs_[i].size());
    }
    rests_.emplace_back(last_run_.data(), last_run_.data() + last_run_.size());
    std::make_heap(rests_.begin(), rests_.end(), later());
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// The next value, or null at the end. It stays valid while the reader and the runs do.
  const T* peek() const { return rests_.empty() ? nullptr : rests_.front().first; }

  /// Goes on to the next value. Needs peek() != nullptr. Logarithmic in the number of runs.
  void pop() {
    const T& done = *peek();
    do {
      std::pop_heap(rests_.begin(), rests_.end(), later());
      if (++rests_.back().first == rests_.back().second) {
        rests_.pop_back();
      } else {
        std::push_heap(rests_.begin(), rests_.end(), later());
      }
    } while (peek() != nullptr && !less_(done, *peek()));
  }

 private:
  using Rest = std::pair<const T*, const T*>;  // what is left of a run; never empty

  /// The heap's front is the least value.
  auto later() const {
    return [this](const Rest& left, const Rest& right) { return less_(*right.first, *left.first); };
  }

  Less less_;
  std::vector<T> last_run_;
  std::vector<Rest> rests_;
};

}  // namespace pith::containers

#endif
