// The persistent set against std::map: what each set holds, and that adding to one set leaves all earlier ones alone.

#include "containers/persistent_set.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pith::containers {
namespace {

using Row = std::pair<unsigned, std::string>;

/// By the number alone, so that an item can take the place of another one.
struct ByNumber {
  std::strong_ordering operator()(const Row& row, const Row& other) const { return row.first <=> other.first; }
  std::strong_ordering operator()(const Row& row, unsigned number) const { return row.first <=> number; }
};
using Rows = PersistentSet<Row, ByNumber>;

std::map<unsigned, std::string> contents(const Rows& rows) {
  std::map<unsigned, std::string> map;
  rows.for_each([&](const Row& row) { map.insert(row); });
  return map;
}

RC_GTEST_PROP(PersistentSet, EachVersionKeepsItsItems, (const std::vector<std::pair<std::uint8_t, char>>& items)) {
  std::vector<std::pair<Rows, std::map<unsigned, std::string>>> versions(1);
  for (const auto& [number, letter] : items) {
    auto [rows, expected] = versions.back();
    rows.insert({number, std::string(1, letter)});
    expected.insert_or_assign(number, std::string(1, letter));
    versions.emplace_back(std::move(rows), std::move(expected));
  }
  for (const auto& [rows, expected] : versions) {
    RC_ASSERT(contents(rows) == expected);
    RC_ASSERT(rows.size() == expected.size());
    std::size_t position = 0;
    for (const auto& [number, text] : expected) {
      RC_ASSERT(rows[position++] == Row(number, text));
    }
    for (unsigned number = 0; number < 256; ++number) {
      const Row* const found = rows.find(number);
      const auto wanted = expected.find(number);
      RC_ASSERT((found == nullptr) == (wanted == expected.end()));
      RC_ASSERT((found == nullptr ? std::string() : found->second) ==
                (wanted == expected.end() ? std::string() : wanted->second));
    }
  }
}

/// Counts its own calls.
struct Counting {
  static inline std::size_t comparisons = 0;
  std::strong_ordering operator()(unsigned left, unsigned right) const {
    ++comparisons;
    return left <=> right;
  }
};

// An AVL tree of n nodes has a height below 1.4405 log2(n + 2).
TEST(PersistentSet, NoOrderOfItemsMakesAWayLong) {
  constexpr unsigned count = 20'000;
  const auto height_max = static_cast<std::size_t>(1.4405 * std::log2(count + 2));
  const auto ascending = [](unsigned i) { return i; };
  const auto descending = [](unsigned i) { return count - i; };
  const auto from_both_ends = [](unsigned i) { return i % 2 == 0 ? i : 2 * count - i; };
  const auto from_the_middle = [](unsigned i) { return i % 2 == 0 ? count + i : count - i; };
  for (unsigned (*const number)(unsigned) : {+ascending, +descending, +from_both_ends, +from_the_middle}) {
    PersistentSet<unsigned, Counting> set;
    for (unsigned i = 0; i < count; ++i) {
      Counting::comparisons = 0;
      set.insert(number(i));
      ASSERT_LE(Counting::comparisons, height_max);
    }
    ASSERT_EQ(set.size(), count);
    for (unsigned i = 0; i < count; ++i) {
      Counting::comparisons = 0;
      ASSERT_NE(set.find(number(i)), nullptr);
      ASSERT_LE(Counting::comparisons, height_max);
    }
  }
}

TEST(PersistentSet, AnItemStaysWhereItIs) {
  Rows rows;
  rows.insert({7, "seven"});
  const Row* const seven = rows.find(7U);
  const Rows before = rows;
  for (unsigned number = 0; number < 100; ++number) {
    if (number != 7) {
      rows.insert({number, ""});
    }
  }
  EXPECT_EQ(rows.find(7U), seven);
  rows.insert({7, "other"});
  EXPECT_EQ(before.find(7U), seven);
  EXPECT_EQ(seven->second, "seven");
  EXPECT_EQ(rows.find(7U)->second, "other");
}

}  // namespace
}  // namespace pith::containers
