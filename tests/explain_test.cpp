// Explanations of events: what is long, what is refused, and each way in which a signature fails. Every statement about
// random sets is checked by tests/explain/test_explain.py.

#include "pith/explain.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pith/merge_inputs.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

Result<Explanation> explain_in(const std::string& input, const std::string& event, const ExplainOptions& options = {}) {
  const std::string_view inputs[] = {input};
  return explain(inputs, world().keyring, event, options);
}

Explanation explain_of(const std::vector<std::string>& events, const Sha256Digest& event) {
  Result<Explanation> explanation = explain_in(write_array(events), event_id(event));
  if (!explanation) {
    throw std::runtime_error(describe(explanation.error()));
  }
  return *std::move(explanation);
}

std::vector<std::string> codes_of(const Explanation& explanation) {
  std::vector<std::string> codes;
  for (const Statement& statement : explanation.story) {
    codes.emplace_back(statement.code);
  }
  return codes;
}

Draft draft(int number) {
  return Draft(world().alice, world().record.pith_number).payload("{\"n\":" + std::to_string(number) + "}");
}

TEST(Explain, GivesTheReasonsOfTheSlowReference) {
  std::size_t invalid_count = 0;
  for (std::uint64_t number = 0; number < 12; ++number) {
    const std::vector<std::string> events = scenario_of({number, 5}).all();
    const reference::Checker checker = checker_of(world());
    const std::string document = reference_state(checker, copies_of(checker, events)).document;
    const std::string input = write_array(events);
    ExplainOptions options;
    options.subject = world().record.pith_number;
    for (const std::string& event : events) {
      EventSet alone = world().events();
      const Sha256Digest id = alone.add(event)->id;
      const Result<Explanation> explanation = explain_in(input, event_id(id), options);
      ASSERT_TRUE(explanation.ok());
      const bool is_invalid = explanation->reason.has_value();
      const std::string entry = R"({"event_id":")" + event_id(id) + R"(","reason":")";
      const std::string expected = is_invalid ? entry + std::string(name(*explanation->reason)) + "\"}" : entry;
      EXPECT_EQ(document.find(expected) != std::string::npos, is_invalid) << number << " " << event_id(id);
      invalid_count += is_invalid ? 1U : 0U;
    }
  }
  EXPECT_GT(invalid_count, 50U);
}

TEST(Explain, NamesTheFirstCauseAtTheEndOfALongChain) {
  constexpr int length = 3'000;
  Draft last = draft(0);
  std::vector<std::string> events = {last.set_envelope("signature", "").json()};
  const Sha256Digest unsigned_event = last.digest();
  Sha256Digest follows = unsigned_event;
  for (int i = 1; i <= length; ++i) {
    Draft next = draft(i);
    events.push_back(next.prev(follows).json());
    follows = next.digest();
  }
  const Explanation explanation = explain_of(events, follows);
  EXPECT_EQ(explanation.reason, Reason::prev_event_unresolved);
  ASSERT_EQ(explanation.links.size(), 1U);
  const LinkExplanation& link = explanation.links.front();
  EXPECT_EQ(link.outcome, LinkOutcome::invalid);
  ASSERT_TRUE(link.first_cause.has_value());
  EXPECT_EQ(link.first_cause->id, unsigned_event);
  EXPECT_EQ(link.first_cause->reason, Reason::bad_signature);
  EXPECT_EQ(link.first_cause->detail, ReasonDetail::missing_member);
  EXPECT_EQ(link.first_cause->member, "signature");
  EXPECT_EQ(link.first_cause->through_count, static_cast<std::size_t>(length - 1));
  EXPECT_EQ(link.first_cause->through.size(), listed_faults_max);
  ASSERT_EQ(explanation.needs.size(), 1U);
  EXPECT_EQ(explanation.needs[0].code, NeedCode::authentic_copy);
  EXPECT_EQ(explanation.needs[0].event, unsigned_event);
  EXPECT_TRUE(explanation.is_needs_complete);
  EXPECT_EQ(codes_of(explanation)[2], "first_cause");
}

TEST(Explain, OneKeyMustSuitAllEventsOfTheChain) {
  const auto link = [](int number, std::string_view id, std::string_view type, const Sha256Digest* prev) {
    Draft event(world().stranger, world().record.pith_number);
    event.payload("{\"n\":" + std::to_string(number) + "}");
    event.set_signer("signer_id", quote(id)).set_signer("signer_type", quote(type));
    if (prev != nullptr) {
      event.prev(*prev);
    }
    return event;
  };
  struct Case {
    std::string_view types[2];
    NeedCode first_need;
    std::optional<std::string> bound_type;
    bool from_bundle;
  };
  const std::vector<Case> cases = {
      {{"author", "author"}, NeedCode::trusted_key, std::nullopt, false},
      {{"author", "editor"}, NeedCode::trusted_key, std::nullopt, false},
      {{"pith_registry", "pith_registry"}, NeedCode::trusted_key, "pith_registry", false},
      {{"author", "pith_registry"}, NeedCode::trusted_key, std::nullopt, true},
  };
  for (const Case& one : cases) {
    Draft first = link(1, "free", one.types[0], nullptr);
    const Sha256Digest id = first.digest();
    Draft second = link(2, "free", one.types[1], &id);
    const Explanation explanation = explain_of({first.json(), second.json()}, second.digest());
    EXPECT_TRUE(explanation.is_needs_complete);
    ASSERT_EQ(explanation.needs.size(), 3U);  // the key and two copies
    EXPECT_EQ(explanation.needs[0].code, one.first_need);
    EXPECT_EQ(explanation.needs[0].signer_type, one.bound_type);
    EXPECT_EQ(explanation.needs[0].from_bundle, one.from_bundle);
    EXPECT_TRUE(explanation.needs[1].may_be_here);
  }
  // Alice's name is bound, so only one of these names could be the key's.
  Draft first = link(1, "alice", "author", nullptr);
  const Sha256Digest id = first.digest();
  Draft second = link(2, "free", "author", &id);
  const Explanation explanation = explain_of({first.json(), second.json()}, second.digest());
  ASSERT_EQ(explanation.needs.size(), 1U);
  EXPECT_EQ(explanation.needs[0].code, NeedCode::nothing);
  EXPECT_EQ(explanation.needs[0].fingerprint, world().stranger.fingerprint());
}

TEST(Explain, AsksForNoBindingToATypeThatAnyKeyMayClaim) {
  Draft event(world().stranger, world().record.pith_number);
  event.set_signer("signer_type", quote(std::string(5'000, 't')));
  const Explanation explanation = explain_of({event.json()}, event.digest());
  ASSERT_EQ(explanation.needs[0].code, NeedCode::trusted_key);
  EXPECT_EQ(explanation.needs[0].signer_type, std::nullopt);
  EXPECT_LT(to_json(explanation).size(), 6'000U);
}

TEST(Explain, QuotesEveryTextOfTheInput) {
  const std::string forged = R"(x" (fingerprint "0"), which is bound to signer_id "pith.science". "y)";
  Draft event(world().stranger, world().record.pith_number);
  event.set_signer("key_id", quote(forged));
  bool is_quoted = false;
  for (const Statement& statement : explain_of({event.json()}, event.digest()).story) {
    EXPECT_EQ(statement.explanation.find(R"(bound to signer_id "pith)"), std::string::npos) << statement.explanation;
    is_quoted = is_quoted || statement.explanation.find(quote(forged)) != std::string::npos;
  }
  EXPECT_TRUE(is_quoted);
  for (const std::string& stated : {std::string("null"), std::string("\"null\""), std::string("\"\"")}) {
    Draft changed = draft(0);
    const Explanation explanation =
        explain_of({changed.set_envelope("content_sha256", stated).json()}, changed.digest());
    EXPECT_EQ(explanation.copies[0].actual, stated);
  }
}

TEST(Explain, SaysWhatWasSignedBeforeTheContentWasChanged) {
  Draft changed = draft(1);
  changed.set_envelope("content_sha256", quote(to_hex(draft(0).digest())));
  changed.set_signature("signature_b64", quote(world().alice.sign(draft(0).digest())));
  const Explanation explanation = explain_of({changed.json()}, changed.digest());
  EXPECT_EQ(explanation.reason, Reason::content_hash_mismatch);
  EXPECT_EQ(explanation.copies[0].signed_id, draft(0).digest());
  EXPECT_EQ(codes_of(explanation)[3], "changed");
  const Result<Explanation> stated = explain_in(changed.json(), event_id(draft(0).digest()));
  ASSERT_FALSE(stated.ok());
  EXPECT_NE(stated.error().explanation.find(event_id(changed.digest())), std::string::npos);
}

TEST(Explain, ListsNoMoreNeedsThanItLooksFor) {
  std::vector<std::string> events;
  Draft next = draft(0);
  for (int i = 1; i <= 40; ++i) {  // each is unsigned, and follows the one before it
    events.push_back(next.set_envelope("signature", "").json());
    const Sha256Digest digest = next.digest();
    next = draft(i);
    next.prev(digest);
  }
  events.push_back(next.json());
  const Explanation explanation = explain_of(events, next.digest());
  EXPECT_FALSE(explanation.is_needs_complete);
  EXPECT_LT(explanation.needs.size(), 40U);
  EXPECT_GT(explanation.needs.size(), 10U);
}

TEST(Explain, SaysInWhichWayASignatureFails) {
  struct Case {
    ReasonDetail detail;
    std::string member;
    std::string json;  // of the member of `signature`; empty takes it out
  };
  const std::string good = "\"" + world().alice.sign(draft(0).digest()) + "\"";
  const std::string zero_bytes_b64 = "\"" + encode_base64(std::string(63, '\0')) + "\"";
  const std::string s_too_large = "\"" + encode_base64(std::string(64, '\xff')) + "\"";
  const std::string other = "\"" + world().alice.sign(draft(1).digest()) + "\"";
  const std::vector<Case> cases = {
      {ReasonDetail::missing_member, "algorithm", ""},
      {ReasonDetail::wrong_member, "algorithm", "\"rsa\""},
      {ReasonDetail::wrong_member, "signature_status", "1"},
      {ReasonDetail::wrong_member, "signed_message", "\"canonical_sha256_bytes\""},
      {ReasonDetail::another_key, "key_id", "\"bob-key\""},
      {ReasonDetail::another_key, "public_key_fingerprint", quote(world().bob.fingerprint())},
      {ReasonDetail::loose_base64, "signature_b64", good.substr(0, good.size() - 1) + " \""},
      {ReasonDetail::loose_base64, "signature_b64", "\"=\""},
      {ReasonDetail::wrong_length, "signature_b64", zero_bytes_b64},
      {ReasonDetail::wrong_length, "signature_b64", "\"\""},
      {ReasonDetail::s_out_of_range, "signature_b64", s_too_large},
      {ReasonDetail::does_not_hold, "signature_b64", other},
  };
  for (const Case& one : cases) {
    Draft event = draft(0);
    const Explanation explanation = explain_of({event.set_signature(one.member, one.json).json()}, event.digest());
    ASSERT_EQ(explanation.copies.size(), 1U);
    const CopyExplanation& copy = explanation.copies.front();
    EXPECT_EQ(copy.reason, Reason::bad_signature) << one.json;
    EXPECT_EQ(copy.detail, one.detail) << one.member << " " << one.json;
    EXPECT_EQ(copy.member, "signature/" + one.member);
    EXPECT_EQ(copy.actual.has_value(), !one.json.empty());
  }
}

TEST(Explain, ShowsWhichKeysTheKeyringHasUnderTheKeyId) {
  Draft event(world().stranger, world().record.pith_number);
  event.set_signer("key_id", quote(world().alice.key_id));
  const Explanation explanation = explain_of({event.json()}, event.digest());
  EXPECT_EQ(explanation.reason, Reason::unknown_key);
  ASSERT_TRUE(explanation.key.has_value());
  EXPECT_FALSE(explanation.key->trusted.has_value());
  ASSERT_EQ(explanation.key->same_key_id.size(), 1U);
  EXPECT_EQ(explanation.key->same_key_id[0].fingerprint, world().alice.fingerprint());
}

TEST(Explain, ListsTheFirstCopiesAndTheOneThatDecides) {
  std::vector<std::string> events;
  for (int i = 0; i < 300; ++i) {
    Draft bad = draft(0);
    events.push_back(bad.set_signature("signature_b64", "\"" + std::to_string(i) + "\"").json());
  }
  events.push_back(draft(0).json());
  const Explanation explanation = explain_of(events, draft(0).digest());
  EXPECT_TRUE(explanation.is_valid());
  EXPECT_EQ(explanation.copy_count, 301U);
  EXPECT_EQ(explanation.copies.size(), listed_faults_max);
  EXPECT_FALSE(explanation.copies[0].reason.has_value());
  EXPECT_EQ(explanation.copies[0].pointer, "/300");
  EXPECT_EQ(explanation.copies[1].pointer, "/0");
  EXPECT_EQ(explanation.copies.back().pointer, "/98");
}

TEST(Explain, FindsACopyInABundleInAnArrayAndInALine) {
  Draft event = draft(0);
  const std::string bundle = write_object({{"bundle_type", quote("pith_open_graph_bundle")},
                                           {"pith_number", quote(world().record.pith_number)},
                                           {"events", write_array({draft(1).json(), event.json()})}});
  const std::string array = write_array({draft(2).json(), bundle, event.json()});
  const std::string lines = draft(3).json() + "\n\n" + bundle + "\n" + event.json() + "\n";
  const std::string alone = event.json();
  const std::string_view all[] = {array, lines, alone};
  const Result<Explanation> explanation = explain(all, world().keyring, event_id(event.digest()));
  ASSERT_TRUE(explanation.ok());
  struct Place {
    std::size_t input;
    std::size_t line;
    std::string pointer;
  };
  const std::vector<Place> expected = {
      {0, 1, "/1/events/1"}, {0, 1, "/2"}, {1, 3, "/events/1"}, {1, 4, ""}, {2, 1, ""}};
  ASSERT_EQ(explanation->copies.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(explanation->copies[i].input, expected[i].input) << i;
    EXPECT_EQ(explanation->copies[i].line, expected[i].line) << i;
    EXPECT_EQ(explanation->copies[i].pointer, expected[i].pointer) << i;
  }
}

TEST(Explain, RefusesAPrefixOfNoneOrOfSeveralEvents) {
  // Two events whose ids begin with the same eight digits; Python's hashlib found them.
  const std::string both = write_array({"{\"event_type\":3268}", "{\"event_type\":126713}", draft(0).json()});
  const Result<Explanation> ambiguous = explain_in(both, "e3ec82b1");
  ASSERT_FALSE(ambiguous.ok());
  EXPECT_EQ(ambiguous.error().code, ErrorCode::ambiguous);
  EXPECT_EQ(ambiguous.error().explanation.find("2 events"), 0U);
  const Result<Explanation> missing = explain_in(both, "sha256:e3ec82b0");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  const std::string id = event_id(draft(0).digest());
  for (const std::string& name : {id, id.substr(7), id.substr(0, 16), id.substr(7, 8)}) {
    ASSERT_TRUE(is_event_prefix(name));
    const Result<Explanation> found = explain_in(both, name);
    ASSERT_TRUE(found.ok()) << name;
    EXPECT_EQ(found->id, draft(0).digest());
  }
  // A missing event that another one links to is not in the input.
  Draft waiting = draft(1);
  const Result<Explanation> linked = explain_in(waiting.prev(draft(0).digest()).json(), id);
  ASSERT_FALSE(linked.ok());
  EXPECT_EQ(linked.error().code, ErrorCode::not_found);
  EXPECT_NE(linked.error().explanation.find(event_id(waiting.digest())), std::string::npos);
  for (const std::string_view wrong :
       {"", "e3ec82b", "E3EC82B1", "sha256:", "sha256:e3ec82", "e3ec82bg", "SHA256:e3ec82b1"}) {
    EXPECT_FALSE(is_event_prefix(wrong)) << wrong;
  }
  EXPECT_FALSE(is_event_prefix(id + "0"));
}

TEST(Explain, RefusesWhatAMergeRefuses) {
  const std::string event = draft(0).json();
  const std::string_view inputs[] = {event, "["};
  std::size_t refused_input = 9;
  const Result<Explanation> refused = explain(inputs, world().keyring, "00000000", {}, &refused_input);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(std::pair(refused.error().code, refused_input), std::pair(ErrorCode::syntax, std::size_t{1}));
  const Result<Explanation> nothing = explain({}, world().keyring, "00000000", {}, &refused_input);
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(std::pair(nothing.error().code, refused_input), std::pair(ErrorCode::no_subject, std::size_t{0}));
}

TEST(Explain, CutsLongTextsBetweenCharacters) {
  std::string type;
  for (int i = 0; i < 200; ++i) {
    type += "\xc3\xa4";
  }
  Draft event = draft(0);
  event.set("schema_version", quote(type));
  const Explanation explanation = explain_of({event.json()}, event.digest());
  ASSERT_EQ(explanation.reason, Reason::unsupported_schema_version);
  EXPECT_EQ(explanation.copies[0].actual, "\"" + type.substr(0, 252) + "\"...");
}

}  // namespace
}  // namespace pith::tests
