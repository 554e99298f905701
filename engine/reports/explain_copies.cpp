// SPEC 4.5 to 4.8: what the rules ask for and what a copy of an event says, where a check fails.
//
// The checks are those of the merge: check_event() says which one failed and in which member. Here only the two values
// are looked up again. A value is shown as JSON, so that null, "null" and words of this program look different.

#include <algorithm>
#include <string>
#include <utility>

#include "engine/event_id.h"
#include "engine/keys/signature_block.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// The largest object or array that is shown.
constexpr std::size_t shown_size_bytes_max = 256;

/// A member, or the object itself if the path is empty. Paths are names with a slash between them.
std::optional<canon::Value> find_path(std::optional<canon::Value> value, std::string_view path) {
  while (value && !path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    value = value->find(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return value;
}

/// A value as JSON, or words for a large one.
std::optional<std::string> show(const EventCopy& copy, const std::optional<canon::Value>& value) {
  if (!value) {
    return std::nullopt;
  }
  if (value->is_string()) {
    return quote_text(value->text());
  }
  const std::string_view canonical = copy.canonical(*value);
  if (canonical.size() <= shown_size_bytes_max || !(value->is_object() || value->is_array())) {
    return cut_text(canonical);
  }
  return (value->is_object() ? "an object of " : "an array of ") + std::to_string(canonical.size()) + " bytes";
}

std::string at_most(std::size_t count, std::string_view unit) {
  return "at most " + std::to_string(count) + " " + std::string(unit);
}
std::string count_of(std::size_t count, std::string_view unit) {
  return std::to_string(count) + " " + std::string(unit);
}

// SPEC 2.4, 4.2
std::string value_of_block(std::string_view member, std::string_view signed_message) {
  if (member == "signature_status") {
    return quote_text("signed_v1");
  }
  if (member == "algorithm") {
    return quote_text("ed25519");
  }
  if (member == "signed_message") {
    return quote_text(signed_message);
  }
  return member.empty() ? "an object" : "a string";
}

FaultValues describe_limit(const EventCopy& copy, const EventCheck& check) {
  switch (check.fault.detail) {
    case ReasonDetail::too_large:
      return {at_most(content_size_bytes_max, "bytes"), count_of(copy.content_size_bytes(), "bytes")};
    case ReasonDetail::too_deep:
      return {at_most(content_depth_max, "containers"), count_of(content_depth(copy.value()), "containers")};
    default:
      return {at_most(supersedes_max, "entries"), count_of(check.content->supersedes.size(), "entries")};
  }
}

/// A `signature` or a receipt. `copied` is what another_key and another_hash compare with.
FaultValues describe_block(const EventCopy& copy, const std::optional<canon::Value>& block, const MemberFault& fault,
                           std::string_view signed_message, std::optional<std::string> copied) {
  const std::optional<canon::Value> value = find_path(block, fault.member);
  switch (fault.detail) {
    case ReasonDetail::too_deep:
      return {at_most(signature_depth_max, "containers"), count_of(block->height(), "containers")};
    case ReasonDetail::too_large:
      return {at_most(signature_size_bytes_max, "bytes"), count_of(copy.canonical(*block).size(), "bytes")};
    case ReasonDetail::loose_base64:
    case ReasonDetail::wrong_length:
      return {"64 bytes in strict base64", show(copy, value)};
    case ReasonDetail::s_out_of_range:
    case ReasonDetail::does_not_hold:
      return {std::nullopt, show(copy, value)};
    case ReasonDetail::another_key:
    case ReasonDetail::another_hash:
      return {std::move(copied), show(copy, value)};
    case ReasonDetail::unknown_key:
    case ReasonDetail::not_a_registry_key:
      return {"a registry key of the keyring", show(copy, value)};
    default:
      return {value_of_block(fault.member, signed_message), show(copy, value)};
  }
}

FaultValues describe_signer_mismatch(const EventCopy& copy, const EventCheck& check, const TrustedKey& key) {
  const std::optional<std::string> claimed = show(copy, find_path(copy.value(), check.fault.member));
  if (check.fault.detail != ReasonDetail::bound_to_another_signer) {
    return {std::nullopt, claimed};
  }
  const bool is_id = check.fault.member == "signer/signer_id";
  return {quote_text(is_id ? *key.entry.signer_id : *key.entry.signer_type), claimed};
}

FaultValues describe_authority(const TrustedKey& key) {
  return {"a key bound to signer_type " + quote_text(registry_signer_type),
          key.entry.signer_type ? "a key bound to signer_type " + quote_text(*key.entry.signer_type)
                                : "a key bound to no signer_type"};
}

FaultValues describe_record(const EventCopy& copy, const EventCheck& check, const Crypto& crypto) {
  const std::optional<canon::Value> record = check.content->payload.find("canonical_record");
  const std::optional<RecordIdentity> identity =
      record ? identify_record(crypto, *record, copy.canonical(*record)) : std::nullopt;
  switch (check.fault.detail) {
    case ReasonDetail::another_hash:
      return {quote_text(to_hex(identity->canonical_sha256)),
              show(copy, check.content->payload.find("canonical_sha256"))};
    case ReasonDetail::another_record:
      return {quote_text(check.content->subject_pith_number), quote_text(identity->pith_number)};
    default:
      return {};
  }
}

}  // namespace

FaultValues find_values(const RecordEvents& events, const EventCopy& copy, const EventCheck& check) {
  const KeyTable& keys = events.keyring().table();
  const TrustedKey* const key =
      check.content ? keys.find(check.content->key_id, check.content->public_key_fingerprint) : nullptr;
  const std::optional<canon::Value> value = find_path(copy.value(), check.fault.member);
  switch (*check.reason) {
    case Reason::malformed:
      return {form_of(check.fault.member), show(copy, value)};
    case Reason::limit_exceeded:
      return describe_limit(copy, check);
    case Reason::unsupported_schema_version:
      return {quote_text("1.0"), quote_text(check.content->schema_version)};
    case Reason::subject_mismatch:
      return {quote_text(events.subject()), quote_text(check.content->subject_pith_number)};
    case Reason::signer_mismatch:
      return describe_signer_mismatch(copy, check, *key);
    case Reason::key_expired:
      return {"before " + key->entry.rotates_at->text, quote_text(check.content->created_at_text)};
    case Reason::not_authorised:
      return describe_authority(*key);
    case Reason::record_mismatch:
      return describe_record(copy, check, events.keyring().crypto());
    case Reason::content_hash_mismatch:
      return {quote_text(to_hex(copy.digest())), show(copy, value)};
    case Reason::event_id_mismatch:
      return {quote_text(event_id(copy.digest())), show(copy, value)};
    case Reason::bad_signature:
      return describe_block(copy, copy.value().find("signature"), check.fault, "open_graph_event_sha256_bytes",
                            show(copy, check.content->signer.find(check.fault.member)));
    case Reason::bad_receipt:
      return describe_block(copy, check.content->payload.find("receipt"), check.fault, "canonical_sha256_bytes",
                            show(copy, check.content->payload.find("canonical_sha256")));
    default:
      return {};
  }
}

namespace {

/// The member that each of these reasons is about, if the check names none.
std::string_view member_of(Reason reason) {
  switch (reason) {
    case Reason::unsupported_schema_version:
      return "schema_version";
    case Reason::subject_mismatch:
      return "subject_pith_number";
    case Reason::unknown_key:
    case Reason::not_authorised:
      return "signer";
    case Reason::key_expired:
      return "created_at";
    default:
      return "";
  }
}

}  // namespace

std::string fault_path(Reason reason, std::string_view member) {
  const std::string_view object = reason == Reason::bad_signature ? "signature"
                                  : reason == Reason::bad_receipt ? "payload/receipt"
                                                                  : "";
  if (member.empty()) {
    return std::string(object.empty() ? member_of(reason) : object);
  }
  return object.empty() ? std::string(member) : std::string(object) + "/" + std::string(member);
}

}  // namespace pith::engine
