// What publishing an event would do: what is long, what is refused, and what a person reads first.
// tests/publish/test_would_fork.py compares every statement about random histories with the reference.

#include "pith/would_fork.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pith/canonical.h"
#include "tests/support/property.h"
#include "tests/support/world.h"

// A namespace of its own, because several tests are compiled as one file.
namespace pith::tests::would_fork_tests {
namespace {

Draft draft(int number) {
  return Draft(world().alice, world().record.pith_number).payload("{\"n\":" + std::to_string(number) + "}");
}

WouldFork judge(const std::string& event, const std::vector<std::string>& history) {
  const std::string input = write_array(history);
  const std::vector<std::string_view> inputs = {input};
  WouldForkOptions options;
  options.subject = world().record.pith_number;
  Result<WouldFork> report = would_fork(event, inputs, world().keyring, options);
  if (!report) {
    throw std::runtime_error(describe(report.error()));
  }
  return *std::move(report);
}

TEST(WouldFork, ASecondAnswerForksAndAReplacementDoesNot) {
  const Draft first = draft(1);
  const WouldFork fork = judge(draft(2).json(), {first.json()});
  EXPECT_TRUE(fork.is_valid());
  EXPECT_FALSE(fork.is_fine());
  EXPECT_FALSE(fork.is_draft);
  EXPECT_EQ(fork.equivocation_count, 1U);
  EXPECT_EQ(fork.also_live, std::vector<Sha256Digest>{first.digest()});
  ASSERT_TRUE(fork.advice);
  EXPECT_EQ(fork.advice->follow.prev_event, first.digest());
  EXPECT_TRUE(fork.advice->follow.supersedes.empty());
  ASSERT_TRUE(fork.advice->replace);
  EXPECT_EQ(fork.advice->replace->supersedes, std::vector<Sha256Digest>{first.digest()});
  const WouldFork fine = judge(draft(2).supersedes({first.digest()}).json(), {first.json()});
  EXPECT_TRUE(fine.is_fine());
  EXPECT_EQ(fine.superseded, std::vector<Sha256Digest>{first.digest()});
  EXPECT_EQ(fine.also_live_count, 0U);
}

TEST(WouldFork, AnEventThatIsThereAlreadyIsStillPartOfItsEntry) {
  const Draft second = draft(2);
  const WouldFork known = judge(second.json(), {draft(1).json(), second.json()});
  EXPECT_TRUE(known.is_known);
  ASSERT_EQ(known.equivocations.size(), 1U);
  EXPECT_EQ(known.equivocations.front().change, EntryChange::none);
  EXPECT_FALSE(known.is_fine());
}

// SPEC 4.5: a content has at most 1,048,576 bytes. The links of both kinds of advice must fit.
TEST(WouldFork, ThereIsNoAdviceThatWouldBeTooLarge) {
  const Draft first = draft(1);
  const auto content_size = [](Draft one) {
    one.set_envelope("content_sha256", "").set_envelope("event_id", "").set_envelope("signature", "");
    return canonical_json(one.json())->size();
  };
  const auto of_size = [&](std::size_t size_bytes) {
    const std::size_t rest = content_size(draft(2).set("more", "\"\""));
    return draft(2).set("more", '"' + std::string(size_bytes - rest, 'x') + '"');
  };
  // An id with its quotes has 73 bytes. It takes the place of null in `prev_event`, and is one entry of `supersedes`.
  const std::size_t room_bytes = 73 - 4 + 73;
  const Draft fits = of_size(1'048'576 - room_bytes);
  const WouldFork advised = judge(fits.json(), {first.json()});
  ASSERT_TRUE(advised.advice);
  Draft followed = fits;
  ASSERT_TRUE(advised.advice->replace);
  followed.prev(*advised.advice->replace->prev_event).supersedes(advised.advice->replace->supersedes);
  EXPECT_EQ(content_size(followed), 1'048'576U);
  EXPECT_TRUE(judge(followed.json(), {first.json()}).is_fine());
  for (const std::size_t size_bytes : {1'048'576 - room_bytes + 1, std::size_t{1'048'576}}) {
    const WouldFork report = judge(of_size(size_bytes).json(), {first.json()});
    EXPECT_FALSE(report.reason);
    EXPECT_FALSE(report.advice);
  }
}

TEST(WouldFork, LongListsHaveTheFirstEntriesAndACount) {
  std::vector<std::string> history;
  for (int number = 0; number < 150; ++number) {
    history.push_back(draft(number).json());
  }
  const WouldFork report = judge(draft(150).json(), history);
  ASSERT_EQ(report.equivocations.size(), 1U);
  EXPECT_EQ(report.equivocations.front().change, EntryChange::grown);
  EXPECT_EQ(report.equivocations.front().event_ids.size(), listed_faults_max);
  EXPECT_EQ(report.equivocations.front().event_count, 151U);
  EXPECT_EQ(report.also_live.size(), listed_faults_max);
  EXPECT_EQ(report.also_live_count, 150U);
  EXPECT_EQ(report.heads.size(), listed_faults_max);
  EXPECT_EQ(report.head_count, 150U);
  ASSERT_TRUE(report.advice);
  EXPECT_FALSE(report.advice->replace);
  EXPECT_TRUE(report.advice->follow.prev_event);
}

// SPEC 4.5: `supersedes` has at most 64 entries, the event's own among them.
TEST(WouldFork, WhatReplacesSupersedesAllThatIsLive) {
  std::vector<std::string> history;
  for (int number = 0; number < 64; ++number) {
    history.push_back(draft(number).json());
  }
  const Draft new_draft = draft(1000);
  const WouldFork fits = judge(new_draft.json(), history);
  ASSERT_TRUE(fits.advice);
  ASSERT_TRUE(fits.advice->replace);
  Draft followed = new_draft;
  followed.prev(*fits.advice->replace->prev_event).supersedes(fits.advice->replace->supersedes);
  const WouldFork replaced = judge(followed.json(), history);
  EXPECT_TRUE(replaced.is_fine());
  EXPECT_EQ(replaced.also_live_count, 0U);
  Draft with_own = new_draft;
  with_own.supersedes({draft(2000).digest()});
  std::vector<std::string> longer = history;
  longer.push_back(draft(64).json());
  for (const WouldFork& report : {judge(with_own.json(), history), judge(new_draft.json(), longer)}) {
    ASSERT_TRUE(report.advice);
    EXPECT_FALSE(report.advice->replace);
  }
}

TEST(WouldFork, TheRecordIsThatOfTheEventIfTheInputsNameNone) {
  const Result<WouldFork> report = would_fork(draft(1).json(), {}, world().keyring);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->pith_number, world().record.pith_number);
  EXPECT_TRUE(report->is_fine());
  const Result<WouldFork> unnamed = would_fork("{}", {}, world().keyring);
  ASSERT_FALSE(unnamed.ok());
  EXPECT_EQ(unnamed.error().code, ErrorCode::no_subject);
}

TEST(WouldFork, RefusesWhatIsNotOneEvent) {
  const std::string bundle = R"({"bundle_type":"pith_open_graph_bundle","pith_number":"","events":[]})";
  for (const std::string& text :
       {std::string(" [{}]"), " " + bundle, std::string(" 5"), std::string(R"( {"state_type":1})")}) {
    std::size_t refused_input = 99;
    const Result<WouldFork> report = would_fork(text, {}, world().keyring, {}, &refused_input);
    ASSERT_FALSE(report.ok()) << text;
    EXPECT_EQ(report.error().code, ErrorCode::not_an_event);
    EXPECT_EQ(report.error().place, (Place{1, 1, 2}));
    EXPECT_EQ(refused_input, 0U);
  }
  EXPECT_EQ(would_fork("{", {}, world().keyring).error().code, ErrorCode::syntax);
  const std::vector<std::string_view> inputs = {"[]", "["};
  std::size_t refused_input = 99;
  EXPECT_EQ(would_fork(draft(1).json(), inputs, world().keyring, {}, &refused_input).error().code, ErrorCode::syntax);
  EXPECT_EQ(refused_input, 1U);
}

TEST(WouldFork, SaysInWhichWayAnEventFails) {
  const WouldFork missing = judge(draft(1).set("target", "").json(), {});
  EXPECT_EQ(missing.reason, Reason::malformed);
  EXPECT_EQ(missing.detail, ReasonDetail::missing_member);
  EXPECT_EQ(missing.member, "target");
  EXPECT_FALSE(missing.advice);
  const WouldFork unsigned_event = judge(draft(1).set_signature("algorithm", "7").json(), {});
  EXPECT_EQ(unsigned_event.reason, Reason::bad_signature);
  EXPECT_EQ(unsigned_event.member, "signature/algorithm");
  const WouldFork waiting = judge(draft(1).prev(draft(2).digest()).json(), {});
  EXPECT_EQ(waiting.reason, Reason::prev_event_unresolved);
  EXPECT_EQ(waiting.member, "prev_event");
  EXPECT_FALSE(waiting.advice->follow.prev_event);
}

}  // namespace
}  // namespace pith::tests::would_fork_tests
