// SPEC 10: the promises, on random sets of events. Each run is one seed, which a failure prints.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/support/respell.h"
#include "tests/support/scenario.h"

namespace pith::tests {
namespace {

const World& world() {
  static const World instance;
  return instance;
}

EventSet set_of(const std::vector<std::string>& events) {
  EventSet set = world().events();
  for (const std::string& event : events) {
    RC_ASSERT(set.add(event).ok());
  }
  return set;
}

std::string current_of(const State& state) {
  const std::size_t begin = state.document.find("\"current\":");
  return state.document.substr(begin, state.document.find(",\"equivocations\":") - begin);
}

RC_GTEST_PROP(Promise10_1, OrderRepetitionAndSpellingChangeNothing, (std::uint64_t seed)) {
  Chance chance(seed);
  std::vector<std::string> events = make_scenario(world(), chance).all();
  const State expected = set_of(events).state();
  for (std::size_t i = events.size(); i > 0; --i) {
    if (chance.percent(30)) {
      events.push_back(events[i - 1]);
    }
  }
  for (std::string& event : events) {
    event = respell(event, chance);
  }
  chance.shuffle(events);
  const State state = set_of(events).state();
  RC_ASSERT(state.document == expected.document);
  RC_ASSERT(state.sha256 == expected.sha256);
  RC_ASSERT(state.warnings.size() == expected.warnings.size());
}

RC_GTEST_PROP(Promise10_2, AnyGroupingOfPartsGivesTheWhole, (std::uint64_t seed)) {
  Chance chance(seed);
  const std::vector<std::string> events = make_scenario(world(), chance).all();
  const std::string expected = set_of(events).state().document;
  std::vector<EventSet> parts;
  for (std::size_t i = 0; i < 2 + chance.below(4); ++i) {
    parts.push_back(world().events());
  }
  for (const std::string& event : events) {
    do {  // into one part or several
      RC_ASSERT(parts[chance.below(parts.size())].add(event).ok());
    } while (chance.percent(30));
  }
  while (parts.size() > 1) {
    const std::size_t from = chance.below(parts.size());
    std::size_t into = chance.below(parts.size() - 1);
    into += into >= from ? 1 : 0;
    parts[into].merge(parts[from]);
    parts[into].merge(parts[from]);  // idempotent
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(from));
  }
  RC_ASSERT(parts[0].state().document == expected);
  EventSet copy = parts[0];
  copy.merge(parts[0]);
  RC_ASSERT(copy.state().document == expected);
}

RC_GTEST_PROP(Promise10_3, WhatNobodyTrustedSignedChangesNoMoreThanTheCounts, (std::uint64_t seed)) {
  Chance chance(seed);
  const Scenario scenario = make_scenario(world(), chance);
  const EventSet clean = set_of(scenario.authentic);
  const EventSet dirty = set_of(scenario.all());
  const State expected = clean.state();
  const State state = dirty.state();
  RC_ASSERT(state.applied_event_ids == expected.applied_event_ids);
  RC_ASSERT(current_of(state) == current_of(expected));
  RC_ASSERT(state.equivocations.size() == expected.equivocations.size());
  std::vector<InvalidEvent> invalid = state.invalid_events;
  std::erase_if(invalid, [](const InvalidEvent& event) { return !is_authentic(event.reason); });
  RC_ASSERT(invalid.size() == expected.invalid_events.size());
  RC_ASSERT(dirty.state({}, Scope::authentic_only).document == clean.state({}, Scope::authentic_only).document);
  RC_ASSERT(clean.state({}, Scope::authentic_only).document == expected.document);
}

RC_GTEST_PROP(Promise10_4, ValidEventsAndEquivocationsOnlyGrow, (std::uint64_t seed)) {
  Chance chance(seed);
  std::vector<std::string> events = make_scenario(world(), chance).all();
  chance.shuffle(events);
  EventSet set = world().events();
  std::set<Sha256Digest> valid;
  std::map<std::tuple<std::string, std::string, std::optional<Sha256Digest>>, std::set<Sha256Digest>> conflicting;
  for (const std::string& event : events) {
    RC_ASSERT(set.add(event).ok());
    const State state = set.state();
    const std::set<Sha256Digest> now(state.applied_event_ids.begin(), state.applied_event_ids.end());
    RC_ASSERT(std::includes(now.begin(), now.end(), valid.begin(), valid.end()));
    valid = now;
    decltype(conflicting) conflicting_now;
    for (const Equivocation& entry : state.equivocations) {
      conflicting_now[{entry.event_type, entry.target, entry.position}].insert(entry.event_ids.begin(),
                                                                               entry.event_ids.end());
    }
    for (const auto& [place, ids] : conflicting) {
      const std::set<Sha256Digest>& ids_now = conflicting_now[place];
      RC_ASSERT(std::includes(ids_now.begin(), ids_now.end(), ids.begin(), ids.end()));
    }
    conflicting = conflicting_now;
  }
}

// A generator that makes nothing interesting would prove nothing.
TEST(Scenario, MakesWhatThePropertiesAreAbout) {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Chance chance(seed);
    const State state = set_of(make_scenario(world(), chance).all()).state();
    for (const InvalidEvent& invalid : state.invalid_events) {
      ++seen[std::string(name(invalid.reason))];
    }
    for (const Equivocation& entry : state.equivocations) {
      ++seen[entry.is_resolved ? "resolved" : "open"];
      ++seen[entry.position ? "at an event" : "at null"];
    }
    for (const Warning& warning : state.warnings) {
      ++seen[std::string(name(warning.code))];
    }
  }
  for (const char* const what :
       {"malformed", "unsupported_schema_version", "unknown_key", "content_hash_mismatch", "event_id_mismatch",
        "bad_signature", "bad_receipt", "prev_event_unresolved", "resolved", "open", "at an event", "at null",
        "dangling_supersedes", "foreign_supersedes", "several_live"}) {
    EXPECT_GE(seen[what], 5) << what;
  }
}

}  // namespace
}  // namespace pith::tests
