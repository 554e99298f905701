// SPEC 6.5: aliases. The expected values are written by hand from the rule.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/world.h"

namespace pith::tests {
namespace {

State state_with(const std::vector<Alias>& aliases) {
  static const World world;
  return world.events().state(aliases);
}

TEST(Rule6_5_Aliases, AreTheUnionByKindAndValueWithTheEarliestTime) {
  const std::vector<Alias> given = {{"doi", "b", "2026-01-02T00:00:00Z"},   {"doi", "a", "2026-01-01T00:00:00.5Z"},
                                    {"doi", "b", "2026-01-01T23:59:59.9Z"}, {"arxiv", "b", "2026-01-01T00:00:00Z"},
                                    {"doi", "b", "2026-01-03T00:00:00Z"},   {"doi", "a", "2026-01-01T00:00:01Z"}};
  const std::vector<Alias> expected = {{"arxiv", "b", "2026-01-01T00:00:00Z"},
                                       {"doi", "a", "2026-01-01T00:00:00.5Z"},
                                       {"doi", "b", "2026-01-01T23:59:59.9Z"}};
  EXPECT_EQ(state_with(given).source_aliases, expected);
  const std::vector<Alias> backwards(given.rbegin(), given.rend());
  EXPECT_EQ(state_with(backwards).document, state_with(given).document);
}

TEST(Rule6_5_Aliases, SpellingsOfOneInstantAreComparedAsBytes) {
  // `.` is 0x2E, `0` is 0x30 and `Z` is 0x5A, so the longest spelling is the least.
  const Alias least = {"doi", "a", "2026-01-01T00:00:00.00Z"};
  const Alias middle = {"doi", "a", "2026-01-01T00:00:00.0Z"};
  const Alias greatest = {"doi", "a", "2026-01-01T00:00:00Z"};
  EXPECT_EQ(state_with({greatest, middle, least}).source_aliases, (std::vector<Alias>{least}));
  EXPECT_EQ(state_with({least, greatest, middle}).source_aliases, (std::vector<Alias>{least}));
  EXPECT_EQ(state_with({greatest, middle}).source_aliases, (std::vector<Alias>{middle}));
}

TEST(Rule6_5_Aliases, AreSortedAsBytes) {
  const std::vector<Alias> aliases = state_with({{"k", "\U0001F600", "2026-01-01T00:00:00Z"},
                                                 {"k", "\uFB33", "2026-01-01T00:00:00Z"},
                                                 {"k", "z", "2026-01-01T00:00:00Z"},
                                                 {"", "z", "2026-01-01T00:00:00Z"},
                                                 {"k", "", "2026-01-01T00:00:00Z"}})
                                         .source_aliases;
  std::vector<std::string> values;
  for (const Alias& alias : aliases) {
    values.push_back(alias.kind + alias.value);
  }
  EXPECT_EQ(values, (std::vector<std::string>{"z", "k", "kz", "k\uFB33", "k\U0001F600"}));
}

TEST(Rule6_5_Aliases, AnAliasWithoutAnInstantIsLeftOutWithAWarning) {
  const State state = state_with({{"a", "1", "yesterday"}, {"a", "2", "2026-01-01T00:00:00Z"}});
  EXPECT_EQ(state.source_aliases.size(), 1U);
  ASSERT_EQ(state.warnings.size(), 1U);
  EXPECT_EQ(state.warnings[0].code, WarningCode::alias_left_out);
  EXPECT_EQ(describe(state.warnings[0]), "alias_left_out: " + state.warnings[0].explanation);
}

TEST(WarningNames, AreThoseInTheHeader) {
  EXPECT_EQ(name(WarningCode::alias_left_out), "alias_left_out");
  EXPECT_EQ(name(WarningCode::dangling_supersedes), "dangling_supersedes");
  EXPECT_EQ(name(WarningCode::foreign_supersedes), "foreign_supersedes");
  EXPECT_EQ(name(WarningCode::several_live), "several_live");
}

TEST(Rule6_5_Aliases, AreWrittenWithThreeMembersInCanonicalForm) {
  const State state = state_with({{"k\"", "\n", "2026-01-01T00:00:00Z"}});
  EXPECT_NE(state.document.find(
                R"("source_aliases":[{"alias_kind":"k\"","alias_value":"\n","created_at":"2026-01-01T00:00:00Z"}])"),
            std::string::npos);
}

}  // namespace
}  // namespace pith::tests
