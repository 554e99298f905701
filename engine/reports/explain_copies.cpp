// SPEC 4.5 to 4.8: how far each copy of an event came, with what the rules ask for and what the copy says.
//
// The checks are those of the merge: check_event() says which one failed and in which member. Here only the two values
// are looked up again.

#include <algorithm>
#include <string>
#include <utility>

#include "engine/event_id.h"
#include "engine/keys/signature_block.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// What stood in the way: the values that the rules ask for and that the copy has.
struct Values {
  std::optional<std::string> expected;
  std::optional<std::string> actual;
};

/// A member, or the object itself if the path is empty. Paths are names with a slash between them.
std::optional<canon::Value> find_path(std::optional<canon::Value> value, std::string_view path) {
  while (value && !path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    value = value->find(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return value;
}

/// The text of a string, or the canonical form of any other value.
std::optional<std::string> show(const EventCopy& copy, const std::optional<canon::Value>& value) {
  if (!value) {
    return std::nullopt;
  }
  return cut_text(value->is_string() ? value->text() : copy.canonical(*value));
}

std::string at_most(std::size_t count, std::string_view unit) {
  return "at most " + std::to_string(count) + " " + std::string(unit);
}
std::string count_of(std::size_t count, std::string_view unit) {
  return std::to_string(count) + " " + std::string(unit);
}

// SPEC 4.1
std::string form_of(std::string_view member) {
  if (member == "created_at") {
    return "an instant";
  }
  if (member == "prev_event") {
    return "an event id or null";
  }
  if (member == "supersedes") {
    return "an array of event ids, none of them twice";
  }
  return member.empty() || member == "payload" || member == "signer" ? "an object" : "a string";
}

// SPEC 2.4, 4.2
std::string value_of_block(std::string_view member, std::string_view signed_message) {
  if (member == "signature_status") {
    return "signed_v1";
  }
  if (member == "algorithm") {
    return "ed25519";
  }
  if (member == "signed_message") {
    return std::string(signed_message);
  }
  return member.empty() ? "an object" : "a string";
}

Values describe_limit(const EventCopy& copy, const EventCheck& check) {
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
Values describe_block(const EventCopy& copy, const std::optional<canon::Value>& block, const MemberFault& fault,
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

Values describe_signer_mismatch(const EventCopy& copy, const EventCheck& check, const TrustedKey& key) {
  const std::optional<std::string> claimed = show(copy, find_path(copy.value(), check.fault.member));
  if (check.fault.detail != ReasonDetail::bound_to_another_signer) {
    return {std::nullopt, claimed};
  }
  const bool is_id = check.fault.member == "signer/signer_id";
  return {is_id ? key.entry.signer_id : key.entry.signer_type, claimed};
}

Values describe_record(const EventCopy& copy, const EventCheck& check, const Crypto& crypto) {
  const std::optional<canon::Value> record = check.content->payload.find("canonical_record");
  const std::optional<RecordIdentity> identity =
      record ? identify_record(crypto, *record, copy.canonical(*record)) : std::nullopt;
  switch (check.fault.detail) {
    case ReasonDetail::another_hash:
      return {to_hex(identity->canonical_sha256), show(copy, check.content->payload.find("canonical_sha256"))};
    case ReasonDetail::another_record:
      return {std::string(check.content->subject_pith_number), identity->pith_number};
    default:
      return {};
  }
}

Values describe_failure(const Decided& decided, const EventCopy& copy, const EventCheck& check) {
  const KeyTable& keys = decided.events.keyring().table();
  const TrustedKey* const key =
      check.content ? keys.find(check.content->key_id, check.content->public_key_fingerprint) : nullptr;
  const std::optional<canon::Value> value = find_path(copy.value(), check.fault.member);
  switch (*check.reason) {
    case Reason::malformed:
      return {form_of(check.fault.member), show(copy, value)};
    case Reason::limit_exceeded:
      return describe_limit(copy, check);
    case Reason::unsupported_schema_version:
      return {"1.0", cut_text(check.content->schema_version)};
    case Reason::subject_mismatch:
      return {decided.events.subject(), cut_text(check.content->subject_pith_number)};
    case Reason::signer_mismatch:
      return describe_signer_mismatch(copy, check, *key);
    case Reason::key_expired:
      return {"before " + key->entry.rotates_at->text, std::string(check.content->created_at_text)};
    case Reason::not_authorised:
      return {std::string(registry_signer_type), key->entry.signer_type};
    case Reason::record_mismatch:
      return describe_record(copy, check, decided.events.keyring().crypto());
    case Reason::content_hash_mismatch:
      return {to_hex(copy.digest()), show(copy, value)};
    case Reason::event_id_mismatch:
      return {event_id(copy.digest()), show(copy, value)};
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

/// The member that each of these reasons is about, if the check names none.
std::string_view member_of(Reason reason) {
  switch (reason) {
    case Reason::unsupported_schema_version:
      return "schema_version";
    case Reason::subject_mismatch:
      return "subject_pith_number";
    case Reason::unknown_key:
      return "signer";
    case Reason::key_expired:
      return "created_at";
    default:
      return "";
  }
}

// SPEC 4.5 `unknown_key`: which keys the keyring has under the same `key_id`.
KeyExplanation explain_key(const EventContent& content, const KeyTable& keys) {
  KeyExplanation explained;
  explained.key_id = cut_text(content.key_id);
  explained.fingerprint = cut_text(content.public_key_fingerprint);
  if (const TrustedKey* const key = keys.find(content.key_id, content.public_key_fingerprint)) {
    explained.trusted = key->info;
    explained.is_registry_key = key->is_registry_key();
  }
  for (const TrustedKey* const key : keys.keys()) {
    if (key->entry.key_id == content.key_id && explained.same_key_id.size() < listed_faults_max) {
      explained.same_key_id.push_back(key->info);
    }
  }
  return explained;
}

void explain_content(const Decided& decided, const EventContent& content, Explanation& explanation) {
  explanation.event_type = cut_text(content.event_type);
  explanation.target = cut_text(content.target);
  explanation.created_at = std::string(content.created_at_text);
  explanation.key = explain_key(content, decided.events.keyring().table());
  // A content with more links than SPEC 4.5 allows has no part in anything: nobody asks what became of them.
  if (content.supersedes.size() > supersedes_max) {
    return;
  }
  const auto add = [&](std::string_view member, const Sha256Digest& id) {
    LinkExplanation link;
    link.member = member;
    link.id = id;
    explanation.links.push_back(std::move(link));
  };
  if (content.prev_event) {
    add("prev_event", *content.prev_event);
  }
  for (const Sha256Digest& superseded : content.supersedes) {
    add("supersedes", superseded);
  }
}

}  // namespace

std::string cut_text(std::string_view text) {
  constexpr std::size_t size_bytes_max = 256;
  if (text.size() <= size_bytes_max) {
    return std::string(text);
  }
  std::size_t end = size_bytes_max - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {  // not within a character
    --end;
  }
  return std::string(text.substr(0, end)) + "...";
}

std::string fault_path(Reason reason, std::string_view member) {
  const std::string_view object = reason == Reason::bad_signature ? "signature"
                                  : reason == Reason::bad_receipt ? "payload/receipt"
                                                                  : "";
  if (member.empty()) {
    return std::string(object.empty() ? member_of(reason) : object);
  }
  return object.empty() ? std::string(member) : std::string(object) + "/" + std::string(member);
}

void explain_copies(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts, Explanation& explanation) {
  const RecordEvents& events = decided.events;
  // Of several copies the one that came furthest decides. The merge has verified each copy up to that one.
  const std::optional<Reason> decisive = events.store().reason_of(*events.store().find(explanation.id));
  bool is_decided = false;
  copies.for_each_copy(std::span(&explanation.id, 1), [&](const EventCopy& copy, const CopyPlace& place) {
    const bool is_first = explanation.copy_count++ == 0;
    if (is_decided && explanation.copies.size() >= listed_faults_max) {
      return true;  // only counted
    }
    const EventCheck check = check_event(copy, events.subject(), events.keyring(), {verdicts});
    const bool decides = check.reason == decisive;
    if (is_first && check.content) {
      explain_content(decided, *check.content, explanation);
    }
    if (explanation.copies.size() >= listed_faults_max && !decides) {
      return true;
    }
    is_decided = is_decided || decides;
    Values values = check.reason ? describe_failure(decided, copy, check) : Values();
    explanation.copies.push_back({place.input, place.line, place.pointer, check.reason, check.fault.detail,
                                  check.reason ? fault_path(*check.reason, check.fault.member) : "",
                                  std::move(values.expected), std::move(values.actual)});
    return true;
  });
  const auto came_further = [](const CopyExplanation& left, const CopyExplanation& right) {
    return left.reason != right.reason && (!left.reason || (right.reason && *left.reason > *right.reason));
  };
  std::stable_sort(explanation.copies.begin(), explanation.copies.end(), came_further);
}

}  // namespace pith::engine
