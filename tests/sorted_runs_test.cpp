// Sorted runs against std::set, with few and many values, with repetitions within a run and across runs.

#include "containers/sorted_runs.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

namespace pith::containers {
namespace {

struct Descending {
  bool operator()(std::uint32_t left, std::uint32_t right) const { return left > right; }
};
using Runs = SortedRuns<std::uint32_t, Descending>;

std::vector<std::uint32_t> read_all(const Runs& runs) {
  std::vector<std::uint32_t> values;
  for (Runs::Reader reader(runs); reader.peek() != nullptr; reader.pop()) {
    values.push_back(*reader.peek());
  }
  return values;
}

/// Adds `count` values below `bound`, and compares what is read with a sorted list of them.
void expect_reads_the_set(std::size_t count, std::uint32_t bound) {
  Runs runs;
  std::vector<std::uint32_t> expected;
  std::uint32_t value = 1;
  for (std::size_t i = 0; i < count; ++i) {
    value = value * 1664525 + 1013904223;
    expected.push_back((value >> 8) % bound);
    runs.add(expected.back());
  }
  std::sort(expected.rbegin(), expected.rend());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  EXPECT_EQ(read_all(runs), expected) << count << " values below " << bound;
  EXPECT_EQ(read_all(runs), expected) << "the second time";
}

TEST(SortedRuns, ReadsEachValueOnceInOrder) {
  constexpr std::size_t run = Runs::run_size_max;
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, run - 1, run, run + 1}) {
    expect_reads_the_set(count, 1000);
    expect_reads_the_set(count, 1U << 24);
  }
  expect_reads_the_set(4 * run + 7, 1000);         // one run, filled again and again
  expect_reads_the_set(4 * run + 7, run / 4 * 3);  // runs that are left although they have become shorter
  expect_reads_the_set(4 * run + 7, 1U << 24);     // few values twice
}

RC_GTEST_PROP(SortedRuns, AcceptMoreValuesAfterTheyWereRead, (const std::vector<std::uint8_t>& values)) {
  Runs runs;
  std::set<std::uint32_t, Descending> expected;
  for (const std::uint8_t value : values) {
    runs.add(value);
    expected.insert(value);
    RC_ASSERT(read_all(runs) == std::vector<std::uint32_t>(expected.begin(), expected.end()));
  }
}

}  // namespace
}  // namespace pith::containers
