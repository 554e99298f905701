// SPEC 12: what evidence is made, and when it holds. Random sets are the scenarios of all properties. The small
// histories are those of tests/exhaustive_test.cpp; their conflicts are found here by comparing every two events.

#include "pith/evidence.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pith/canonical.h"
#include "pith/merge_inputs.h"
#include "tests/support/histories.h"
#include "tests/support/property.h"
#include "tests/support/respell.h"
#include "tests/support/world.h"

// A namespace of its own, because several tests are compiled as one file.
namespace pith::tests::evidence {
namespace {

using Events = std::vector<std::string>;

Evidence evidence_of(const std::vector<std::string>& inputs) {
  const std::vector<std::string_view> views(inputs.begin(), inputs.end());
  EvidenceOptions options;
  options.subject = world().record.pith_number;
  Result<Evidence> evidence = find_evidence(views, world().keyring, options);
  if (!evidence) {
    throw std::runtime_error("the test's input is refused: " + describe(evidence.error()));
  }
  return *std::move(evidence);
}

EvidenceReport check(const std::string& document, const Keyring& keyring = world().keyring,
                     BundleKeys keys = BundleKeys::ignore) {
  const Result<EvidenceReport> report = verify_evidence(document, keyring, keys);
  if (!report) {
    throw std::runtime_error("the test's evidence is refused: " + describe(report.error()));
  }
  return *report;
}

/// The names of all faults of a report.
std::set<std::string> faults_of(const EvidenceReport& report) {
  std::set<std::string> names;
  for (const EvidenceFault& fault : report.faults) {
    names.insert(fault.name);
  }
  for (const ProofReport& proof : report.proofs) {
    for (const EvidenceFault& fault : proof.faults) {
      names.insert(fault.name);
    }
  }
  return names;
}

/// What is wrong with the evidence of these events; the empty text if nothing is.
std::string complaint(const Events& events) {
  const State state = set_of(events).state();
  const Evidence evidence = evidence_of({write_array(events)});
  if (evidence.event_count != state.event_count) {
    return "the events are counted wrongly";
  }
  if (evidence.proof_count != state.equivocations.size()) {
    return std::to_string(evidence.proof_count) + " proofs of " + std::to_string(state.equivocations.size());
  }
  if (state.equivocations.empty()) {
    return evidence.document.empty() ? "" : "there is a document";
  }
  if (*canonical_json(evidence.document) != evidence.document) {
    return "the document is not canonical";
  }
  const EvidenceReport report = check(evidence.document);
  if (!report.ok) {
    return "it does not hold: " + to_json(report);
  }
  std::vector<Equivocation> entries = state.equivocations;
  for (const ProofReport& proof : report.proofs) {
    const auto entry = std::find_if(entries.begin(), entries.end(), [&](const Equivocation& candidate) {
      return candidate.event_type == proof.event_type && candidate.target == proof.target &&
             candidate.position == proof.position &&
             std::includes(candidate.event_ids.begin(), candidate.event_ids.end(), proof.event_ids.begin(),
                           proof.event_ids.end());
    });
    if (entry == entries.end() || proof.event_ids.size() != 2) {
      return "a proof is of no entry, or has more events than two";
    }
    entries.erase(entry);
  }
  return "";
}

RC_GTEST_PROP(Rule12_2, EveryEquivocationHasAProofThatHolds, ()) {
  const Draw run = draw();
  hold("Rule12_2", "7.3", run, scenario_of(run).all(), complaint);
}

RC_GTEST_PROP(Rule12_2, OrderGroupingRepetitionAndSpellingChangeNothing, ()) {
  const Draw run = draw();
  hold("Rule12_2_Order", "7.3", run, scenario_of(run).all(), [&](const Events& events) {
    Chance chance(run.seed);
    Events others;
    for (const std::string& event : events) {
      others.push_back(respell(event, chance));
      if (chance.percent(20)) {
        others.push_back(event);
      }
    }
    chance.shuffle(others);
    return unequal("the evidence", evidence_of(others).document, evidence_of({write_array(events)}).document);
  });
}

/// The events of a history, each as a draft. Its links name earlier events.
std::vector<Draft> drafts_of(const History& history) {
  const std::array<const Signer*, 2> signers = {&world().alice, &world().bob};
  std::vector<Draft> drafts;
  for (const Choice& choice : history) {
    Draft draft(*signers[choice.signer], world().record.pith_number);
    draft.type(choice.type == 0 ? "correction" : "mirror_hint").target(choice.target == 0 ? "a" : "b");
    draft.at(choice.time == 0 ? "2026-07-01T00:00:00Z" : "2026-07-02T00:00:00Z");
    draft.payload("{\"n\":" + std::to_string(drafts.size()) + "}");
    if (choice.prev >= prev_first) {
      draft.prev(drafts[choice.prev - prev_first].digest());
    }
    std::vector<Sha256Digest> superseded;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if ((choice.supersedes >> i & 1U) != 0) {
        superseded.push_back(drafts[i].digest());
      }
    }
    drafts.push_back(draft.supersedes(superseded));
  }
  return drafts;
}

/// SPEC 7.1: 0 is the position null, 1 + i is event i.
std::set<unsigned> positions_of(const Choice& choice) {
  if (choice.prev >= prev_first) {
    return {choice.prev - prev_first + 1};
  }
  std::set<unsigned> positions;
  for (unsigned i = 0; i < 32; ++i) {
    if ((choice.supersedes >> i & 1U) != 0) {
      positions.insert(i + 1);
    }
  }
  return positions.empty() ? std::set<unsigned>{0} : positions;
}

/// SPEC 7.3: how many (principal, type, target, position) have a conflict. Compares every two events.
std::size_t count_conflicts(const History& history) {
  std::set<std::array<unsigned, 4>> entries;
  for (std::size_t j = 0; j < history.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      const Choice& a = history[i];
      const Choice& b = history[j];
      const bool is_named = b.prev == prev_first + i || (b.supersedes >> i & 1U) != 0;
      if (a.signer != b.signer || a.type != b.type || a.target != b.target || is_named) {
        continue;
      }
      for (const unsigned position : positions_of(a)) {
        if (positions_of(b).contains(position)) {
          entries.insert({a.signer, a.type, a.target, position});
        }
      }
    }
  }
  return entries.size();
}

TEST(Rule12_2_Histories, EverySmallHistory) {
  Alphabet several;
  several.signers = 2;
  several.targets = 2;
  std::map<std::size_t, std::size_t> seen;
  for (const auto& [alphabet, count] : {std::pair(several, 3U), {Alphabet(), 4U}}) {
    for (const Representative& representative : enumerate(alphabet, count)) {
      const History history = history_of(representative.key, count);
      Events events;
      for (const Draft& draft : drafts_of(history)) {
        events.push_back(draft.json());
      }
      const Evidence evidence = evidence_of(events);
      ASSERT_EQ(evidence.proof_count, count_conflicts(history)) << representative.key;
      ASSERT_EQ(complaint(events), "") << representative.key;
      ++seen[evidence.proof_count];
    }
  }
  EXPECT_GT(seen[0], 50U);
  EXPECT_GT(seen[1], 50U);
  EXPECT_GT(seen[2], 10U) << "two events that share two positions";
}

/// An answer by Alice, or another signer, to one question.
Draft answer(const std::string& text, const Signer& signer = world().alice) {
  return Draft(signer, world().record.pith_number)
      .type("correction")
      .target("title")
      .payload(R"({"answer":)" + quote(text) + "}")
      .set_signature("signed_at", "");
}

/// A document with one proof of these events, whether they prove anything or not.
std::string document_of(std::vector<Draft> drafts, const std::vector<const Signer*>& signers = {&world().alice},
                        const std::string& position = "null") {
  std::sort(drafts.begin(), drafts.end(),
            [](const Draft& left, const Draft& right) { return left.digest() < right.digest(); });
  Events events;
  for (const Draft& draft : drafts) {
    events.push_back(draft.json());
  }
  std::vector<std::string> keys;
  for (const Signer* const signer : signers) {
    keys.push_back(write_object({{"algorithm", quote("ed25519")},
                                 {"key_id", quote(signer->key_id)},
                                 {"public_key_b64", quote(signer->public_key_b64())}}));
  }
  const std::string proof = write_object({{"event_type", quote("correction")},
                                          {"target", quote("title")},
                                          {"position", position},
                                          {"events", write_array(events)}});
  return write_object({{"format", quote("pith-merge.evidence.v1")},
                       {"pith_number", quote(world().record.pith_number)},
                       {"keys", write_array(keys)},
                       {"equivocations", write_array({proof})}});
}

TEST(Rule12_5_Proof, WhatProvesNothingHasANamedFault) {
  const World& w = world();
  const Draft one = answer("1");
  struct Case {
    std::string fault;
    std::string document;
  };
  const Draft other_record = Draft(w.alice, "pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF")
                                 .type("correction")
                                 .target("title")
                                 .set_signature("signed_at", "");
  const std::vector<Case> cases = {
      {"subject_mismatch", document_of({one, other_record})},
      {"principal_mismatch", document_of({one, answer("2", w.bob)}, {&w.alice, &w.bob})},
      {"unknown_key", document_of({answer("1", w.stranger), answer("2", w.stranger)}, {&w.stranger})},
      {"target_mismatch", document_of({one, answer("2").target("abstract")})},
      {"event_type_mismatch", document_of({one, answer("2").type("mirror_hint")})},
      {"position_mismatch", document_of({one, answer("2").prev(crypto().sha256("p"))})},
      {"same_event", document_of({one, one})},
      {"bad_signature", document_of({one, answer("2").set_signature("signature_b64", quote("AAAA"))})},
      {"unlisted_key", document_of({one, answer("2", w.alice_again)})},
      {"unused_key", document_of({one, answer("2")}, {&w.alice, &w.bob})},
      {"key_order", document_of({one, answer("2", w.alice_again)}, {&w.alice_again, &w.alice})},
  };
  EXPECT_EQ(faults_of(check(document_of({one, answer("2")}))), std::set<std::string>());
  for (const Case& c : cases) {
    const EvidenceReport report = check(c.document);
    EXPECT_FALSE(report.ok) << c.fault;
    EXPECT_TRUE(faults_of(report).contains(c.fault)) << c.fault << ": " << to_json(report);
  }
}

TEST(Rule12_5_Proof, EachEventConflictsWithAnotherOne) {
  const Sha256Digest p = crypto().sha256("p");
  const Draft one = answer("1").prev(p);
  const Draft two = answer("2").prev(p);
  const Draft over_one = answer("3").prev(p).supersedes({one.digest()});
  const Draft over_both = answer("4").prev(p).supersedes({one.digest(), two.digest()});
  const auto faults = [&](const std::vector<Draft>& drafts) {
    return faults_of(check(document_of(drafts, {&world().alice}, quote(event_id(p)))));
  };
  const std::set<std::string> none;
  const std::set<std::string> no_conflict = {"no_conflict"};
  EXPECT_EQ(faults({one, two}), none) << "nobody has p: they are authentic, and not valid";
  EXPECT_EQ(faults({one, over_one}), no_conflict);
  EXPECT_EQ(faults({one, two, over_one}), none) << "two conflicts with both";
  EXPECT_EQ(faults({one, two, over_both}), no_conflict);
}

TEST(Rule12_4_Keys, AreAClaim) {
  const World& w = world();
  const std::string document = document_of({answer("1", w.stranger), answer("2", w.stranger)}, {&w.stranger});
  EXPECT_EQ(faults_of(check(document)), std::set<std::string>{"unknown_key"});
  const EvidenceReport trusted = check(document, Keyring(crypto()), BundleKeys::trust);
  EXPECT_TRUE(trusted.ok);
  ASSERT_EQ(trusted.warnings.size(), 1U);
  EXPECT_EQ(trusted.warnings[0].code, WarningCode::keys_vouch_for_themselves);
  EXPECT_EQ(trusted.proofs[0].principal, (EvidencePrincipal{false, w.stranger.fingerprint()}));
  EXPECT_TRUE(check(document_of({answer("1"), answer("2")}), w.keyring, BundleKeys::trust).warnings.empty());
}

TEST(Rule12_2_Pairs, APairByOneKeyGoesFirst) {
  const World& w = world();
  std::map<bool, int> seen;  // whether the two smallest ids are by one key
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    std::vector<Draft> drafts = {answer("a" + n), answer("b" + n, w.alice_again), answer("c" + n)};
    const Evidence evidence = evidence_of({drafts[0].json(), drafts[1].json(), drafts[2].json()});
    const EvidenceReport report = check(evidence.document);
    std::vector<Sha256Digest> by_alice = {drafts[0].digest(), drafts[2].digest()};
    std::sort(by_alice.begin(), by_alice.end());
    EXPECT_EQ(report.proofs.at(0).event_ids, by_alice);
    EXPECT_TRUE(check(evidence.document, Keyring(crypto()), BundleKeys::trust).ok) << "it needs no binding";
    ++seen[by_alice[1] < drafts[1].digest()];
  }
  EXPECT_GT(seen[true], 0);
  EXPECT_GT(seen[false], 0);
}

TEST(Rule12_3_Order, ProofsOfTwoSignersAreSortedByTheirOwnEvents) {
  // Alice's entry begins with an event by her other key, which is in no proof. So her proof may come after Bob's
  // although her entry comes first.
  const World& w = world();
  int crossed = 0;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    const std::vector<Draft> drafts = {answer("a" + n), answer("b" + n), answer("c" + n, w.alice_again),
                                       answer("d" + n, w.bob), answer("e" + n, w.bob)};
    Events events;
    for (const Draft& draft : drafts) {
      events.push_back(draft.json());
    }
    const Evidence evidence = evidence_of(events);
    ASSERT_EQ(evidence.proof_count, 2U);
    EXPECT_EQ(faults_of(check(evidence.document)), std::set<std::string>());
    const Sha256Digest bob = std::min(drafts[3].digest(), drafts[4].digest());
    crossed += drafts[2].digest() < bob && bob < std::min(drafts[0].digest(), drafts[1].digest()) ? 1 : 0;
  }
  EXPECT_GT(crossed, 0);
}

TEST(Rule12_1_Form, WhatHasAnotherFormIsRefusedWithAPlace) {
  const std::string sound = document_of({answer("1"), answer("2")});
  EXPECT_TRUE(is_evidence(sound));
  EXPECT_FALSE(is_evidence("{}"));
  EXPECT_FALSE(is_evidence("["));
  const auto code_of = [](const std::string& text) {
    const Result<EvidenceReport> report = verify_evidence(text, world().keyring);
    return report ? "" : std::string(name(report.error().code)) + " " + std::to_string(report.error().place.column);
  };
  EXPECT_EQ(code_of(sound), "");
  EXPECT_EQ(code_of("["), "syntax 2");
  EXPECT_EQ(code_of(" []"), "not_evidence 2");
  EXPECT_EQ(code_of(R"({"format":"pith-merge.evidence.v1"})"), "not_evidence 1");
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = sound;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  EXPECT_EQ(code_of(replaced("\"position\":null", "\"position\":0")).substr(0, 12), "not_evidence");
  EXPECT_EQ(code_of(replaced("\"algorithm\":\"ed25519\",\"key_id\"", "\"more\":1,\"algorithm\":\"ed25519\",\"key_id\""))
                .substr(0, 12),
            "not_evidence");
}

}  // namespace
}  // namespace pith::tests::evidence
