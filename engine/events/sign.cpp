// SPEC 4.2: completes a draft: the content digest, and the envelope around a signature.
//
// Idea: what is made here is checked like any event, by check_event(). The keyring of that check has this key alone,
// bound to the signer that the draft names. So nothing is given out that a merge would refuse, however it was made.
// Before there is a signature, the draft is checked with one that cannot hold: if all else is right, the event is a
// `bad_signature` and nothing else.
//
// Example: {"signer":{"signer_id":"alice","signer_type":"person"},...} gets `key_id` and `public_key_fingerprint`.
// Counter-example: a draft whose signer names another key is refused. Signing it would say what its author did not.
//
// Cost: the draft is parsed once, and the event once more; one signature verification. Tests: tests/sign_test.cpp,
// tests/cli/test_sign.py.

#include "engine/events/sign.h"

#include <cassert>
#include <map>
#include <utility>

#include "canon/encoding.h"
#include "canon/json_writer.h"
#include "canon/lexer.h"
#include "canon/parse.h"
#include "canon/text.h"
#include "canon/write.h"
#include "engine/events/check_event.h"
#include "engine/events/event_content.h"
#include "engine/events/item_kind.h"
#include "pith/keyring.h"

namespace pith {
namespace {

/// The canonical form of each member of an object, by name. As bytes, so the order is that of SPEC 1.1.
using Members = std::map<std::string_view, std::string_view>;

Members members_of(canon::Value object, const canon::CanonicalText& text) {
  Members members;
  for (std::uint32_t i = 0; i < object.size(); ++i) {
    members.emplace_hint(members.end(), object.sorted_key(i), text.of(object.sorted_value(i)));
  }
  return members;
}

std::string write_object(const Members& members) {
  std::string json = "{";
  for (const auto& [name, value] : members) {
    json += json.size() > 1 ? "," : "";
    canon::append_string(json, name);
    json += ':';
    json += value;
  }
  return json + "}";
}

std::string write_string(std::string_view text) {
  std::string json;
  canon::append_string(json, text);
  return json;
}

/// An entry that binds the key to what is given. Needs a key_id that is UTF-8.
std::string write_entry(const SignerKey& key, const std::optional<std::string_view>& signer_id,
                        const std::optional<std::string_view>& signer_type) {
  canon::TextSink sink;
  canon::JsonWriter<canon::TextSink> out(sink);
  out.begin_object();
  out.members({
      {"algorithm", [&] { out.string("ed25519"); }},
      {"key_id", [&] { out.string(key.key_id); }},
      {"public_key_b64", [&] { out.string(canon::encode_base64(key.public_key)); }},
  });
  for (const auto& [name, text] : {std::pair("signer_id", signer_id), std::pair("signer_type", signer_type)}) {
    if (text) {
      out.key(name);
      out.string(*text);
    }
  }
  out.end_object();
  return std::move(sink.text);
}

/// A keyring with this key alone.
Result<Keyring> keyring_of(const SignerKey& key, const Crypto& crypto,
                           const std::optional<std::string_view>& signer_id = std::nullopt,
                           const std::optional<std::string_view>& signer_type = std::nullopt) {
  if (!canon::is_utf8(key.key_id)) {
    return Error{ErrorCode::bad_key, no_place, "the key_id is not UTF-8"};
  }
  Keyring keyring(crypto);
  if (const Result<void> added = keyring.add(write_entry(key, signer_id, signer_type)); !added) {
    return Error{added.error().code, no_place, added.error().explanation};
  }
  return keyring;
}

/// A draft with its signer's key filled in. The values are views of the document, its text and `signer_json`.
struct Draft {
  explicit Draft(canon::Document parsed) : document(std::move(parsed)), text(document) {}

  canon::Document document;
  canon::CanonicalText text;
  std::string signer_json;
  Members content;
};

Error refuse_draft(std::string_view json, canon::Value value, std::string explanation) {
  const std::size_t offset_bytes = canon::find_node_offset(json, value.index());
  return {ErrorCode::not_a_draft, canon::place_at(json, offset_bytes), std::move(explanation)};
}

/// SPEC 4.1: fills in the two members of `signer` that name the key. Those that are there must be right.
Result<void> fill_signer(std::string_view json, const SignerKey& key, std::string_view fingerprint, Draft& draft) {
  const std::optional<canon::Value> signer = draft.document.root().find("signer");
  if (!signer || !signer->is_object()) {
    return {};  // nothing to fill in: the event is `malformed`
  }
  Members members = members_of(*signer, draft.text);
  const std::string names[] = {write_string(key.key_id), write_string(fingerprint)};
  const std::string_view keys[] = {"key_id", "public_key_fingerprint"};
  for (std::size_t i = 0; i < std::size(keys); ++i) {
    const auto [member, is_missing] = members.emplace(keys[i], names[i]);
    if (!is_missing && member->second != names[i]) {
      return refuse_draft(json, *signer->find(keys[i]),
                          "the draft's signer has another " + std::string(keys[i]) + " than the key that signs, " +
                              names[i] + ": sign with the key that it names, or leave that member out");
    }
  }
  draft.signer_json = write_object(members);
  draft.content["signer"] = draft.signer_json;
  return {};
}

Result<std::unique_ptr<Draft>> read_draft(std::string_view json, const SignerKey& key, std::string_view fingerprint) {
  Result<canon::Document> document = canon::parse(json);
  if (!document) {
    return document.error();
  }
  // The views into a draft stay valid because it does not move.
  auto draft = std::make_unique<Draft>(*std::move(document));
  const canon::Value root = draft->document.root();
  if (!root.is_object()) {
    return refuse_draft(json, root, "a draft is the content of one event: an object");
  }
  for (const std::string_view name : engine::envelope_members) {
    if (const std::optional<canon::Value> value = root.find(name)) {
      return refuse_draft(json, *value, "a draft has no envelope: take out the member " + std::string(name));
    }
  }
  // SPEC 9.5: what else an object holds decides whether a merge takes it as an event.
  if (const Result<engine::ItemKind, ErrorCode> kind = engine::classify(root);
      !kind || *kind != engine::ItemKind::event) {
    return refuse_draft(json, root,
                        "a merge would take this as a bundle, a state or a list of keys, and not as an event: "
                        "take out bundle_type, state_type and public_keys");
  }
  draft->content = members_of(root, draft->text);
  if (const Result<void> filled = fill_signer(json, key, fingerprint, *draft); !filled) {
    return filled.error();
  }
  return draft;
}

/// SPEC 4.2: `signature`.
std::string write_signature(const SignerKey& key, std::string_view fingerprint, const SignatureBytes& signature,
                            std::string_view signed_at) {
  canon::TextSink sink;
  canon::JsonWriter<canon::TextSink> out(sink);
  out.object(
      {
          {"signature_status", [&] { out.string("signed_v1"); }},
          {"algorithm", [&] { out.string("ed25519"); }},
          {"key_id", [&] { out.string(key.key_id); }},
          {"public_key_fingerprint", [&] { out.string(fingerprint); }},
          {"signature_b64", [&] { out.string(canon::encode_base64(signature)); }},
          {"signed_message", [&] { out.string("open_graph_event_sha256_bytes"); }},
          {"signed_at", [&] { out.string(signed_at); }},
      },
      canon::MemberOrder::canonical);
  return std::move(sink.text);
}

/// What a reason means for the author of a draft.
std::string_view advise(Reason reason) {
  switch (reason) {
    case Reason::malformed:
      return "its content must have all members of SPEC 4.1, each of its type";
    case Reason::limit_exceeded:
      return "its content is too large, is nested too deeply, or has too many entries in supersedes";
    case Reason::unsupported_schema_version:
      return "its schema_version must be 1.0";
    case Reason::subject_mismatch:
      return "its subject_pith_number must be a whole Pith Number, as pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF";
    case Reason::not_authorised:
      return "only a registry's key may create a record, so its signer_type must be pith_registry";
    case Reason::record_mismatch:
      return "its canonical_record must have the hash and the Pith Number that it states";
    case Reason::bad_signature:
      return "the signature was made over other bytes than the 32 of the draft's digest, or by another key";
    case Reason::bad_receipt:
      return "its receipt does not hold under this key";
    case Reason::unknown_key:
    case Reason::signer_mismatch:
    case Reason::key_expired:
    case Reason::content_hash_mismatch:
    case Reason::event_id_mismatch:
    case Reason::prev_event_unresolved:
      break;  // no draft that is completed here has them
  }
  return "this is a bug";
}

/// A check that an event fails, and in which way.
struct Failure {
  Reason reason;
  engine::MemberFault fault;
};

Error refuse_event(const Failure& failure) {
  std::string explanation = "the event would not be valid, " + std::string(name(failure.reason)) + ": ";
  if (!failure.fault.member.empty()) {
    explanation += failure.fault.member;
    explanation += failure.fault.detail == ReasonDetail::missing_member ? " is missing" : " is wrong";
    if (failure.reason == Reason::malformed) {
      explanation += ": it must be " + engine::form_of(failure.fault.member);
      explanation += failure.fault.member == "created_at" ? ", such as 2026-07-05T14:38:00Z" : "";
      return {ErrorCode::not_accepted, no_place, explanation};
    }
    explanation += "; ";
  }
  return {ErrorCode::not_accepted, no_place, explanation + std::string(advise(failure.reason))};
}

/// The record that an event is checked as one of. SPEC 4.5 `subject_mismatch`: the one that it names, unless that is
/// not a Pith Number. Then any, which its subject is not.
std::string_view subject_of(canon::Value event) {
  const std::string_view subject = event.find_string("subject_pith_number").value_or("");
  return engine::has_pith_number_form(subject) ? subject : "pith:0000:AAAAAAAAAAAAAAAAAAAAAAAAAA";
}

enum class Signed : std::uint8_t { yes, not_yet };

/// SPEC 4.5 to 4.8: the first check that an event fails under this key, bound to the signer that the event names. An
/// event that is not signed yet needs a signature that does not hold, which is then no reason.
Result<std::optional<Failure>> check(std::string_view event_json, const SignerKey& key, const Crypto& crypto,
                                     Signed is_signed) {
  const Result<canon::Document> document = canon::parse(event_json);
  if (!document) {
    return Error{document.error().code, no_place, document.error().explanation};
  }
  const canon::Value event = document->root();
  const std::optional<canon::Value> signer = event.find("signer");
  const Result<Keyring> keyring = keyring_of(key, crypto, signer ? signer->find_string("signer_id") : std::nullopt,
                                             signer ? signer->find_string("signer_type") : std::nullopt);
  if (!keyring) {
    return keyring.error();
  }
  const canon::CanonicalText text(*document);
  const engine::EventCheck result =
      engine::check_event(engine::EventCopy(event, text, crypto), subject_of(event), *keyring);
  if (is_signed == Signed::not_yet && result.reason == Reason::bad_signature) {
    const std::optional<engine::MemberFault> fault =
        result.content->event_type == engine::record_created_type
            ? engine::has_bad_receipt(result.content->payload, keyring->table(), nullptr)
            : std::nullopt;
    return fault ? std::optional(Failure{Reason::bad_receipt, *fault}) : std::nullopt;
  }
  return result.reason ? std::optional(Failure{*result.reason, result.fault}) : std::nullopt;
}

struct Completed {
  Sha256Digest digest = {};
  std::string event_json;
};

Result<Completed> complete(std::string_view draft_json, const SignerKey& key, const SignatureBytes& signature,
                           std::string_view signed_at, const Crypto& crypto, Signed is_signed,
                           std::optional<Reason>* reason) {
  if (reason != nullptr) {
    *reason = std::nullopt;
  }
  const Result<Keyring> known = keyring_of(key, crypto);
  if (!known) {
    return known.error();
  }
  const std::string& fingerprint = known->key(0).fingerprint;
  const Result<std::unique_ptr<Draft>> draft = read_draft(draft_json, key, fingerprint);
  if (!draft) {
    return draft.error();
  }
  Completed completed;
  Members members = (*draft)->content;
  completed.digest = crypto.sha256(write_object(members));
  const std::string digest_json = write_string(to_hex(completed.digest));
  const std::string id_json = write_string(event_id(completed.digest));
  const std::string signature_json = write_signature(key, fingerprint, signature, signed_at);
  members["content_sha256"] = digest_json;
  members["event_id"] = id_json;
  members["signature"] = signature_json;
  completed.event_json = write_object(members);
  const Result<std::optional<Failure>> checked = check(completed.event_json, key, crypto, is_signed);
  if (!checked) {
    return checked.error();
  }
  if (const std::optional<Failure>& failure = *checked) {
    if (reason != nullptr) {
      *reason = failure->reason;
    }
    return refuse_event(*failure);
  }
  return completed;
}

}  // namespace

Result<std::string> engine::fill_draft(std::string_view draft_json, const SignerKey& key, const Crypto& crypto) {
  const Result<Keyring> known = keyring_of(key, crypto);
  if (!known) {
    return known.error();
  }
  const Result<std::unique_ptr<Draft>> draft = read_draft(draft_json, key, known->key(0).fingerprint);
  if (!draft) {
    return draft.error();
  }
  return write_object((*draft)->content);
}

Result<std::string> key_entry(const SignerKey& key, const Crypto& crypto) {
  if (const Result<Keyring> keyring = keyring_of(key, crypto); !keyring) {
    return keyring.error();
  }
  return write_entry(key, std::nullopt, std::nullopt);
}

Result<Sha256Digest> draft_digest(std::string_view draft_json, const SignerKey& key, const Crypto& crypto,
                                  std::optional<Reason>* reason) {
  // Zeros hold only if -h*A has order 4 (SPEC 3.8). For a key that a keyring takes (3.6), h would have to be 0 modulo
  // L.
  const Result<Completed> completed = complete(draft_json, key, {}, "", crypto, Signed::not_yet, reason);
  if (!completed) {
    return completed.error();
  }
  return completed->digest;
}

Result<std::string> complete_draft(std::string_view draft_json, const SignerKey& key, const SignatureBytes& signature,
                                   std::string_view signed_at, const Crypto& crypto, std::optional<Reason>* reason) {
  assert(is_instant(signed_at));
  Result<Completed> completed = complete(draft_json, key, signature, signed_at, crypto, Signed::yes, reason);
  if (!completed) {
    return completed.error();
  }
  return std::move(completed->event_json);
}

}  // namespace pith
