// Differences of inputs in the library: they are empty exactly if the states are equal, what is refused, and lists that
// are cut. tests/diff/test_diff.py plants causes in random sets.

#include "pith/diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pith/merge_inputs.h"
#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

DiffOptions options() {
  DiffOptions options;
  options.subject = world().record.pith_number;
  return options;
}

InputDiff diff_of(const std::string& a, const std::string& b) {
  return *diff_inputs(a, b, world().keyring, options());
}

State merge(const std::string& input) {
  MergeOptions merge_options;
  merge_options.subject = world().record.pith_number;
  const std::string_view inputs[] = {input};
  return merge_inputs(inputs, world().keyring, merge_options)->state;
}

Draft draft(int number) {
  return Draft(world().alice, world().record.pith_number).payload("{\"n\":" + std::to_string(number) + "}");
}

TEST(Diff, IsEmptyExactlyIfTheStatesAreEqual) {
  std::size_t equal_count = 0;
  for (std::uint64_t number = 0; number < 30; ++number) {
    const std::vector<std::string> events = scenario_of({number, 4}).all();
    const std::string whole = write_array(events);
    for (std::size_t left_out = 0; left_out <= events.size(); ++left_out) {
      std::vector<std::string> rest = events;
      if (left_out < events.size()) {
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
      }
      std::reverse(rest.begin(), rest.end());
      const State part = merge(write_array(rest));
      const bool equal = part.sha256 == merge(whole).sha256;
      equal_count += equal ? 1U : 0U;
      // Each side as events, and as a state document.
      for (const std::string& a : {whole, merge(whole).document}) {
        for (const std::string& b : {write_array(rest), part.document}) {
          const InputDiff difference = diff_of(a, b);
          EXPECT_EQ(difference.equal, equal);
          EXPECT_EQ(difference.causes.empty(), equal);
          EXPECT_EQ(difference.changes.empty(), equal);
          EXPECT_EQ(difference.events.empty() && difference.keys.empty() && difference.aliases.empty(), equal);
        }
      }
    }
  }
  EXPECT_GT(equal_count, 30U);  // a copy that was left out makes no difference
}

TEST(Diff, ListsAllEventsAndTheFirstCopies) {
  std::vector<std::string> good;
  std::vector<std::string> bad;
  for (int number = 0; number < 130; ++number) {
    good.push_back(draft(number).json());
    bad.push_back(draft(number).json(std::string(86, 'A') + "=="));
  }
  const InputDiff difference = diff_of(write_array(good), write_array(bad));
  EXPECT_EQ(difference.causes, std::vector{DiffCause::other_reason});
  ASSERT_EQ(difference.events.size(), 130U);
  const auto has_copies = [](const EventDiff& event) { return event.copy_in_a && event.copy_in_b; };
  EXPECT_EQ(std::count_if(difference.events.begin(), difference.events.end(), has_copies), 100);
  EXPECT_EQ(difference.events.front().copy_in_a->reason, std::nullopt);
  EXPECT_EQ(difference.events.front().copy_in_b->reason, Reason::bad_signature);
  const auto is_applied = [](const auto& change) { return change.pointer == "/applied_event_ids"; };
  EXPECT_EQ(std::count_if(difference.changes.begin(), difference.changes.end(), is_applied), 100);
  const auto counted = std::find_if(difference.change_counts.begin(), difference.change_counts.end(), is_applied);
  ASSERT_NE(counted, difference.change_counts.end());
  EXPECT_EQ(counted->count, 130U);
}

TEST(Diff, WhatFollowsAnotherEventIsAConsequence) {
  const std::string first = draft(1).json();
  const std::string follower = draft(2).prev(draft(1).digest()).json();
  const InputDiff difference = diff_of(write_array({first, follower}), write_array({follower}));
  ASSERT_EQ(difference.events.size(), 1U);
  EXPECT_EQ(difference.events.front().id, draft(1).digest());
  const std::string follower_id = event_id(draft(2).prev(draft(1).digest()).digest());
  EXPECT_TRUE(std::any_of(difference.changes.begin(), difference.changes.end(), [&](const StateChange& change) {
    return change.pointer == "/invalid_events" && change.event == follower_id;
  }));
}

TEST(Diff, NamesTheFirstEditedCopies) {
  std::vector<std::string> good;
  std::vector<std::string> edited;
  for (int number = 0; number < 130; ++number) {
    good.push_back(draft(number).json());
    std::string copy = good.back();
    const std::string payload = "{\"n\":" + std::to_string(number) + "}";
    copy.replace(copy.find(payload), payload.size(), "{\"n\":" + std::to_string(number + 1000) + "}");
    edited.push_back(copy);
  }
  const InputDiff difference = diff_of(write_array(good), write_array(edited));
  EXPECT_EQ(difference.causes, (std::vector{DiffCause::only_in_a, DiffCause::only_in_b}));
  std::size_t named_count = 0;
  for (const EventDiff& event : difference.events) {
    EXPECT_EQ(event.states_id_of.has_value(), event.is_edited_copy);
    named_count += event.is_edited_copy ? 1U : 0U;
    EXPECT_TRUE(!event.is_edited_copy || event.kind == DiffKind::only_in_b);
  }
  EXPECT_EQ(named_count, 100U);
  // Nobody is an original without the other side's event.
  for (const EventDiff& event : diff_of(write_array({draft(500).json()}), write_array(edited)).events) {
    EXPECT_EQ(event.states_id_of, std::nullopt);
  }
}

/// A state document with these members beside the two that every one has. Anybody can write one.
std::string state_with(const std::string& members) {
  return R"({"state_type":"pith_open_graph_state","pith_number":")" + world().record.pith_number + "\"," + members +
         "}";
}

std::string equivocation(const std::string& event_ids) {
  return R"({"event_type":"correction","target":"title","position":null,"event_ids":[)" + event_ids + "]}";
}

std::string list_equivocations(const std::vector<std::string>& entries) {
  return state_with("\"equivocations\":" + write_array(entries));
}

TEST(Diff, PairsEachRepetitionOfAnEquivocationOnce) {
  const std::string entry = equivocation(R"("sha256:1","sha256:2")");
  const std::string none = equivocation("");
  const std::string other = equivocation(R"("sha256:3","sha256:4")");
  for (const std::string& repeated : {entry, none, std::string("5")}) {
    const InputDiff difference =
        diff_of(list_equivocations({repeated, repeated}), list_equivocations({repeated, repeated, other}));
    ASSERT_EQ(difference.changes.size(), 1U) << repeated;
    EXPECT_EQ(difference.changes.front().kind, DiffKind::only_in_b) << repeated;
    EXPECT_EQ(difference.changes.front().pointer_in_b, "/equivocations/2") << repeated;
  }
  // One that is repeated more often in A.
  const InputDiff difference = diff_of(list_equivocations({entry, entry, entry}), list_equivocations({entry, entry}));
  ASSERT_EQ(difference.changes.size(), 1U);
  EXPECT_EQ(difference.changes.front().kind, DiffKind::only_in_a);
  EXPECT_EQ(difference.changes.front().pointer_in_a, "/equivocations/2");
}

TEST(Diff, ALongMemberIsNamedAsItIs) {
  // The escapes are beyond what a shown text may have, and only the last byte tells the two members apart.
  const std::string name = std::string(300, 'x') + "~/";
  const auto state = [&](const std::string& value) {
    return state_with("\"" + name + "a\":" + value + ",\"" + name + "b\":" + value);
  };
  const InputDiff difference = diff_of(state("1"), state("2"));
  ASSERT_EQ(difference.changes.size(), 2U);
  ASSERT_EQ(difference.change_counts.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string pointer = "/" + std::string(300, 'x') + "~0~1" + (i == 0 ? "a" : "b");
    EXPECT_EQ(difference.changes[i].pointer, pointer);
    EXPECT_EQ(difference.changes[i].pointer_in_a, pointer);
    EXPECT_EQ(difference.changes[i].pointer_in_b, pointer);
    EXPECT_EQ(difference.change_counts[i].pointer, pointer);
    EXPECT_EQ(difference.change_counts[i].count, 1U);
  }
}

TEST(Diff, SaysWhichInputIsRefused) {
  const std::string good = write_array({draft(1).json()});
  std::size_t refused = 7;
  EXPECT_EQ(diff_inputs("[", "", world().keyring, {}, &refused).error().code, ErrorCode::syntax);
  EXPECT_EQ(refused, 0U);
  EXPECT_EQ(diff_inputs(good, "{}", world().keyring, {}, &refused).error().code, ErrorCode::no_subject);
  EXPECT_EQ(refused, 1U);
  EXPECT_EQ(
      diff_inputs(good, R"({"state_type":"pith_open_graph_state","pith_number":5})", world().keyring).error().code,
      ErrorCode::not_a_bundle);
}

}  // namespace
}  // namespace pith::tests
