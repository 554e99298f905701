// What a failing property leaves behind: as few events as possible, and a vector file with the expected values.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/property.h"
#include "tests/support/reference.h"

#include <rapidcheck.h>

namespace pith::tests {
namespace {

using Events = std::vector<std::string>;

bool has(const Events& events, const std::string& event) {
  return std::find(events.begin(), events.end(), event) != events.end();
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Scenario large_scenario() {
  Chance chance(7);
  return make_scenario(world(), chance, 12);
}

TEST(Counterexample, OnlyTheEventsThatMatterAreLeft) {
  const Events events = large_scenario().all();
  ASSERT_GT(events.size(), 15U);
  const std::string first = events[3];
  const std::string second = events[events.size() - 2];
  ASSERT_NE(first, second);
  const Claim never_both = [&](const Events& some) { return has(some, first) && has(some, second) ? "both" : ""; };
  EXPECT_EQ(minimise(events, never_both), (Events{first, second}));
}

TEST(Counterexample, OneOfTwoEqualEventsIsEnough) {
  EXPECT_EQ(minimise({"a", "b", "a"}, [](const Events& some) { return has(some, "a") ? "a" : ""; }), Events{"a"});
  EXPECT_EQ(minimise({"a", "b"}, [](const Events&) { return "always"; }), Events{});
}

// The vector's expected values come from the slow reference. The engine is right here, so it must give the same.
TEST(Counterexample, TheFileIsAVectorThatCanBeRun) {
  const Scenario scenario = large_scenario();
  const std::string path =
      write_vector(world(), {"on purpose/1", "made by a test", "10.1", scenario.all(), scenario.aliases}).string();
  EXPECT_NE(path.find("on_purpose_1.json"), std::string::npos) << path;
  const std::optional<reference::Json> vector = reference::read(read_file(path));
  ASSERT_TRUE(vector);
  Keyring keyring(crypto());
  for (const reference::Json& document : vector->find("keys")->items) {
    ASSERT_TRUE(keyring.add(reference::write(document)));
  }
  EventSet events(*vector->find_string("subject"), keyring);
  for (const reference::Json& event : vector->find("events")->items) {
    ASSERT_TRUE(events.add(event.text).ok());
  }
  std::vector<Alias> aliases;
  for (const reference::Json& alias : vector->find("aliases")->items) {
    aliases.push_back(
        {*alias.find_string("alias_kind"), *alias.find_string("alias_value"), *alias.find_string("created_at")});
  }
  EXPECT_EQ(aliases, scenario.aliases);
  const reference::Json& expected = *vector->find("expected");
  EXPECT_EQ(events.state(aliases).document, expected.find_string("document"));
  EXPECT_EQ(to_hex(events.state(aliases).sha256), expected.find_string("state_sha256"));
  EXPECT_EQ(events.state(aliases, Scope::authentic_only).document, expected.find_string("authentic_document"));
  EXPECT_EQ(to_hex(events.input_sha256(aliases)), expected.find_string("input_sha256"));
  EXPECT_EQ(warnings_of(events.state(aliases)).size(), expected.find("warnings")->items.size());
}

// The claim is false for any set with a resolved equivocation. It fails here as it would in a property.
TEST(Counterexample, AFailingPropertyNamesSeedAndFile) {
  const Claim no_fork = [](const Events& events) {
    const std::vector<Equivocation> entries = set_of(events).state().equivocations;
    return std::any_of(entries.begin(), entries.end(), [](const Equivocation& entry) { return entry.is_resolved; })
               ? "it is resolved"
               : "";
  };
  Chance chance(7);
  Scenario scenario = make_scenario(world(), chance, 12);
  for (int tries = 0; no_fork(scenario.all()).empty(); ++tries) {
    ASSERT_LT(tries, 100) << "no set has a resolved equivocation";
    scenario = make_scenario(world(), chance, 12);
  }
  std::string message;
  try {
    hold("OnPurpose", "7.3", {7, 12}, scenario.all(), no_fork);
  } catch (const rc::detail::CaseResult& result) {
    message = result.description;
  }
  EXPECT_NE(message.find("it is resolved"), std::string::npos) << message;
  EXPECT_NE(message.find("seed 7, 12 motifs"), std::string::npos) << message;
  const std::string path = std::string(PITH_COUNTEREXAMPLES) + "/OnPurpose_7.json";
  EXPECT_NE(message.find(path), std::string::npos) << message;
  const std::optional<reference::Json> vector = reference::read(read_file(path));
  ASSERT_TRUE(vector);
  EXPECT_LE(vector->find("events")->items.size(), 4U)
      << "two answers, an event that supersedes one of them, and the event that they follow, if any";
}

}  // namespace
}  // namespace pith::tests
