// SPEC 4.2: drafts that are completed. The digest and the event are those that tests/support/draft.cpp makes by itself.
// Whether a draft is accepted is what the slow reference says about the event.

#include "pith/sign.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "canon/encoding.h"
#include "pith/canonical.h"
#include "pith/event_set.h"
#include "tests/support/faults.h"
#include "tests/support/odd_json.h"
#include "tests/support/property.h"
#include "tests/support/reference.h"
#include "tests/support/respell.h"

// A namespace of its own, because several tests are compiled as one file.
namespace pith::tests::sign {
namespace {

constexpr std::string_view signed_at = "2026-07-05T14:38:00Z";  // as in draft.cpp

SignerKey key_of(const Signer& signer) {
  SignerKey key{signer.key_id, {}};
  if (!canon::decode_base64(signer.public_key_b64(), key.public_key)) {
    throw std::runtime_error("a signer of the tests has a bad key");
  }
  return key;
}

SignatureBytes decode(const std::string& signature_b64) {
  SignatureBytes signature;
  if (!canon::decode_base64(signature_b64, signature)) {
    throw std::runtime_error("a signature of the tests is bad");
  }
  return signature;
}

/// The content of a draft, not in canonical form.
std::string content_of(Draft draft) {
  return draft.set_envelope("content_sha256", "").set_envelope("event_id", "").set_envelope("signature", "").json();
}

/// A draft without the names of its signer's key, or with some of them.
Draft without_names(Draft draft, Chance& chance) {
  for (const char* const name : {"key_id", "public_key_fingerprint"}) {
    if (chance.percent(60)) {
      draft.set_signer(name, "");
    }
  }
  return draft;
}

Draft with_names(Draft draft) {
  return draft.set_signer("key_id", quote(draft.signer().key_id))
      .set_signer("public_key_fingerprint", quote(draft.signer().fingerprint()));
}

const Signer& some_signer(Chance& chance) {
  const World& w = world();
  const std::vector<const Signer*> signers = {&w.registry, &w.alice, &w.bob, &w.carol, &w.typed, &w.retired};
  return *chance.pick(signers);
}

/// Anything that an author may write.
Draft some_draft(Chance& chance) {
  Draft draft(some_signer(chance), world().record.pith_number);
  draft.type(odd_text(chance));
  draft.target(odd_text(chance));
  draft.payload(odd_object(chance, 4));
  if (chance.percent(50)) {
    draft.set("extra" + odd_text(chance), odd_json(chance, 3));
  }
  if (chance.percent(50)) {
    draft.set_signer("zz", odd_json(chance, 3));
  }
  if (chance.percent(30)) {
    draft.prev(crypto().sha256("x"));
  }
  if (chance.percent(30)) {
    draft.supersedes({crypto().sha256("y"), crypto().sha256("z")});
  }
  return draft;
}

/// A member of the signer, if it is a string. Needs a text without escapes.
std::optional<std::string> signer_text(const std::string& content, const std::string& member) {
  const auto json = canonical_json_at(content, "/signer/" + member);
  return json && *json && (*json)->starts_with('"') ? std::optional((*json)->substr(1, (*json)->size() - 2))
                                                    : std::nullopt;
}

/// The reason of the signed event under a keyring of its key alone, bound to the signer that it names; empty if there
/// is none. From the slow reference.
std::string expected_reason(const Draft& draft) {
  const std::string content = content_of(draft);
  const auto subject = canonical_json_at(content, "/subject_pith_number");
  const bool is_other = subject && *subject && **subject == quote(Record("9999.99999").pith_number);
  const std::string record = is_other ? Record("9999.99999").pith_number : world().record.pith_number;
  const reference::Checker checker(
      record, {draft.signer().key_entry(signer_text(content, "signer_id"), signer_text(content, "signer_type"))});
  return checker.check(draft.json()).reason;
}

RC_GTEST_PROP(Sign, ADraftIsCompletedAsTheSpecificationSays, ()) {
  Chance chance(draw().seed);
  const Draft draft = some_draft(chance);
  const SignerKey key = key_of(draft.signer());
  const std::string text = respell(content_of(without_names(draft, chance)), chance);
  const Result<Sha256Digest> digest = draft_digest(text, key, crypto());
  RC_ASSERT(digest.ok());
  RC_ASSERT(*digest == draft.digest());
  const std::string signature = draft.signer().sign(*digest);
  const Result<std::string> event = complete_draft(text, key, decode(signature), signed_at, crypto());
  RC_ASSERT(event.ok());
  RC_ASSERT(*event == *canonical_json(draft.json(signature)));
}

RC_GTEST_PROP(Sign, ADraftIsRefusedIfItsEventWouldBe, ()) {
  Chance chance(draw().seed);
  const Draft sound = some_draft(chance);
  const Draft draft = with_names(with_faulty_content(world(), sound, chance).draft);
  const std::string text = respell(content_of(draft), chance);
  const std::string expected = expected_reason(draft);
  RC_TAG(expected);
  std::optional<Reason> reason = Reason::unknown_key;
  const Result<Sha256Digest> digest = draft_digest(text, key_of(draft.signer()), crypto(), &reason);
  RC_ASSERT(reason_name(reason) == (expected.empty() ? "-" : expected));
  RC_ASSERT(digest.ok() == expected.empty());
  if (!digest) {
    RC_ASSERT(digest.error().code == ErrorCode::not_accepted);
    RC_ASSERT(digest.error().place == no_place);
  }
  const Result<std::string> event = complete_draft(
      text, key_of(draft.signer()), decode(draft.signer().sign(draft.digest())), signed_at, crypto(), &reason);
  RC_ASSERT(event.ok() == expected.empty());
  RC_ASSERT(reason_name(reason) == (expected.empty() ? "-" : expected));
}

class SignTest : public testing::Test {
 protected:
  Draft draft_{world().alice, world().record.pith_number};
  SignerKey key_ = key_of(world().alice);

  std::string reason_of(const std::string& text, const SignerKey& key) {
    std::optional<Reason> reason;
    const Result<Sha256Digest> digest = draft_digest(text, key, crypto(), &reason);
    return digest                                           ? "accepted"
           : digest.error().code == ErrorCode::not_accepted ? reason_name(reason)
                                                            : std::string(name(digest.error().code));
  }
};

TEST_F(SignTest, ASignatureThatDoesNotHoldIsRefused) {
  const std::string good = world().alice.sign(draft_.digest());
  SignatureBytes flipped = decode(good);
  flipped[40] ^= 1;
  for (const SignatureBytes& signature :
       {flipped, decode(with_larger_s(good)), decode(world().bob.sign(draft_.digest())), SignatureBytes{}}) {
    std::optional<Reason> reason;
    const Result<std::string> event = complete_draft(content_of(draft_), key_, signature, signed_at, crypto(), &reason);
    ASSERT_FALSE(event);
    EXPECT_EQ(event.error().code, ErrorCode::not_accepted);
    EXPECT_EQ(reason, Reason::bad_signature);
  }
}

TEST_F(SignTest, WhatIsNotADraftIsRefusedWithItsPlace) {
  struct Case {
    std::string text;
    ErrorCode code;
    std::size_t column;
  };
  const std::vector<Case> cases = {
      {" []", ErrorCode::not_a_draft, 2},
      {R"({"event_id":1})", ErrorCode::not_a_draft, 13},
      {R"({"signature":null})", ErrorCode::not_a_draft, 14},
      {R"({"content_sha256":""})", ErrorCode::not_a_draft, 19},
      {R"({"signer":{"key_id":"bob-key"}})", ErrorCode::not_a_draft, 21},
      {R"({"signer":{"key_id":null}})", ErrorCode::not_a_draft, 21},
      {R"({"signer":{"public_key_fingerprint":"00"}})", ErrorCode::not_a_draft, 37},
      {R"( {"bundle_type":"pith_open_graph_bundle","pith_number":"","events":[]})", ErrorCode::not_a_draft, 2},
      {R"( {"state_type":1})", ErrorCode::not_a_draft, 2},
      {R"({"a":1,"a":2})", ErrorCode::duplicate_key, 8},
      {"", ErrorCode::syntax, 1},
  };
  for (const Case& one : cases) {
    const Result<Sha256Digest> digest = draft_digest(one.text, key_, crypto());
    ASSERT_FALSE(digest) << one.text;
    EXPECT_EQ(digest.error().code, one.code) << one.text;
    EXPECT_EQ(digest.error().place.column, one.column) << one.text;
  }
}

// SPEC 9.5: with a wrong form of a bundle, `event_type` makes it an event.
TEST_F(SignTest, ADraftIsWhatAMergeTakesAsAnEvent) {
  Draft draft(draft_);
  draft.set("bundle_type", quote("pith_open_graph_bundle")).set("pith_number", quote(world().record.pith_number));
  EXPECT_EQ(reason_of(content_of(draft), key_), "accepted");
  EXPECT_EQ(reason_of(content_of(draft.set("events", "[]")), key_), "not_a_draft");
}

TEST_F(SignTest, WhatIsMissingIsNamed) {
  for (const char* const member : {"payload", "supersedes", "prev_event", "target"}) {
    const Result<Sha256Digest> digest = draft_digest(content_of(Draft(draft_).set(member, "")), key_, crypto());
    ASSERT_FALSE(digest);
    EXPECT_NE(digest.error().explanation.find(member), std::string::npos) << digest.error().explanation;
  }
}

TEST_F(SignTest, LimitsAreThoseOfEvents) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(reason_of(content_of(Draft(draft_).set("extra", nested(57))), key_), "accepted");
  EXPECT_EQ(reason_of(content_of(Draft(draft_).set("extra", nested(58))), key_), "limit_exceeded");
  EXPECT_EQ(reason_of(content_of(Draft(draft_).set("extra", nested(63))), key_), "limit_exceeded");
  const std::size_t rest = canonical_json(content_of(Draft(draft_).set("extra", "\"\"")))->size();
  const auto filled = [&](std::size_t size_bytes) {
    return content_of(Draft(draft_).set("extra", quote(std::string(size_bytes - rest, 'x'))));
  };
  EXPECT_EQ(reason_of(filled(1'048'576), key_), "accepted");
  EXPECT_EQ(reason_of(filled(1'048'577), key_), "limit_exceeded");
}

TEST_F(SignTest, AReceiptIsCheckedBeforeAnythingIsSigned) {
  const World& w = world();
  EXPECT_EQ(reason_of(content_of(w.record_created()), key_of(w.registry)), "accepted");
  const Draft by_another = w.record_created().payload(w.record.payload(w.alice));
  EXPECT_EQ(reason_of(content_of(by_another), key_of(w.registry)), "bad_receipt");
}

TEST_F(SignTest, ANameOfAKeyMayHaveAnyCharacters) {
  for (const std::string& name :
       {std::string(), std::string("a\"\\\n\u00e9\U0001F600"), std::string("\0", 1), std::string(1'024, '\x01')}) {
    Signer signer(20, name, "zoe", "person");
    const Draft draft(signer, world().record.pith_number);
    EXPECT_EQ(reason_of(content_of(draft), key_of(signer)), "accepted");
    const std::string signature = signer.sign(draft.digest());
    const Result<std::string> event =
        complete_draft(content_of(draft), key_of(signer), decode(signature), signed_at, crypto());
    ASSERT_TRUE(event);
    EXPECT_EQ(*event, *canonical_json(draft.json(signature)));
  }
}

TEST_F(SignTest, TheEntryOfAKey) {
  EXPECT_EQ(*key_entry(key_, crypto()), R"({"algorithm":"ed25519","key_id":"alice-key","public_key_b64":")" +
                                            world().alice.public_key_b64() + "\"}");
  SignerKey small = key_;
  small.public_key = {};
  SignerKey long_name = key_;
  long_name.key_id = std::string(1'025, 'a');
  SignerKey odd_name = key_;
  odd_name.key_id = "\xFF";
  for (const SignerKey& bad : {small, long_name, odd_name}) {
    const Result<std::string> entry = key_entry(bad, crypto());
    ASSERT_FALSE(entry);
    EXPECT_EQ(entry.error().code, ErrorCode::bad_key);
    EXPECT_EQ(entry.error().place, no_place);
    EXPECT_EQ(reason_of(content_of(draft_), bad), "bad_key");
  }
}

TEST_F(SignTest, Instants) {
  EXPECT_TRUE(is_instant("2026-07-05T14:38:00.5Z"));
  for (const char* const text : {"", "now", "2026-02-30T00:00:00Z", "2026-07-05T14:38:00", "2026-07-05T14:38:00z"}) {
    EXPECT_FALSE(is_instant(text)) << text;
  }
}

}  // namespace
}  // namespace pith::tests::sign
