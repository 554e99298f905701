// SPEC 4.9, 5 and 6: links, application order, what is live and listed. The expected values are written by hand from
// the rules.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "canon/parse.h"
#include "engine/merge/state.h"
#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

/// A correction. With different targets, no two of them conflict.
Draft correction(const Signer& signer, const std::string& target) {
  return Draft(signer, world().record.pith_number).type("correction").target(target);
}

State state_of(std::vector<Draft> drafts) {
  EventSet events = world().events();
  for (const Draft& draft : drafts) {
    add(events, draft);
  }
  return events.state();
}

/// The targets of the events in a list of `current`, in order.
std::vector<std::string> listed(const State& state, const std::string& list) {
  const Result<canon::Document> document = canon::parse(state.document);
  std::vector<std::string> targets;
  for (const canon::Value entry : canon::Elements(*document->root().find("current")->find(list))) {
    targets.emplace_back(*entry.find_string("target"));
  }
  return targets;
}

using Targets = std::vector<std::string>;

TEST(Rule5_1_Comparison, TimeThenRecordThenId) {
  const World& w = world();
  const Draft late = correction(w.alice, "late").at("2026-07-05T00:00:02Z");
  const Draft early = correction(w.alice, "early").at("2026-07-05T00:00:01.999999999Z");
  const Draft record = w.record_created().at("2026-07-05T00:00:02.0Z");
  std::vector<Draft> equal;
  for (const char* const spelling : {"2026-07-05T00:00:02.00Z", "2026-07-05T00:00:02.000Z", "2026-07-05T00:00:02Z"}) {
    equal.push_back(correction(w.bob, std::string("equal ") + spelling).at(spelling));
  }
  std::vector<Sha256Digest> by_id = {late.digest()};
  for (const Draft& draft : equal) {
    by_id.push_back(draft.digest());
  }
  std::sort(by_id.begin(), by_id.end());
  std::vector<Sha256Digest> expected = {early.digest(), record.digest()};
  expected.insert(expected.end(), by_id.begin(), by_id.end());
  EXPECT_EQ(state_of({late, equal[2], record, equal[0], early, equal[1]}).applied_event_ids, expected);
}

TEST(Rule5_1_Comparison, DownToTheNanosecond) {
  std::vector<Draft> drafts;
  std::vector<Sha256Digest> expected;
  for (const char* const fraction : {"", ".000000001", ".00000001", ".0000001", ".5", ".500000001", ".999999999"}) {
    drafts.push_back(correction(world().alice, fraction).at("2026-07-05T00:00:02" + std::string(fraction) + "Z"));
    expected.push_back(drafts.back().digest());
  }
  ASSERT_FALSE(std::is_sorted(expected.begin(), expected.end())) << "ids alone would give the same order";
  EXPECT_EQ(state_of(drafts).applied_event_ids, expected);
}

// Nobody can sign events whose ids begin alike, so the events are entered as authentic.
TEST(Rule5_1_Comparison, IdsThatDifferInTheLastByte) {
  const Result<canon::Document> empty = canon::parse("{}");
  engine::RecordEvents events(world().record.pith_number, world().keyring);
  std::vector<Sha256Digest> expected;
  for (const std::uint8_t last : std::initializer_list<std::uint8_t>{3, 1, 2}) {
    Sha256Digest id{};
    id.bytes.back() = last;
    expected.push_back(id);
    const engine::EventContent content{"correction",
                                       "s",
                                       "t",
                                       "2026-07-05T00:00:00Z",
                                       "1.0",
                                       *canon::parse_instant("2026-07-05T00:00:00Z"),
                                       empty->root(),
                                       empty->root(),
                                       "",
                                       "",
                                       "",
                                       "",
                                       std::nullopt,
                                       {}};
    events.add_authentic({id, content, R"({"key_id":"","public_key_fingerprint":"","signer_id":"","signer_type":""})",
                          "{}", Sha256Digest{}, false});
  }
  std::sort(expected.begin(), expected.end());
  const State state = engine::compute_state(events, {});
  EXPECT_EQ(state.applied_event_ids, expected);
  ASSERT_EQ(state.equivocations.size(), 1U);
  EXPECT_EQ(state.equivocations[0].event_ids, expected);
}

TEST(Rule5_2_ApplicationOrder, LinksComeBeforeTimes) {
  const Signer& alice = world().alice;
  const Draft a = correction(alice, "a").at("2026-07-05T10:00:00Z");
  const Draft b = correction(alice, "b").at("2026-07-05T09:00:00Z").prev(a.digest());
  const Draft c = correction(alice, "c").at("2026-07-05T09:30:00Z");
  const Draft d = correction(alice, "d").at("2026-07-05T08:00:00Z").supersedes({b.digest()});
  const std::vector<Sha256Digest> expected = {c.digest(), a.digest(), b.digest(), d.digest()};
  EXPECT_EQ(state_of({a, b, c, d}).applied_event_ids, expected);
  EXPECT_EQ(state_of({d, c, b, a}).applied_event_ids, expected);
}

TEST(Rule5_2_ApplicationOrder, AnInvalidEventHoldsBackEventsThatLinkToIt) {
  // b is invalid, but it passed every check up to `bad_receipt`. So a, which supersedes it, has to wait for it.
  const World& w = world();
  const Draft b = correction(w.alice, "b").at("2026-07-05T11:00:00Z").prev(crypto().sha256("nobody"));
  const Draft a = correction(w.alice, "a").at("2026-07-05T09:00:00Z").supersedes({b.digest()});
  const Draft c = correction(w.alice, "c").at("2026-07-05T10:00:00Z");
  const State state = state_of({a, b, c});
  EXPECT_EQ(state.applied_event_ids, (std::vector<Sha256Digest>{c.digest(), a.digest()}));
  // An event without a good signature holds back nothing.
  const Draft forged = correction(w.alice, "b").at("2026-07-05T11:00:00Z").set_envelope("signature", "0");
  const Draft first = correction(w.alice, "a").at("2026-07-05T09:00:00Z").supersedes({forged.digest()});
  EXPECT_EQ(state_of({first, forged, c}).applied_event_ids, (std::vector<Sha256Digest>{first.digest(), c.digest()}));
}

TEST(Rule4_9_PrevEvent, WhatItMayName) {
  const World& w = world();
  const Draft valid = correction(w.bob, "valid");
  const Draft forged = correction(w.alice, "forged").set_envelope("signature", "0");
  const Draft invalid = correction(w.alice, "invalid").prev(crypto().sha256("nobody"));
  const Draft bad_receipt = w.record_created().payload(w.record.payload_with_receipt("{}"));
  const Record other("9999.99999");
  const Draft elsewhere = Draft(w.alice, other.pith_number).type("correction");
  struct Case {
    std::string what;
    const Draft* link;
    std::string reason;
  };
  for (const Case& c : {Case{"a valid event", &valid, "-"}, Case{"of another signer, too", &valid, "-"},
                        Case{"an unauthentic one", &forged, "prev_event_unresolved"},
                        Case{"an invalid one", &invalid, "prev_event_unresolved"},
                        Case{"one with a bad receipt", &bad_receipt, "prev_event_unresolved"},
                        Case{"one of another record", &elsewhere, "prev_event_unresolved"}}) {
    SCOPED_TRACE(c.what);
    const Draft event = correction(w.alice, "event").prev(c.link->digest());
    EXPECT_EQ(reason_in(state_of({event, *c.link}), event.digest()), c.reason);
    EXPECT_EQ(reason_in(state_of({event}), event.digest()), "prev_event_unresolved") << "while it is absent";
  }
}

TEST(Rule4_9_PrevEvent, Cascades) {
  const Signer& alice = world().alice;
  const Draft root = correction(alice, "0");
  std::vector<Draft> chain = {root};
  for (int i = 1; i < 20; ++i) {
    chain.push_back(correction(alice, std::to_string(i)).prev(chain.back().digest()));
  }
  EXPECT_EQ(state_of(chain).applied_event_ids.size(), 20U);
  const std::vector<Draft> rootless(chain.rbegin(), chain.rend() - 1);
  EXPECT_EQ(state_of(rootless).invalid_events.size(), 19U);
  EXPECT_EQ(state_of(rootless).applied_event_ids.size(), 0U);
}

TEST(Rule6_1_Superseded, OnlyByTheSamePrincipal) {
  const World& w = world();
  const Draft first = correction(w.alice, "first");
  const auto superseding = [&](const Signer& signer) {
    return correction(signer, "second").supersedes({first.digest()});
  };
  EXPECT_EQ(listed(state_of({first, superseding(w.alice)}), "corrections"), (Targets{"second"}));
  EXPECT_EQ(listed(state_of({first, superseding(w.alice_again)}), "corrections"), (Targets{"second"})) << "another key";
  Targets both = listed(state_of({first, superseding(w.bob)}), "corrections");
  std::sort(both.begin(), both.end());
  EXPECT_EQ(both, (Targets{"first", "second"})) << "nobody withdraws another's words";
}

TEST(Rule6_1_Superseded, AcrossTypesAndTargetsAndTimes) {
  const World& w = world();
  const Draft first = correction(w.alice, "first").at("2026-07-05T10:00:00Z");
  const Draft withdrawal = Draft(w.alice, w.record.pith_number)
                               .type("withdrawal")
                               .target("elsewhere")
                               .at("2026-07-05T09:00:00Z")
                               .supersedes({first.digest()});
  EXPECT_EQ(listed(state_of({first, withdrawal}), "corrections"), Targets());
  EXPECT_EQ(state_of({first, withdrawal}).applied_event_ids.size(), 2U);
}

TEST(Rule6_1_Superseded, OnlyByAValidEvent) {
  const World& w = world();
  const Draft first = correction(w.alice, "first");
  const Draft invalid = correction(w.alice, "second").supersedes({first.digest()}).prev(crypto().sha256("nobody"));
  EXPECT_EQ(listed(state_of({first, invalid}), "corrections"), (Targets{"first"}));
  const Draft ours = correction(w.registry, "ours");
  const Draft bad_receipt = w.record_created().payload(w.record.payload_with_receipt("{}")).supersedes({ours.digest()});
  EXPECT_EQ(listed(state_of({ours, bad_receipt}), "corrections"), (Targets{"ours"}));
  const Draft forged = correction(w.alice, "second").supersedes({first.digest()}).set_envelope("signature", "0");
  EXPECT_EQ(listed(state_of({first, forged}), "corrections"), (Targets{"first"}));
}

TEST(Rule6_1_Superseded, AWithdrawalMayComeFirstAndBeWithdrawn) {
  const World& w = world();
  const Draft first = correction(w.alice, "first").at("2026-07-05T01:00:00Z");
  const Draft second = correction(w.alice, "second").at("2026-07-05T02:00:00Z").supersedes({first.digest()});
  const Draft third = correction(w.alice, "third").at("2026-07-05T03:00:00Z").supersedes({second.digest()});
  EXPECT_EQ(listed(state_of({second}), "corrections"), (Targets{"second"}));
  EXPECT_EQ(listed(state_of({second, first}), "corrections"), (Targets{"second"}));
  // The first stays superseded: the third withdraws the second, but not the effect that the second has.
  EXPECT_EQ(listed(state_of({first, second, third}), "corrections"), (Targets{"third"}));
}

TEST(Rule6_1_Warnings, DanglingAndForeignEntries) {
  const World& w = world();
  const Draft bobs = correction(w.bob, "bobs");
  const Draft event = correction(w.alice, "alices").supersedes({crypto().sha256("nobody"), bobs.digest()});
  const State state = state_of({bobs, event});
  ASSERT_EQ(state.warnings.size(), 2U);
  EXPECT_EQ(state.warnings[0].code, WarningCode::dangling_supersedes);
  EXPECT_EQ(state.warnings[1].code, WarningCode::foreign_supersedes);
  EXPECT_EQ(state.warnings[0].event_id, event.digest());
  EXPECT_EQ(describe(state.warnings[0]),
            "dangling_supersedes: sha256:" + to_hex(event.digest()) + ": " + state.warnings[0].explanation);
}

TEST(Rule6_2_Types, EachListAndNone) {
  const World& w = world();
  for (const char* const type : {"graph_snapshot", "author_attestation", "timestamp_anchor", "storage_attestation",
                                 "citation_signature", "replication_record", "correction", "mirror_hint"}) {
    const State state = state_of({correction(w.alice, "target").type(type)});
    EXPECT_EQ(listed(state, std::string(type) + "s"), (Targets{"target"})) << type;
    std::size_t occurrences = 0;
    for (std::size_t at = 0; (at = state.document.find("\"target\":\"target\"", at)) != std::string::npos; ++at) {
      ++occurrences;
    }
    EXPECT_EQ(occurrences, 1U) << type;
  }
  const State open = state_of({correction(w.alice, "target").type("pith.integrity.v1")});
  EXPECT_EQ(open.applied_event_ids.size(), 1U);
  EXPECT_EQ(open.document.find("\"target\":\"target\""), std::string::npos);
}

TEST(Rule6_4_RecordCreated, IsTheFirstLiveOne) {
  const World& w = world();
  const Draft first = w.record_created().at("2026-07-05T01:00:00Z");
  const Draft second = w.record_created().at("2026-07-05T02:00:00Z");
  const Draft withdrawal = correction(w.registry, "x").supersedes({first.digest()});
  const auto shown = [](const State& state) {
    const Result<canon::Document> document = canon::parse(state.document);
    const canon::Value current = *document->root().find("current");
    const canon::Value created = *current.find("record_created");
    EXPECT_EQ(current.find("canonical_record")->is_null(), created.is_null());
    return created.is_null() ? "null" : std::string(*created.find_string("event_id"));
  };
  EXPECT_EQ(shown(state_of({second, first})), "sha256:" + to_hex(first.digest()));
  EXPECT_EQ(shown(state_of({second, first, withdrawal})), "sha256:" + to_hex(second.digest()));
  EXPECT_EQ(shown(state_of({first, withdrawal})), "null");
}

TEST(Rule6_6_Warning, SeveralLiveEventsOfOnePrincipalTypeAndTarget) {
  const World& w = world();
  const Draft first = correction(w.alice, "x").at("2026-07-05T01:00:00Z");
  const Draft second = correction(w.alice, "x").at("2026-07-05T02:00:00Z").prev(first.digest());
  const State two = state_of({first, second});
  ASSERT_EQ(two.warnings.size(), 1U);
  EXPECT_EQ(two.warnings[0].code, WarningCode::several_live);
  EXPECT_EQ(two.warnings[0].event_id, first.digest());
  EXPECT_EQ(two.warnings[0].explanation.find("the first of 2 "), 0U);
  // Each warning names the first event in application order, whatever the order of arrival.
  const Draft early = correction(w.bob, "x").at("2026-07-04T01:00:00Z");
  const Draft early_next = correction(w.bob, "x").at("2026-07-04T02:00:00Z").prev(early.digest());
  const State four = state_of({second, first, early_next, early});
  ASSERT_EQ(four.warnings.size(), 2U);
  EXPECT_EQ(four.warnings[0].event_id, early.digest());
  EXPECT_EQ(four.warnings[1].event_id, first.digest());
  EXPECT_TRUE(two.equivocations.empty()) << "they name different positions";
  EXPECT_TRUE(state_of({first, correction(w.bob, "x")}).warnings.empty());
  EXPECT_TRUE(state_of({first, correction(w.alice, "y")}).warnings.empty());
  EXPECT_TRUE(state_of({first, correction(w.alice, "x").supersedes({first.digest()})}).warnings.empty());
}

}  // namespace
}  // namespace pith::tests
