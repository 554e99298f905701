// SPEC 4.5 to 4.8: is this event what its signer said?
//
// The checks run from cheap to expensive, and the first one that fails gives the event's reason. Those on the content
// come first: they give the same answer for every copy of an event. Those on the envelope follow: one good copy is
// enough, and of several bad ones the copy that got furthest gives the reason (EventStore::note_reason keeps that).
//
// Example: an event whose key is unknown and whose signature is damaged is `unknown_key`, whatever its envelopes say.
// Counter-example: a copy with a wrong `event_id` does not make an event invalid if another copy is right.
//
// Costs one or two signature verifications; everything else is linear in the event. Its tests are
// tests/reasons_test.cpp, the vectors in tests/vectors/merge and tests/event_properties_test.cpp.

#include "engine/events/check_event.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "engine/event_id.h"
#include "engine/keys/signature_block.h"
#include "pith/result.h"

namespace pith::engine {
namespace {

// SPEC 4.5 `limit_exceeded`: the canonical content is larger than 1,048,576 bytes, or nested deeper than 58, or has
// more than 64 `supersedes`.
std::optional<MemberFault> exceeds_limits(const EventCopy& copy, const EventContent& content) {
  if (copy.content_size_bytes() > content_size_bytes_max) {
    return MemberFault{ReasonDetail::too_large, ""};
  }
  if (content_depth(copy.value()) > content_depth_max) {
    return MemberFault{ReasonDetail::too_deep, ""};
  }
  if (content.supersedes.size() > supersedes_max) {
    return MemberFault{ReasonDetail::too_many_links, "supersedes"};
  }
  return std::nullopt;
}

std::optional<RecordIdentity> identify(canon::Value record, std::string_view canonical, const Crypto& crypto,
                                       const KnownRecord* known) {
  return known != nullptr && known->canonical == canonical ? known->identity
                                                           : identify_record(crypto, record, canonical);
}

/// SPEC 4.5, the checks after `malformed`: the signer's key, or the first check that fails.
Result<const TrustedKey*, CheckFailure> check_content(const EventCopy& copy, const EventContent& content,
                                                      std::string_view subject, const Keyring& keyring,
                                                      const KnownRecord* known) {
  if (const std::optional<MemberFault> fault = exceeds_limits(copy, content)) {
    return CheckFailure{Reason::limit_exceeded, *fault};
  }
  // `unsupported_schema_version`: `schema_version` is not `1.0`.
  if (content.schema_version != "1.0") {
    return CheckFailure{Reason::unsupported_schema_version};
  }
  // `subject_mismatch`: the subject is not the record that is merged.
  if (content.subject_pith_number != subject) {
    return CheckFailure{Reason::subject_mismatch};
  }
  // `unknown_key`: (`signer.key_id`, `signer.public_key_fingerprint`) is not in the keyring.
  const KeyTable& keys = keyring.table();
  const TrustedKey* const key = keys.find(content.key_id, content.public_key_fingerprint);
  if (key == nullptr) {
    return CheckFailure{Reason::unknown_key};
  }
  if (const std::optional<MemberFault> fault = is_signer_mismatch(content, *key, keys)) {
    return CheckFailure{Reason::signer_mismatch, *fault};
  }
  if (is_key_expired(content, *key)) {
    return CheckFailure{Reason::key_expired};
  }
  if (content.event_type == record_created_type) {
    // `not_authorised`: a `record_created` by a key that is not a registry key.
    if (!key->is_registry_key()) {
      return CheckFailure{Reason::not_authorised};
    }
    if (const std::optional<MemberFault> fault = is_record_mismatch(copy, content, keyring.crypto(), known)) {
      return CheckFailure{Reason::record_mismatch, *fault};
    }
  }
  return key;
}

/// In which way a signature does not hold.
MemberFault describe_failure(const crypto::Signature& signature) {
  const bool is_reduced = crypto::has_reduced_scalar(signature);
  return {is_reduced ? ReasonDetail::does_not_hold : ReasonDetail::s_out_of_range, "signature_b64"};
}

/// Whether a signature over the digest holds; asks what is known before it verifies.
bool holds(const crypto::Signature& signature, const Sha256Digest& digest, const TrustedKey& key, const Crypto& crypto,
           const Shortcuts& shortcuts) {
  if (shortcuts.refused != nullptr && shortcuts.refused->contains(crypto, digest, signature)) {
    return false;
  }
  const bool result = key.verifying_key.verify(digest, signature, shortcuts.verdicts);
  if (!result && shortcuts.refused != nullptr) {
    shortcuts.refused->insert(crypto, digest, signature);
  }
  return result;
}

/// SPEC 4.6 `bad_signature`: a member of `signature` is missing or not as in 4.2; it is out of bounds; the key is not
/// the signer's; or the signature does not hold over the digest. It is verified only if everything else has passed, and
/// only if there is a key.
std::optional<MemberFault> is_bad_signature(const EventCopy& copy, const EventContent& content,
                                            const Sha256Digest& digest, const TrustedKey* key, const Crypto& crypto,
                                            const Shortcuts& shortcuts) {
  const std::optional<canon::Value> signature = copy.value().find("signature");
  if (!signature) {
    return MemberFault{ReasonDetail::missing_member, ""};
  }
  const Result<SignatureBlock, MemberFault> block =
      parse_bounded_signature_block(*signature, copy.canonical(*signature), "open_graph_event_sha256_bytes");
  if (!block) {
    return block.error();
  }
  if (block->key_id != content.key_id) {
    return MemberFault{ReasonDetail::another_key, "key_id"};
  }
  if (block->public_key_fingerprint != content.public_key_fingerprint) {
    return MemberFault{ReasonDetail::another_key, "public_key_fingerprint"};
  }
  const bool may_hold = key != nullptr ? holds(block->signature, digest, *key, crypto, shortcuts)
                                       : crypto::has_reduced_scalar(block->signature);
  return may_hold ? std::nullopt : std::optional(describe_failure(block->signature));
}

EventCheck failed(EventCheck check, const CheckFailure& failure) {
  check.reason = failure.reason;
  check.fault = failure.fault;
  return check;
}

}  // namespace

// SPEC 4.5 `signer_mismatch`, three clauses.
std::optional<MemberFault> is_signer_mismatch(const EventContent& content, const TrustedKey& key,
                                              const KeyTable& keys) {
  const KeyEntry& entry = key.entry;
  // 1. The key is bound to another `signer_id` or `signer_type`.
  if (entry.signer_id && *entry.signer_id != content.signer_id) {
    return MemberFault{ReasonDetail::bound_to_another_signer, "signer/signer_id"};
  }
  if (entry.signer_type && *entry.signer_type != content.signer_type) {
    return MemberFault{ReasonDetail::bound_to_another_signer, "signer/signer_type"};
  }
  // 2. The key is bound to no `signer_id`, and the event claims one that another key of the keyring is bound to.
  if (!entry.signer_id && keys.binds_signer_id(content.signer_id)) {
    return MemberFault{ReasonDetail::signer_id_of_another_key, "signer/signer_id"};
  }
  // 3. The key is not a registry key, and the event claims the type `pith_registry`.
  if (!key.is_registry_key() && content.signer_type == registry_signer_type) {
    return MemberFault{ReasonDetail::not_a_registry_key, "signer/signer_type"};
  }
  return std::nullopt;
}

// SPEC 4.5 `key_expired`: the key has `rotates_at`, and `created_at` is not before it.
bool is_key_expired(const EventContent& content, const TrustedKey& key) {
  return key.entry.rotates_at && content.created_at >= key.entry.rotates_at->instant;
}

// SPEC 4.6: in the order of the reasons.
std::optional<CheckFailure> check_envelope(const EventCopy& copy, const EventContent& content, const TrustedKey* key,
                                           const Crypto& crypto, const Shortcuts& shortcuts) {
  // `content_hash_mismatch`: `content_sha256` is not the content digest.
  const std::optional<std::string_view> stated_digest = copy.value().find_string("content_sha256");
  if (!stated_digest || parse_hex_digest(*stated_digest) != copy.digest()) {
    return CheckFailure{Reason::content_hash_mismatch, fault_of(copy.value(), "content_sha256")};
  }
  // `event_id_mismatch`: `event_id` is not `sha256:` and the digest.
  const std::optional<std::string_view> stated_id = copy.value().find_string("event_id");
  if (!stated_id || parse_event_id(*stated_id) != copy.digest()) {
    return CheckFailure{Reason::event_id_mismatch, fault_of(copy.value(), "event_id")};
  }
  if (const std::optional<MemberFault> fault = is_bad_signature(copy, content, copy.digest(), key, crypto, shortcuts)) {
    return CheckFailure{Reason::bad_signature, *fault};
  }
  return std::nullopt;
}

std::optional<Sha256Digest> find_signed_digest(const EventCopy& copy, const EventContent& content,
                                               const TrustedKey& key, const Crypto& crypto,
                                               const Shortcuts& shortcuts) {
  const std::optional<std::string_view> text = copy.value().find_string("content_sha256");
  const std::optional<Sha256Digest> stated = text ? parse_hex_digest(*text) : std::nullopt;
  const bool is_other = stated && *stated != copy.digest();
  return is_other && !is_bad_signature(copy, content, *stated, &key, crypto, shortcuts) ? stated : std::nullopt;
}

std::size_t content_depth(canon::Value event) {
  std::size_t deepest = 0;
  for (std::uint32_t i = 0; i < event.size(); ++i) {
    const bool is_envelope =
        std::find(envelope_members.begin(), envelope_members.end(), event.sorted_key(i)) != envelope_members.end();
    deepest = is_envelope ? deepest : std::max(deepest, event.sorted_value(i).height());
  }
  return deepest + 1;
}

// SPEC 4.5 `record_mismatch`: no record can be identified in `payload.canonical_record`, or its hash is not
// `payload.canonical_sha256`, or its Pith Number is not the subject.
std::optional<MemberFault> is_record_mismatch(const EventCopy& copy, const EventContent& content, const Crypto& crypto,
                                              const KnownRecord* known) {
  const std::optional<canon::Value> record = content.payload.find("canonical_record");
  const std::optional<RecordIdentity> identity =
      record ? identify(*record, copy.canonical(*record), crypto, known) : std::nullopt;
  if (!identity) {
    return MemberFault{ReasonDetail::no_record, "payload/canonical_record"};
  }
  if (content.payload.find_string("canonical_sha256") != to_hex(identity->canonical_sha256)) {
    return MemberFault{ReasonDetail::another_hash, "payload/canonical_sha256"};
  }
  if (identity->pith_number != content.subject_pith_number) {
    return MemberFault{ReasonDetail::another_record, "payload/canonical_record"};
  }
  return std::nullopt;
}

// SPEC 4.8 `bad_receipt`: `payload.receipt` is present, and is malformed, does not state the payload's
// `canonical_sha256`, names no registry key of the keyring, or its signature does not hold.
std::optional<MemberFault> has_bad_receipt(canon::Value payload, const KeyTable& keys, VerdictCache* verdicts,
                                           ReceiptKeys allowed) {
  const std::optional<canon::Value> receipt = payload.find("receipt");
  if (!receipt) {
    return std::nullopt;
  }
  const Result<SignatureBlock, MemberFault> block = parse_signature_block(*receipt, "canonical_sha256_bytes");
  if (!block) {
    return block.error();
  }
  const std::optional<std::string_view> digest_text = payload.find_string("canonical_sha256");
  const std::optional<Sha256Digest> digest = digest_text ? parse_hex_digest(*digest_text) : std::nullopt;
  if (!digest || receipt->find_string("canonical_sha256") != digest_text) {
    return MemberFault{ReasonDetail::another_hash, "canonical_sha256"};
  }
  const TrustedKey* const key = keys.find(block->key_id, block->public_key_fingerprint);
  if (key == nullptr) {
    return MemberFault{ReasonDetail::unknown_key, "key_id"};
  }
  if (allowed == ReceiptKeys::registry_keys && !key->is_registry_key()) {
    return MemberFault{ReasonDetail::not_a_registry_key, "key_id"};
  }
  if (!key->verifying_key.verify(*digest, block->signature, verdicts)) {
    return describe_failure(block->signature);
  }
  return std::nullopt;
}

namespace {

/// Whether the checks of SPEC 4.6 are made.
enum class Envelope : std::uint8_t { checked, assumed };

EventCheck check_copy(const EventCopy& copy, std::string_view subject, const Keyring& keyring,
                      const Shortcuts& shortcuts, Envelope envelope) {
  EventCheck check;
  Result<EventContent, MemberFault> content = parse_event_content(copy.value());
  // `malformed`: it is not an object, or a content member is missing or of the wrong type or form.
  if (!content) {
    return failed(std::move(check), {Reason::malformed, content.error()});
  }
  check.content = *std::move(content);
  const Result<const TrustedKey*, CheckFailure> key =
      check_content(copy, *check.content, subject, keyring, shortcuts.record);
  if (!key) {
    return failed(std::move(check), key.error());
  }
  check.key = *key;
  if (envelope == Envelope::checked) {
    if (const std::optional<CheckFailure> failure =
            check_envelope(copy, *check.content, *key, keyring.crypto(), shortcuts)) {
      return failed(std::move(check), *failure);
    }
  }
  // From here on the event is authentic (SPEC 4.7).
  if (check.content->event_type == record_created_type) {
    if (const std::optional<MemberFault> fault =
            has_bad_receipt(check.content->payload, keyring.table(), shortcuts.verdicts)) {
      return failed(std::move(check), {Reason::bad_receipt, *fault});
    }
  }
  return check;
}

}  // namespace

EventCheck check_event(const EventCopy& copy, std::string_view subject, const Keyring& keyring,
                       const Shortcuts& shortcuts) {
  return check_copy(copy, subject, keyring, shortcuts, Envelope::checked);
}

EventCheck check_draft(const EventCopy& copy, std::string_view subject, const Keyring& keyring,
                       const Shortcuts& shortcuts) {
  return check_copy(copy, subject, keyring, shortcuts, Envelope::assumed);
}

}  // namespace pith::engine
