#include "fuzz/support/draft_claims.h"

#include <string_view>

#include "canon/encoding.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/signing.h"
#include "pith/event_set.h"
#include "pith/merge_inputs.h"
#include "pith/sign.h"
#include "tests/support/draft.h"
#include "tests/support/world.h"

namespace pith::fuzz {
namespace {

namespace reference = tests::reference;
using reference::Json;

constexpr std::string_view signed_at = "2026-07-05T14:38:00Z";
/// Of an event that does not name a record. It is `subject_mismatch` under any.
constexpr std::string_view any_record = "pith:2026:DOJMBBQIO75SNACYI5IBN4UUUM";

bool has_envelope(const Json& value) {
  return value.find("content_sha256") != nullptr || value.find("event_id") != nullptr ||
         value.find("signature") != nullptr;
}

/// The entry of the signer's key, bound to whom an event names.
std::string bound_entry(const Json& event, const tests::Signer& signer) {
  tests::Members entry = {{"algorithm", tests::quote("ed25519")},
                          {"key_id", tests::quote(signer.key_id)},
                          {"public_key_b64", tests::quote(signer.public_key_b64())}};
  const Json* const named = event.find("signer");
  for (const char* const member : {"signer_id", "signer_type"}) {
    if (const auto text = named == nullptr ? std::nullopt : named->find_string(member)) {
      entry[member] = tests::quote(*text);
    }
  }
  return tests::write_object(entry);
}

/// What becomes of an event if the signer's key alone is trusted: `-`, a reason, or why there is no verdict.
std::string verdict_on(const Json& event, const tests::Signer& signer) {
  Keyring keyring(tests::crypto());
  if (const Result<void> added = keyring.add(bound_entry(event, signer)); !added) {
    return std::string(name(added.error().code));
  }
  const std::string subject = event.find_string("subject_pith_number").value_or("");
  EventSet events(is_pith_number(subject) ? subject : std::string(any_record), keyring);
  const Result<EventVerdict> verdict = events.add(reference::write(event));
  return verdict ? tests::reason_name(verdict->reason) : std::string(name(verdict.error().code));
}

/// The event that a draft is completed to, made from the draft by hand.
Json complete_by_hand(Json event, const tests::Signer& signer) {
  if (const auto named = event.members.find("signer"); named != event.members.end() && named->second.is_object()) {
    name_key(named->second, signer);
  }
  sign_again(event, signer);
  event.members["signature"].members["signed_at"] = reference::string_json(std::string(signed_at));
  return event;
}

SignatureBytes signature_in(const Json& event) {
  SignatureBytes signature = {};
  claim(canon::decode_base64(event.find("signature")->find_string("signature_b64").value_or(""), signature),
        "a signature is in base64");
  return signature;
}

/// Needs an event whose draft was accepted.
void check_spoilt_signature(const std::string& text, const SignerKey& key, SignatureBytes signature) {
  signature[7] ^= 1;
  std::optional<Reason> reason;
  const Result<std::string> event = complete_draft(text, key, signature, signed_at, tests::crypto(), &reason);
  claim(!event.ok() && event.error().code == ErrorCode::not_accepted && reason == Reason::bad_signature,
        "a draft is not completed with a signature that does not hold");
}

}  // namespace

std::optional<std::string> check_draft(const std::string& text, const tests::Signer& signer) {
  const SignerKey key = key_of(signer);
  std::optional<Reason> reason;
  const Result<Sha256Digest> digest = draft_digest(text, key, tests::crypto(), &reason);
  const std::optional<Json> content = reference::read(text);
  if (!content || !content->is_object() || has_envelope(*content)) {
    claim(!digest.ok() && !reason, "what is not the content of an event is not a draft");
    return std::nullopt;
  }
  const Json by_hand = complete_by_hand(*content, signer);
  const SignatureBytes signature = signature_in(by_hand);
  const Result<std::string> event = complete_draft(text, key, signature, signed_at, tests::crypto());
  if (!digest) {
    claim(!event.ok() && event.error().code == digest.error().code, "a draft without a digest is not completed");
    if (digest.error().code == ErrorCode::not_accepted) {
      claim_equal(tests::reason_name(reason), verdict_on(by_hand, signer),
                  "a draft is refused for the reason that its event has");
    }
    return std::nullopt;
  }
  claim_equal(to_hex(*digest), to_hex(digest_of(reference::without_envelope(by_hand))),
              "the digest of a draft is that of its event");
  claim_equal(verdict_on(by_hand, signer), "-", "the event of a draft with a digest passes the checks");
  claim(event.ok(), "a draft with a digest is completed with its signature");
  claim_equal(*event, reference::write(by_hand), "a draft is completed as the rules say");
  check_spoilt_signature(text, key, signature);
  return *event;
}

}  // namespace pith::fuzz
